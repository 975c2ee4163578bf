import type { ImportDeclaration, Node, Pattern, Program as Tree, VariableDeclarator } from 'estree'
import { resolveImport } from './modules.ts'
import { BOOLEAN, NUMBER, type Shape, shapeOfType, STRING, UNKNOWN } from './shape.ts'
import { rangeOf, type Site } from './sites.ts'
import type { Source } from './source.ts'

/** An identifier that can be read at a site. */
export interface Name {
  readonly name: string
  readonly shape: Shape
  /** Declared by `let` or `var` in the innermost function, so that a statement may assign to it. */
  readonly writable: boolean
}

/** The identifiers that can be read at a site, innermost first. */
export type Scope = readonly Name[]

/** The type written behind a name or a pattern; type stripping left blanks in its place. */
function annotation(source: Source, node: Pattern): string | undefined {
  const end = rangeOf(node)?.end
  if (end === undefined) return undefined
  const width = /^\s*/.exec(source.script.slice(end))?.[0].length ?? 0
  return /^\s*[?!]?\s*:(.*)$/s.exec(source.text.slice(end, end + width))?.[1]
}

/** Where types may be declared: the source itself, then the other files. */
const typesOf = ({ text, beside }: Source): string => (beside.length === 0 ? text : [text, ...beside.map((other) => other.text)].join('\n'))

const shapes = new WeakMap<Source, Map<string, Shape>>()

/** The shape of a type written in a source. */
function shapeWritten(source: Source, type: string): Shape {
  let known = shapes.get(source)
  if (known === undefined) shapes.set(source, (known = new Map<string, Shape>()))
  let shape = known.get(type)
  if (shape === undefined) known.set(type, (shape = shapeOfType(type, typesOf(source))))
  return shape
}

const MATH_LIKE = /^(Math|Number)$/
const NUMBER_METHODS = /^(indexOf|lastIndexOf|findIndex|charCodeAt|codePointAt|push|unshift|localeCompare|search|getTime)$/
const BOOLEAN_METHODS = /^(includes|some|every|startsWith|endsWith|has|isArray|isInteger|isFinite|isNaN|test)$/
const STRING_METHODS =
  /^(join|toString|toFixed|trim|toUpperCase|toLowerCase|charAt|repeat|padStart|padEnd|replace|replaceAll|fromCharCode)$/
const SAME_METHODS = /^(slice|filter|concat|reverse|sort|toSorted|toReversed|with|fill)$/

function shapeOfCall(callee: Node, scope: Scope): Shape {
  if (callee.type === 'Identifier') {
    return callee.name === 'Number' || /^parse(Int|Float)$/.test(callee.name)
      ? NUMBER
      : callee.name === 'String'
        ? STRING
        : callee.name === 'Boolean'
          ? BOOLEAN
          : (scope.find((item) => item.name === callee.name)?.shape.returns ?? UNKNOWN)
  }
  if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return UNKNOWN
  const method = callee.property.name
  const own = shapeOf(callee.object, scope).members?.find((member) => member.name === method)?.shape.returns
  if (own !== undefined) return own
  if (BOOLEAN_METHODS.test(method)) return BOOLEAN
  if (callee.object.type === 'Identifier' && MATH_LIKE.test(callee.object.name)) return NUMBER
  if (NUMBER_METHODS.test(method)) return NUMBER
  if (STRING_METHODS.test(method)) return STRING
  if (SAME_METHODS.test(method)) return shapeOf(callee.object, scope)
  if (/^(map|flatMap|split|from|keys|values|entries)$/.test(method)) return { kind: 'array' }
  if (/^(at|find|pop|shift)$/.test(method)) return shapeOf(callee.object, scope).element ?? UNKNOWN
  return UNKNOWN
}

