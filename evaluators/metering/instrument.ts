import type {
  BlockStatement,
  Expression,
  ForStatement,
  Function as FunctionNode,
  Node,
  Pattern,
  PropertyDefinition,
  SimpleCallExpression,
  Statement,
  TryStatement,
  VariableDeclaration,
} from 'estree'
import { bindingsOf, type Counted, countedLoop } from './counted.ts'
import type { Names } from './names.ts'
import { absent, type Bag, block, call, declare, eachChild, identifier, mapChildren, verbatim, type Verbatim } from './tree.ts'

/** A stretch of code that runs as often as its tick: its nodes set the price of the tick. */
interface Region {
  nodes: number
}

/** What the code around a node asks of it. */
interface Scope {
  readonly region: Region
  /** How catch and finally find the depth again: where the function began, or where the generator (or program) was resumed. */
  readonly depth: 'began' | 'resumed'
  /** The function around a node, or the program. */
  readonly owner: Node
}

/** Nodes that cost one unit of fuel, and nodes whose frame counts as one call more. */
const NODES_PER_FUEL = 16
const NODES_PER_FRAME = 64

const price = (region: Region): number => 1 + Math.floor(region.nodes / NODES_PER_FUEL)

type Loop = Node & { body: Statement; test?: Expression | null; right?: Expression }

/** Counters are 32-bit elements of a typed array: the compiler keeps them untagged, and `| 0` spares it checks for overflow. */
const take = (counter: string, units: number): string => `${counter} = (${counter} - ${units}) | 0`
const give = (counter: string, units: number): string => `${counter} = (${counter} + ${units}) | 0`

/** Code that neither calls, loops nor fails: safe where no counter stands before it. */
function isHarmless(node: Node): boolean {
  switch (node.type) {
    case 'Literal':
    case 'Identifier':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return true
    case 'UnaryExpression':
      return node.argument.type === 'Literal'
    case 'ArrayExpression':
      return node.elements.every((item) => item === null || (item.type !== 'SpreadElement' && isHarmless(item)))
    case 'ObjectExpression':
      return node.properties.every((item) => item.type === 'Property' && !item.computed && isHarmless(item.value))
    default:
      return false
  }
}

/** Whether a pattern evaluates code of its own, or gathers as much as it is given: defaults that are not harmless, computed keys, a rest. */
function evaluates(pattern: Node): boolean {
  if (pattern.type === 'AssignmentPattern') return !isHarmless(pattern.right) || evaluates(pattern.left)
  if (pattern.type === 'Property' && pattern.computed && !isHarmless(pattern.key)) return true
  if (!['ObjectPattern', 'ArrayPattern', 'RestElement', 'Property'].includes(pattern.type)) return false
  const parts: readonly (Node | null)[] =
    pattern.type === 'ArrayPattern' ? pattern.elements : pattern.type === 'ObjectPattern' ? pattern.properties : []
  let found = parts.at(-1)?.type === 'RestElement'
  eachChild(pattern, (child) => {
    found ||= evaluates(child)
  })
  return found
}

/** Whether a function's own body, not that of inner functions, has a node of this kind. */
function contains(node: Node, type: Node['type']): boolean {
  let found = false
  const look = (child: Node): void => {
    if (child.type === type) found = true
    if (found || child.type === 'FunctionDeclaration' || child.type === 'FunctionExpression' || child.type === 'ArrowFunctionExpression')
      return
    eachChild(child, look)
  }
  eachChild(node, look)
  return found
}

