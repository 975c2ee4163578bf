import type { ImportDeclaration, Node, Program as Tree, VariableDeclarator } from 'estree'
import { bind, shapeWritten } from './binding.ts'
import { type Name, type Scope, shapeOf } from './inference.ts'
import { resolveImport } from './modules.ts'
import { NUMBER, type Shape, STRING, UNKNOWN } from './shape.ts'
import { rangeOf, type Site } from './sites.ts'
import type { Source } from './source.ts'

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

/** The type that is written between a function's parameters and its body; type stripping left blanks in its place. */
function returnType(head: string): string | undefined {
  let written = head.trimEnd()
  while (written.endsWith('(')) written = written.slice(0, -1).trimEnd()
  if (written.endsWith('=>')) written = written.slice(0, -2)
  // what stands before may be the type of a parameter, or of what a default or a function returns
  const from = Math.max(written.lastIndexOf('=') + 1, 0)
  for (let close = written.indexOf(')', from); close >= 0; close = written.indexOf(')', close + 1)) {
    let at = close + 1
    while (at < written.length && written.charAt(at).trim() === '') at += 1
    if (written[at] === ':') return written.slice(at + 1).trim()
    close = Math.max(close, at - 1)
  }
  return undefined
}

/** A function's shape with what it is declared to return. */
function returning(source: Source, node: Node, shape: Shape): Shape {
  if (node.type !== 'ArrowFunctionExpression' && node.type !== 'FunctionExpression' && node.type !== 'FunctionDeclaration') return shape
  const [whole, body, last] = [rangeOf(node), rangeOf(node.body), node.params.at(-1)]
  if (whole === undefined || body === undefined) return shape
  const written = returnType(source.text.slice((last === undefined ? undefined : rangeOf(last)?.end) ?? whole.start, body.start))
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