/** What is roughly known of an expression's value. */
export function shapeOf(node: Node, scope: Scope): Shape {
  switch (node.type) {
    case 'Literal':
      return typeof node.value === 'number'
        ? NUMBER
        : typeof node.value === 'boolean'
          ? BOOLEAN
          : typeof node.value === 'string'
            ? STRING
            : UNKNOWN
    case 'TemplateLiteral':
      return STRING
    case 'Identifier':
      if (node.name === 'Infinity' || node.name === 'NaN') return NUMBER
      return scope.find((item) => item.name === node.name)?.shape ?? UNKNOWN
    case 'UnaryExpression':
      return node.operator === '!' || node.operator === 'delete'
        ? BOOLEAN
        : node.operator === 'typeof'
          ? STRING
          : node.operator === 'void'
            ? UNKNOWN
            : NUMBER
    case 'UpdateExpression':
      return NUMBER
    case 'BinaryExpression': {
      if (/^([<>]=?|[!=]==?|in|instanceof)$/.test(node.operator)) return BOOLEAN
      if (node.operator !== '+') return NUMBER
      const kinds = [shapeOf(node.left, scope).kind, shapeOf(node.right, scope).kind]
      return kinds.includes('string') ? STRING : kinds.every((kind) => kind === 'number') ? NUMBER : UNKNOWN
    }
    case 'LogicalExpression':
    case 'ConditionalExpression': {
      const first = shapeOf(node.type === 'LogicalExpression' ? node.left : node.consequent, scope)
      return first.kind === 'unknown' ? shapeOf(node.type === 'LogicalExpression' ? node.right : node.alternate, scope) : first
    }
    case 'AssignmentExpression':
      return shapeOf(node.right, scope)
    case 'ArrayExpression': {
      const first = node.elements[0]
      return first === undefined || first === null || first.type === 'SpreadElement'
        ? { kind: 'array' }
        : { kind: 'array', element: shapeOf(first, scope) }
    }
    case 'ObjectExpression':
      return { kind: 'object' }
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return { kind: 'function' }
    case 'NewExpression':
      return node.callee.type === 'Identifier' && node.callee.name.endsWith('Array') ? { kind: 'array', element: NUMBER } : UNKNOWN
    case 'CallExpression':
      return shapeOfCall(node.callee, scope)
    case 'ChainExpression':
      return shapeOf(node.expression, scope)
    case 'MemberExpression': {
      const object = shapeOf(node.object, scope)
      if (node.object.type === 'Identifier' && MATH_LIKE.test(node.object.name)) return NUMBER
      if (node.computed) return object.kind === 'string' ? STRING : (object.element ?? UNKNOWN)
      const name = node.property.type === 'Identifier' ? node.property.name : ''
      if (name === 'length' || name === 'size') return NUMBER
      return object.members?.find((member) => member.name === name)?.shape ?? UNKNOWN
    }
    default:
      return UNKNOWN
  }
}

/** The names that a pattern binds, with what is known of them. */
function bind(source: Source, pattern: Pattern, inferred: Shape, writable: boolean): Name[] {
  const written = annotation(source, pattern)
  const known = written === undefined ? inferred : shapeWritten(source, written)
  switch (pattern.type) {
    case 'Identifier':
      return [{ name: pattern.name, shape: known, writable }]
    case 'AssignmentPattern':
      return bind(source, pattern.left, known.kind === 'unknown' ? shapeOf(pattern.right, []) : known, writable)
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element === null ? [] : bind(source, element, known.element ?? UNKNOWN, writable)))
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) => {
        if (property.type === 'RestElement') return bind(source, property.argument, UNKNOWN, writable)
        const key = property.key.type === 'Identifier' ? property.key.name : ''
        return bind(source, property.value, known.members?.find((member) => member.name === key)?.shape ?? UNKNOWN, writable)
      })
    case 'RestElement':
      return bind(source, pattern.argument, { kind: 'array' }, writable)
    default:
      return []
  }
}

/** What an array's method hands to the parameters of its callback. */
function callbackShapes(site: Site, outer: Scope): readonly Shape[] {
  const call = site.parent?.node
  if (
    site.key !== 'arguments' ||
    call?.type !== 'CallExpression' ||
    call.callee.type !== 'MemberExpression' ||
    call.callee.property.type !== 'Identifier'
  )
    return []
  const element = shapeOf(call.callee.object, outer).element ?? UNKNOWN
  const method = call.callee.property.name
  if (/^(sort|toSorted)$/.test(method)) return [element, element]
  if (/^reduce(Right)?$/.test(method))
    return [call.arguments[1] === undefined ? element : shapeOf(call.arguments[1], outer), element, NUMBER]
  return /^(map|flatMap|filter|some|every|find|findLast|findIndex|forEach)$/.test(method) ? [element, NUMBER] : []
}

