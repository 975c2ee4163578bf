import type {
  BlockStatement,
  Expression,
  ForStatement,
  Function as FunctionNode,
  Node,
  Pattern,
  PropertyDefinition,
  Statement,
  TryStatement,
  VariableDeclaration,
} from 'estree'
import { charge, charged, chargeTarget, frames, gathersKeys, give, price, type Region, take } from './charges.ts'
import { bindingsOf, type Counted, countedLoop } from './counted.ts'
import { assigned } from './inherited.ts'
import { indicesOf } from './indices.ts'
import type { Names } from './names.ts'
import { named, nameOf, unnamed } from './named.ts'
import { apart, apply, declaredIn, gatheredIn, isHarmless } from './patterns.ts'
import { absent, type Bag, block, call, declare, eachChild, identifier, mapChildren, verbatim, type Verbatim } from './tree.ts'

/** What the code around a node asks of it. */
interface Scope {
  readonly region: Region
  /** How catch and finally find the depth again: where the function began, or where the generator (or program) was resumed. */
  readonly depth: 'began' | 'resumed'
  /** The function around a node, or the program. */
  readonly owner: Node
}

type Loop = Node & { body: Statement; test?: Expression | null; right?: Expression }

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

/** Nodes that a class counts for where it is made, beside those in it. */
const CLASS = 256

/** What a program does that cannot be metered faithfully. */
export class Unmetered extends Error {}

/**
 * Adds fuel and depth counters to a program's statements, in place.
 *
 * Every function body, class field and loop body begins with a tick that takes its price (1, and 1 more for every 16 nodes
 * that run once per tick) from the fuel; functions take from the depth too and give back when they return. A loop whose iterations
 * can be counted before it begins is charged there, all at once (when `counting`). Every catch and
 * finally restores the depth and ticks, so a spent counter throws again at once. Generators keep their depth in the realm's
 * `next`, `return` and `throw`, since their frames come and go. What parameters evaluate runs in functions of its own.
 * `new` with one argument, spread and `for in` pass through functions that charge for size; keys that may be no indices through one that charges for those.
 */
export function instrument(body: Statement[], names: Names, counting: boolean): void {
  let parts = 0
  const tree = block(body)
  const bindings = bindingsOf(tree)
  const isIndex = indicesOf(tree)

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
    if (node.type === 'ForInStatement' || node.type === 'ForOfStatement') chargeTarget(node.left, names)
    const body = asBlock(visit(node.body, inside) as Statement)
    if (node.type === 'ForOfStatement' && node.left.type === 'VariableDeclaration') takeApart(node.left, body)
    if (counted === undefined) body.body.unshift(tick(region))
    else prepay(node as ForStatement, counted, region)
    node.body = body
    return node
  }

  /** Moves a pattern that gathers the rest of an object out of the head of a loop into its body, where it is charged. */
  function takeApart(left: VariableDeclaration, body: BlockStatement): void {
    const [item] = left.declarations
    if (item === undefined || !gathersKeys(item.id) || left.kind === 'var') return
    const name = `${names.part}${parts++}`
    body.body = [{ ...left, declarations: [{ ...item, init: call(names.keys, identifier(name)) }] }, block(body.body)]
    item.id = identifier(name)
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

  /** Charges for what a function's parameters have gathered, where its body begins. */
  function gather(node: FunctionNode): Statement[] {
    const gathered = node.params.flatMap(gatheredIn)
    if (gathered.length === 0) return []
    const own = declaredIn(node.body)
    if (gathered.some(({ name }) => own.has(name))) throw new Unmetered('a parameter declared again is not available')
    if (gathered.some(({ name }) => name === '')) throw new Unmetered('a rest taken apart in a parameter is not available')
    return gathered.map(({ name, kind }) => verbatim(`${kind === 'elements' ? names.spread : names.keys}(${name});`))
  }

  function enter(node: FunctionNode, outer: Scope): Node {
    outer.region.nodes += 1
    const region: Region = { nodes: 0 }
    const guarded = !node.generator && contains(node, 'TryStatement')
    const scope: Scope = { region, depth: node.generator ? 'resumed' : 'began', owner: node }
    const gathered = gather(node)
    for (let k = 0; k < node.params.length; k++) node.params[k] = visit(apart(node.params[k] as Node), scope) as Pattern
    if (node.body.type !== 'BlockStatement') {
      node.body = block([{ type: 'ReturnStatement', argument: node.body }])
      ;(node as { expression?: boolean }).expression = false
    }
    const body = (visit(node.body, scope) as BlockStatement).body
    const frame = (): number => frames(region)
    const entry = (keep: string): Statement =>
      later(() => `if (((${take(names.fuel, price(region))}) | (${keep}${take(names.depth, frame())})) < 0) ${names.stop}();`)
    if (node.generator) {
      node.body = block([tick(region), ...gathered, ...body])
    } else if (guarded) {
      const after: Statement = {
        type: 'TryStatement',
        block: block([...gathered, ...body]),
        handler: null,
        finalizer: block([later(() => `${names.depth} = ${names.began} + ${frame()};`)]),
      }
      node.body = block([verbatim(`let ${names.began} = 0;`), entry(`${names.began} = `), after])
    } else {
      node.body = block([verbatim(`let ${names.value};`), entry(''), ...gathered, ...body, later(() => `${give(names.depth, frame())};`)])
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
        right: unnamed(child.argument ?? absent()),
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
    node.value = applied(named(node.value, nameOf(node)), scope)
    return node
  }

  const applied = (body: Expression | BlockStatement, scope: Scope): Expression => {
    const made = apply(body)
    made.callee = enter(made.callee as FunctionNode, scope) as Expression
    return made
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
    scope.region.nodes += node.type === 'ClassDeclaration' || node.type === 'ClassExpression' ? CLASS : 1
    mapChildren(node, (child) => visit(child, scope))
    charge(node, names, (key) => isIndex(key, scope.owner))
    return node.type === 'AssignmentExpression' ? assigned(node, names) : charged(node, names)
  }

  visit(tree, { region: { nodes: 0 }, depth: 'resumed', owner: tree })
  for (const fill of pending) fill()
}