/** Names that a function body declares with `var` or as a function. */
function declaredIn(body: Node): Set<string> {
  const names = new Set<string>()
  const bind = (pattern: Node): void => {
    if (pattern.type === 'Identifier') names.add(pattern.name)
    else if (pattern.type === 'Property') bind(pattern.value)
    else if (pattern.type === 'AssignmentPattern') bind(pattern.left)
    else eachChild(pattern, bind)
  }
  const look = (node: Node): void => {
    if (node.type === 'FunctionDeclaration') return void (node.id && names.add(node.id.name))
    if (node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression') return
    if (node.type === 'VariableDeclaration' && node.kind === 'var') for (const item of node.declarations) bind(item.id)
    eachChild(node, look)
  }
  eachChild(body, look)
  return names
}

/** Code as a call of a function of its own; its `this` and `arguments` are those around it. */
const apply = (body: Expression | BlockStatement): SimpleCallExpression => {
  const callee: Expression = {
    type: 'ArrowFunctionExpression',
    params: [],
    body,
    expression: body.type !== 'BlockStatement',
    generator: false,
    async: false,
  }
  return { type: 'CallExpression', callee, arguments: [], optional: false }
}

/** A pattern whose code stands in functions of its own, counted like any. */
function apart(pattern: Node): Node {
  if (pattern.type === 'AssignmentPattern') {
    pattern.left = apart(pattern.left) as Pattern
    if (!isHarmless(pattern.right)) pattern.right = apply(pattern.right)
    return pattern
  }
  if (pattern.type === 'Property') {
    if (pattern.computed && !isHarmless(pattern.key)) pattern.key = apply(pattern.key)
    pattern.value = apart(pattern.value) as Pattern
    return pattern
  }
  if (pattern.type !== 'Identifier') mapChildren(pattern, (child) => apart(child))
  return pattern
}

/** What a program does that cannot be metered faithfully. */
export class Unmetered extends Error {}

/**
 * Adds fuel and depth counters to a program's statements, in place.
 *
 * Every function body, class field and loop body begins with a tick that takes its price (1, and 1 more for every 16 nodes
 * that run once per tick) from the fuel; functions take from the depth too and give back when they return. A loop whose iterations
 * can be counted before it begins is charged there, all at once (when `counting`). Every catch and
 * finally restores the depth and ticks, so a spent counter throws again at once. Generators keep their depth in the realm's
 * `next`, `return` and `throw`, since their frames come and go. Parameters that evaluate code are taken apart inside the body.
 * `new` with one argument, spread and `for in` pass through functions that charge for size.
 */
export function instrument(body: Statement[], names: Names, counting: boolean): void {
  let parts = 0
  const tree = block(body)
  const bindings = bindingsOf(tree)

  const tick = (region: Region): Statement => later(() => `if ((${take(names.fuel, price(region))}) < 0) ${names.stop}();`)

  const pending: (() => void)[] = []
  const later = (text: () => string): Statement => {
    const statement = verbatim('')
    pending.push(() => {
      ;(statement as unknown as Verbatim).text = text()
    })
    return statement
  }

  const restore = (scope: Scope): string => `${names.depth} = ${scope.depth === 'began' ? names.began : `${names.resumed}()`};`

  const asBlock = (statement: Statement): BlockStatement => (statement.type === 'BlockStatement' ? statement : block([statement]))

  /** Charges a counted loop where its variable begins. */
  function prepay(node: ForStatement, { variable, bound, step, inclusive }: Counted, region: Region): void {
    const { declarations } = node.init as VariableDeclaration
    const cost = identifier('1')
    pending.push(() => void (cost.name = String(price(region))))
    const charge = call(names.count, identifier(variable), bound, step, { type: 'Literal', value: inclusive }, cost)
    declarations.push({ type: 'VariableDeclarator', id: identifier(`${names.part}${parts++}`), init: charge })
  }

  function loop(node: Loop, scope: Scope): Node {
    const counted = counting && node.type === 'ForStatement' ? countedLoop(node, scope.owner, bindings) : undefined
    const region: Region = { nodes: 0 }
    const inside = { ...scope, region }
    const bag = node as unknown as Bag
    for (const key of ['init', 'left', 'right']) if (bag[key]) bag[key] = visit(bag[key] as Node, scope)
    for (const key of ['test', 'update']) if (bag[key]) bag[key] = visit(bag[key] as Node, inside)
    if (node.type === 'ForInStatement') node.right = call(names.keys, node.right)
    const body = asBlock(visit(node.body, inside) as Statement)
    if (counted === undefined) body.body.unshift(tick(region))
    else prepay(node as ForStatement, counted, region)
    node.body = body
    return node
  }

  function attempt(node: TryStatement, scope: Scope): Node {
    node.block = visit(node.block, scope) as BlockStatement
    if (node.handler) {
      const region: Region = { nodes: 0 }
      const inside = { ...scope, region }
      const { param } = node.handler
      const body = visit(node.handler.body, inside) as BlockStatement
      const name = param?.type === 'Identifier' ? param.name : names.thrown
      const taken =
        param && param.type !== 'Identifier'
          ? [block([declare('let', visit(param, inside), identifier(names.thrown)), ...body.body])]
          : body.body
      node.handler.param = identifier(name)
      node.handler.body = block([verbatim(`${restore(scope)} ${names.caught}(${name});`), tick(region), ...taken])
    } else {
      const body = block([verbatim(`${restore(scope)} ${names.caught}(${names.thrown}); throw ${names.thrown};`)])
      node.handler = { type: 'CatchClause', param: identifier(names.thrown), body }
    }
    if (node.finalizer) {
      const region: Region = { nodes: 0 }
      const body = visit(node.finalizer, { ...scope, region }) as BlockStatement
      node.finalizer = block([verbatim(restore(scope)), tick(region), ...body.body])
    }
    return node
  }

  /** Moves parameters that evaluate code into the body; returns the declarations that take them apart there. */
  function parameters(node: FunctionNode, scope: Scope): Statement[] {
    const moved: Statement[] = []
    const first = node.params.findIndex((item) => evaluates(item))
    if (first >= 0 && node.generator) {
      // its body begins with the first call of next, its parameters are evaluated before
      node.params = node.params.map((param) => apart(param) as Pattern)
    } else if (first >= 0) {
      const own = declaredIn(node.body)
      for (let k = first; k < node.params.length; k++) {
        const param = node.params[k] as Pattern
        const inner = param.type === 'RestElement' ? param.argument : param.type === 'AssignmentPattern' ? param.left : param
        const bound = declaredIn(
          block([{ type: 'VariableDeclaration', kind: 'var', declarations: [{ type: 'VariableDeclarator', id: inner, init: null }] }]),
        )
        if ([...bound].some((name) => own.has(name))) throw new Unmetered('a parameter declared again is not available')
        const name = `${names.part}${parts++}`
        if (param.type === 'RestElement') {
          node.params[k] = { type: 'RestElement', argument: identifier(name) }
          moved.push(declare('let', inner, identifier(name)))
        } else if (param.type === 'AssignmentPattern') {
          const test: Expression = { type: 'BinaryExpression', operator: '===', left: identifier(name), right: absent() }
          node.params[k] = { type: 'AssignmentPattern', left: identifier(name), right: absent() }
          moved.push(declare('let', inner, { type: 'ConditionalExpression', test, consequent: param.right, alternate: identifier(name) }))
        } else {
          node.params[k] = identifier(name)
          moved.push(declare('let', inner, identifier(name)))
        }
      }
      return moved.map((item) => visit(item, scope) as Statement)
    }
    return moved
  }

  function enter(node: FunctionNode, outer: Scope): Node {
    outer.region.nodes += 1
    const region: Region = { nodes: 0 }
    const guarded = !node.generator && contains(node, 'TryStatement')
    const scope: Scope = { region, depth: node.generator ? 'resumed' : 'began', owner: node }
    const moved = parameters(node, scope)
    for (let k = 0; k < node.params.length; k++) node.params[k] = visit(node.params[k] as Node, scope) as Pattern
    if (node.body.type !== 'BlockStatement') {
      node.body = block([{ type: 'ReturnStatement', argument: node.body }])
      ;(node as { expression?: boolean }).expression = false
    }
    const body = (visit(node.body, scope) as BlockStatement).body
    const frame = (): number => 1 + Math.floor(region.nodes / NODES_PER_FRAME)
    const entry = (keep: string): Statement =>
      later(() => `if (((${take(names.fuel, price(region))}) | (${keep}${take(names.depth, frame())})) < 0) ${names.stop}();`)
    if (node.generator) {
      node.body = block([tick(region), ...moved, ...body])
    } else if (guarded) {
      const after: Statement = {
        type: 'TryStatement',
        block: block([...moved, ...body]),
        handler: null,
        finalizer: block([later(() => `${names.depth} = ${names.began} + ${frame()};`)]),
      }
      node.body = block([verbatim(`let ${names.began} = 0;`), entry(`${names.began} = `), after])
    } else {
      node.body = block([verbatim(`let ${names.value};`), entry(''), ...moved, ...body, later(() => `${give(names.depth, frame())};`)])
      pending.push(() => fillReturns(node.body, frame()))
    }
    return node
  }

  /** `return E` becomes `return value = E, depth += frame, value`. */
  function fillReturns(node: Node, frame: number): void {
    eachChild(node, (child) => {
      if (child.type === 'FunctionDeclaration' || child.type === 'FunctionExpression' || child.type === 'ArrowFunctionExpression') return
      fillReturns(child, frame)
      if (child.type !== 'ReturnStatement') return
      const back = identifier(give(names.depth, frame))
      const keep: Expression = {
        type: 'AssignmentExpression',
        operator: '=',
        left: identifier(names.value),
        right: child.argument ?? absent(),
      }
      child.argument = {
        type: 'SequenceExpression',
        expressions: child.argument ? [keep, back, identifier(names.value)] : [back, absent()],
      }
    })
  }

  /** A field's initial value is code of its own: it runs in a function, so that it is counted like one. */
  function field(node: PropertyDefinition, scope: Scope): Node {
    if (node.computed) node.key = visit(node.key, scope) as Expression
    if (!node.value) return node
    if (isHarmless(node.value)) {
      node.value = visit(node.value, scope) as Expression
      return node
    }
    node.value = applied(node.value, scope)
    return node
  }

  const applied = (body: Expression | BlockStatement, scope: Scope): Expression => {
    const made = apply(body)
    made.callee = enter(made.callee as FunctionNode, scope) as Expression
    return made
  }

  /** Charges what grows with a constructor's only argument, and what is spread into a call or a literal. */
  function charge(node: Node): void {
    if (node.type === 'ObjectExpression') {
      for (const item of node.properties) if (item.type === 'SpreadElement') item.argument = call(names.keys, item.argument)
    }
    const items =
      node.type === 'ArrayExpression'
        ? node.elements
        : node.type === 'CallExpression' || node.type === 'NewExpression'
          ? node.arguments
          : []
    for (const item of items) {
      if (item?.type === 'SpreadElement') item.argument = call(node.type === 'ArrayExpression' ? names.spread : names.passed, item.argument)
    }
    if (
      (node.type === 'NewExpression' || node.type === 'CallExpression') &&
      node.callee.type === 'Identifier' &&
      node.arguments.length === 1
    ) {
      const [only] = node.arguments
      const sized = node.type === 'NewExpression' || node.callee.name === 'Array'
      if (sized && only !== undefined && only.type !== 'SpreadElement')
        node.arguments = [call(names.sized, identifier(node.callee.name), only)]
    }
    const gathered = node.type === 'VariableDeclarator' ? gathers(node.id, names) : undefined
    if (node.type === 'VariableDeclarator' && node.init && gathered !== undefined) node.init = call(gathered, node.init)
    const regathered = node.type === 'AssignmentExpression' ? gathers(node.left, names) : undefined
    if (node.type === 'AssignmentExpression' && regathered !== undefined) node.right = call(regathered, node.right)
  }

  function visit(node: Node, scope: Scope): Node {
    switch (node.type) {
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        return enter(node, scope)
      case 'ForStatement':
      case 'ForInStatement':
      case 'ForOfStatement':
      case 'WhileStatement':
      case 'DoWhileStatement':
        scope.region.nodes += 1
        return loop(node as Loop, scope)
      case 'TryStatement':
        return attempt(node, scope)
      case 'PropertyDefinition':
        return field(node, scope)
      case 'StaticBlock':
        node.body = [{ type: 'ExpressionStatement', expression: applied(block(node.body), scope) }]
        return node
    }
    scope.region.nodes += 1
    mapChildren(node, (child) => visit(child, scope))
    charge(node)
    return node
  }

  visit(tree, { region: { nodes: 0 }, depth: 'resumed', owner: tree })
  for (const fill of pending) fill()
}

/** The part of the kernel that charges for what a pattern gathers in its rest, if it has one. */
function gathers(pattern: Node, { spread, keys }: Names): string | undefined {
  if (pattern.type === 'ArrayPattern') return pattern.elements.at(-1)?.type === 'RestElement' ? spread : undefined
  return pattern.type === 'ObjectPattern' && pattern.properties.at(-1)?.type === 'RestElement' ? keys : undefined
}