/** The statements of a file's own level. */
function statementsOf(source: Source): Tree['body'] {
  const root = source.sites[0]?.node
  return root?.type === 'Program' ? root.body : []
}

const exported = new WeakMap<Source, ReadonlyMap<string, Shape>>()

/** What is known of the names that a file exports of its own. */
function exportsOf(source: Source): ReadonlyMap<string, Shape> {
  const known = exported.get(source)
  if (known !== undefined) return known
  const found = new Map<string, Shape>()
  let scope: Name[] = []
  const body = statementsOf(source)
  for (const node of body) if (node.type !== 'ImportDeclaration') scope = [...declaredBy(source, node, () => scope), ...scope]
  for (const node of body) {
    if (node.type === 'ExportDefaultDeclaration')
      found.set(
        'default',
        node.declaration.type === 'FunctionDeclaration' ? { kind: 'function' } : shapeOf(node.declaration as Node, scope),
      )
    if (node.type !== 'ExportNamedDeclaration' || node.source != null) continue
    for (const item of declaredBy(source, node, () => scope)) found.set(item.name, item.shape)
    for (const { local, exported: as } of node.specifiers) if (as.type === 'Identifier') found.set(as.name, shapeOf(local, scope))
  }
  exported.set(source, found)
  return found
}

/** Files that a name is followed through. */
const FAR = 8

/** What is known of a name that another file exports. */
function shapeOfExport(source: Source, specifier: string, name: string, far = 0): Shape {
  const file = resolveImport(source.name, specifier)
  const other = source.beside.find((item) => item.name === file)
  if (other === undefined || far > FAR) return UNKNOWN
  const own = exportsOf(other).get(name)
  if (own !== undefined) return own
  for (const node of statementsOf(other)) {
    if (node.type !== 'ExportNamedDeclaration' || node.source == null) continue
    for (const { local, exported: as } of node.specifiers) {
      if (as.type === 'Identifier' && local.type === 'Identifier' && as.name === name)
        return shapeOfExport(other, String(node.source.value), local.name, far + 1)
    }
  }
  return UNKNOWN
}

/** What is known of an imported name. */
function shapeOfImport(source: Source, specifier: string, item: ImportDeclaration['specifiers'][number]): Shape {
  if (item.type === 'ImportNamespaceSpecifier') return { kind: 'object' }
  if (item.type === 'ImportDefaultSpecifier') return shapeOfExport(source, specifier, 'default')
  return item.imported.type === 'Identifier' ? shapeOfExport(source, specifier, item.imported.name) : UNKNOWN
}

/** A function's shape with what it is declared to return. */
function returning(source: Source, node: Node, shape: Shape): Shape {
  if (node.type !== 'ArrowFunctionExpression' && node.type !== 'FunctionExpression' && node.type !== 'FunctionDeclaration') return shape
  const [whole, body, last] = [rangeOf(node), rangeOf(node.body), node.params.at(-1)]
  if (whole === undefined || body === undefined) return shape
  const head = source.text.slice((last === undefined ? undefined : rangeOf(last)?.end) ?? whole.start, body.start)
  const written = /\)\s*:\s*([^=]*?)\s*(?:=>\s*\(*)?$/s.exec(head)?.[1]
  return written === undefined ? shape : { ...shape, returns: shapeWritten(source, written) }
}

const assignments = new WeakMap<Node, Shape>()

/** What is known of a variable that is declared without a value: the shape of what is first assigned to it. */
function shapeOfAssigned(source: Source, declarator: VariableDeclarator): Shape {
  const known = assignments.get(declarator)
  if (known !== undefined || declarator.id.type !== 'Identifier') return known ?? UNKNOWN
  // an assignment whose own scope asks for it again finds nothing
  assignments.set(declarator, UNKNOWN)
  const { name } = declarator.id
  for (const site of source.sites) {
    const { node } = site
    if (node.type !== 'AssignmentExpression' || node.operator !== '=' || node.left.type !== 'Identifier' || node.left.name !== name)
      continue
    const shape = shapeOf(node.right, scopeAt(source, site))
    assignments.set(declarator, shape)
    return shape
  }
  return UNKNOWN
}

