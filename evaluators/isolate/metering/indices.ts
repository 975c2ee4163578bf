import type { Node } from 'estree'
import { eachName, isFunction, targetOf } from './counted.ts'
import { eachChild } from './tree.ts'

/** The most that a counter goes up by in one step, and that an index may be of a counter. */
const STEP = 4
const FACTOR = 16

/** The most that is added to a counter in an index. */
const OFFSET = 4096

/** How often all variables are gone through; what is made of others that stand far behind it is not known then, and asked. */
const PASSES = 4

/** An index at most: so many times a counter, and so much more. */
interface Reach {
  readonly factor: number
  readonly offset: number
}

/** What a name stands for at most where it is read, if it can be nothing but an index there. */
type Reader = (name: string) => Reach | undefined

/** Whether a key is written out, or an index for certain, in a function of the program or outside of all. */
export type IsIndex = (key: Node, owner: Node) => boolean

/** What a tree comes to, if it is a whole number that cannot be negative, nor large unless a counter is. */
function reachOf(node: Node, read: Reader): Reach | undefined {
  if (node.type === 'Literal')
    return typeof node.value === 'number' && node.value >>> 0 === node.value && node.value <= OFFSET
      ? { factor: 0, offset: node.value }
      : undefined
  if (node.type === 'Identifier') return read(node.name)
  if (node.type !== 'BinaryExpression') return undefined
  const left = reachOf(node.left, read)
  const right = reachOf(node.right, read)
  // whatever the other side is, no bit is left beyond the mask
  if (node.operator === '&') return [right, left].find((mask) => mask?.factor === 0)
  if (node.operator !== '+' && node.operator !== '*') return undefined
  if (left === undefined || right === undefined || (node.operator === '*' && left.factor > 0 && right.factor > 0)) return undefined
  const factor = node.operator === '+' ? left.factor + right.factor : left.factor * right.offset + right.factor * left.offset
  const offset = node.operator === '+' ? left.offset + right.offset : left.offset * right.offset
  return factor <= FACTOR && offset <= OFFSET ? { factor, offset } : undefined
}

/** A name in a function: what it begins as, whether it is counted up, and whether anything else gives it a value. */
interface Variable {
  readonly inits: Node[]
  isCounter: boolean
  isOther: boolean
  reach: Reach | undefined
}

/** A function, or the program: its own names, and what is around it. */
interface Scope {
  readonly outer: Scope | undefined
  readonly variables: Map<string, Variable>
}

/** Every function of a tree, and the tree, with the names that it binds; those of its blocks are taken together. */
function scopesOf(tree: Node): Map<Node, Scope> {
  const scopes = new Map<Node, Scope>()
  const bind = ({ variables }: Scope, name: string): Variable => {
    const known = variables.get(name) ?? { inits: [], isCounter: false, isOther: false, reach: undefined }
    variables.set(name, known)
    return known
  }
  const look = (node: Node, around: Scope): void => {
    const other =
      (scope: Scope) =>
      (name: string): void =>
        void (bind(scope, name).isOther = true)
    if ('id' in node && node.type !== 'VariableDeclarator' && node.id) eachName(node.id, other(around))
    let scope = around
    if (isFunction(node)) {
      scope = { outer: around, variables: new Map() }
      scopes.set(node, scope)
    }
    if ('params' in node) for (const param of node.params) eachName(param, other(scope))
    if (node.type === 'VariableDeclarator') {
      if (node.id.type === 'Identifier' && node.init) bind(scope, node.id.name).inits.push(node.init)
      else eachName(node.id, other(scope))
    }
    if (node.type === 'CatchClause' && node.param) eachName(node.param, other(scope))
    eachChild(node, (child) => look(child, scope))
  }
  const program: Scope = { outer: undefined, variables: new Map() }
  scopes.set(tree, program)
  eachChild(tree, (child) => look(child, program))
  return scopes
}

/** The variable that a name means in a scope. */
const find = (scope: Scope | undefined, name: string): Variable | undefined =>
  scope === undefined ? undefined : (scope.variables.get(name) ?? find(scope.outer, name))

/** Notes what gives variables another value. */
function noteAssignments(tree: Node, scopes: ReadonlyMap<Node, Scope>): void {
  const look = (node: Node, around: Scope): void => {
    const scope = scopes.get(node) ?? around
    const change = (name: string, isCounted: boolean): void => {
      const variable = find(scope, name)
      if (variable === undefined) return
      if (isCounted) variable.isCounter = true
      else variable.isOther = true
    }
    const target = targetOf(node)
    if (target?.type === 'Identifier') change(target.name, isStep(node))
    else if (target !== undefined) eachName(target, (name) => change(name, false))
    eachChild(node, (child) => look(child, scope))
  }
  look(tree, scopes.get(tree) as Scope)
}

/** Whether an assignment counts up by a little. */
function isStep(node: Node): boolean {
  if (node.type === 'UpdateExpression') return node.operator === '++'
  if (node.type !== 'AssignmentExpression' || node.operator !== '+=' || node.right.type !== 'Literal') return false
  const { value } = node.right
  return typeof value === 'number' && value >>> 0 === value && value <= STEP
}

/** What a variable is at most, if all that it begins as is known and nothing but counting changes it. */
function variableReach({ inits, isCounter, isOther }: Variable, read: Reader): Reach | undefined {
  if (isOther || inits.length === 0) return undefined
  const reaches = inits.map((init) => reachOf(init, read))
  const known = reaches.filter((reach) => reach !== undefined)
  if (known.length < reaches.length || (isCounter && known.some(({ factor }) => factor > 0))) return undefined
  return {
    factor: Math.max(isCounter ? 1 : 0, ...known.map(({ factor }) => factor)),
    offset: Math.max(...known.map(({ offset }) => offset)),
  }
}

/**
 * Finds out which keys can be nothing but indices: those made of variables that begin at whole numbers and are counted up, if at all. All others
 * are asked when the program runs.
 */
export function indicesOf(tree: Node): IsIndex {
  const scopes = scopesOf(tree)
  noteAssignments(tree, scopes)
  const reader =
    (scope: Scope | undefined): Reader =>
    (name) =>
      find(scope, name)?.reach
  // a variable is known once all that it begins as is
  for (let pass = 0; pass < PASSES; pass++) {
    for (const scope of scopes.values()) {
      for (const variable of scope.variables.values()) variable.reach ??= variableReach(variable, reader(scope))
    }
  }
  return (key, owner) =>
    (key.type === 'Literal' && typeof key.value === 'string') ||
    reachOf(key, scopes.has(owner) ? reader(scopes.get(owner)) : () => undefined) !== undefined
}