/** The names that a statement or declaration introduces into the list it stands in. */
function declaredBy(source: Source, node: Node, scope: () => Scope, count = Infinity): Name[] {
  if (node.type === 'ExportNamedDeclaration') return node.declaration == null ? [] : declaredBy(source, node.declaration, scope, count)
  if (node.type === 'FunctionDeclaration')
    return [{ name: node.id.name, shape: returning(source, node, { kind: 'function' }), writable: false }]
  if (node.type === 'ClassDeclaration') return [{ name: node.id.name, shape: UNKNOWN, writable: false }]
  if (node.type === 'ImportDeclaration') {
    return node.specifiers.map((item) => ({
      name: item.local.name,
      shape: shapeOfImport(source, String(node.source.value), item),
      writable: false,
    }))
  }
  if (node.type !== 'VariableDeclaration') return []
  return node.declarations.slice(0, count).flatMap((item) => {
    const known = item.init == null ? shapeOfAssigned(source, item) : returning(source, item.init, shapeOf(item.init, scope()))
    return bind(source, item.id, known, node.kind !== 'const')
  })
}

/** The names that a pattern binds. */
function boundBy(pattern: Pattern): string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name]
    case 'AssignmentPattern':
      return boundBy(pattern.left)
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element === null ? [] : boundBy(element)))
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) => boundBy(property.type === 'RestElement' ? property.argument : property.value))
    case 'RestElement':
      return boundBy(pattern.argument)
    default:
      return []
  }
}

/** The names that a statement declares in the list it stands in. */
export function namesIn(node: Node): string[] {
  if (node.type === 'VariableDeclaration') return node.declarations.flatMap(({ id }) => boundBy(id))
  return node.type === 'FunctionDeclaration' || node.type === 'ClassDeclaration' ? [node.id.name] : []
}

const isFunction = (node: Node): boolean => /^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type)

/**
 * The identifiers that can be read at a site, innermost first, with what declared types and simple inference tell of them. A
 * function's own name is left out inside of it: a search that tries recursion at random mostly finds programs that never end.
 */
export function scopeAt(source: Source, site: Site): Scope {
  const chain: Site[] = []
  for (let at: Site | undefined = site; at !== undefined; at = at.parent) chain.unshift(at)
  let scope: Name[] = []
  const add = (names: readonly Name[]): void => {
    const taken = new Set(names.map((item) => item.name))
    scope = [...names.toReversed(), ...scope.filter((item) => !taken.has(item.name))]
  }
  const deepestFunction = chain.findLastIndex((item, k) => k < chain.length - 1 && isFunction(item.node))
  chain.forEach((at, k) => {
    const next = chain[k + 1]
    if (next === undefined) return
    const { node } = at
    if (node.type === 'BlockStatement' || node.type === 'Program' || node.type === 'SwitchCase') {
      const list: readonly Node[] = node.type === 'SwitchCase' ? node.consequent : node.body
      const later = node.type === 'Program' && k < deepestFunction
      list.forEach((item, index) => {
        if (index === next.index) return
        const hoisted =
          item.type === 'FunctionDeclaration' ||
          (item.type === 'ExportNamedDeclaration' && item.declaration?.type === 'FunctionDeclaration')
        if (index < next.index || hoisted || later) add(declaredBy(source, item, () => scope))
      })
    } else if (node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression') {
      if (k >= deepestFunction) scope = scope.map((item) => (item.writable ? { ...item, writable: false } : item))
      const shapes = callbackShapes(at, scope)
      const own = node.params.slice(0, next.key === 'params' ? next.index : node.params.length)
      add(own.flatMap((pattern, index) => bind(source, pattern, shapes[index] ?? UNKNOWN, false)))
    } else if (node.type === 'ForStatement') {
      if (next.key !== 'init' && node.init != null)
        add(declaredBy(source, node.init, () => scope).map((item) => ({ ...item, writable: false })))
    } else if (node.type === 'ForOfStatement' || node.type === 'ForInStatement') {
      const { left } = node
      const item = node.type === 'ForInStatement' ? STRING : (shapeOf(node.right, scope).element ?? UNKNOWN)
      if (next.key === 'body' && left.type === 'VariableDeclaration')
        add(left.declarations.flatMap((one) => bind(source, one.id, item, false)))
    } else if (node.type === 'VariableDeclaration') {
      add(declaredBy(source, node, () => scope, next.index))
    } else if (node.type === 'CatchClause' && next.key === 'body' && node.param != null) {
      add(bind(source, node.param, UNKNOWN, false))
    }
  })
  return scope
}
