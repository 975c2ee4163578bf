import type { Expression, ForStatement, Node } from 'estree'
import { eachChild } from './tree.ts'

/** A loop whose iterations are known before it begins. */
export interface Counted {
  readonly variable: string
  readonly bound: Expression
  readonly step: Expression
  /** Whether the bound itself is reached: `<=`. */
  readonly inclusive: boolean
}

/** By name: the functions (or the program) in which a variable is declared, and those in which it is assigned later. */
export interface Bindings {
  readonly declared: ReadonlyMap<string, ReadonlySet<Node>>
  readonly assigned: ReadonlyMap<string, ReadonlySet<Node>>
}

/** Code that may leave a loop, or that may run code outside it by a call that can be seen. */
const OPEN = new Set(
  `CallExpression NewExpression TaggedTemplateExpression YieldExpression FunctionExpression FunctionDeclaration ArrowFunctionExpression ClassExpression
  ClassDeclaration BreakStatement ReturnStatement ThrowStatement TryStatement LabeledStatement`.split(/\s+/),
)

export const isFunction = (node: Node): boolean =>
  node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression'

/** Calls `found` with every name that a pattern binds. */
export function eachName(pattern: Node, found: (name: string) => void): void {
  if (pattern.type === 'Identifier') found(pattern.name)
  else if (pattern.type === 'Property') eachName(pattern.value, found)
  else if (pattern.type === 'AssignmentPattern') eachName(pattern.left, found)
  else if (pattern.type !== 'MemberExpression') eachChild(pattern, (child) => eachName(child, found))
}

/** What an assignment of any kind assigns to. */
export function targetOf(node: Node): Node | undefined {
  if (node.type === 'AssignmentExpression') return node.left
  if (node.type === 'UpdateExpression') return node.argument
  if ((node.type === 'ForInStatement' || node.type === 'ForOfStatement') && node.left.type !== 'VariableDeclaration') return node.left
  return undefined
}

/** Gathers declarations and assignments of a program by name. */
export function bindingsOf(tree: Node): Bindings {
  const declared = new Map<string, Set<Node>>()
  const assigned = new Map<string, Set<Node>>()
  const note =
    (map: Map<string, Set<Node>>, owner: Node) =>
    (name: string): void => {
      map.set(name, (map.get(name) ?? new Set()).add(owner))
    }
  const look = (node: Node, owner: Node): void => {
    const target = targetOf(node)
    if (target !== undefined) eachName(target, note(assigned, owner))
    if (node.type === 'VariableDeclarator') eachName(node.id, note(declared, owner))
    const inner = isFunction(node) ? node : owner
    if ('params' in node) for (const param of node.params) eachName(param, note(declared, inner))
    eachChild(node, (child) => look(child, inner))
  }
  look(tree, tree)
  return { declared, assigned }
}

/** Whether a tree has a node for which `test` holds. */
function some(node: Node, test: (node: Node) => boolean): boolean {
  if (test(node)) return true
  let found = false
  eachChild(node, (child) => {
    found ||= some(child, test)
  })
  return found
}

/**
 * Recognises `for (let i = ...; i < bound; i += step)` whose body calls nothing, defines no function and is never left early, and
 * whose bound and step cannot change while it runs: literals, variables that nothing assigns, or variables of the same function
 * that only this function assigns, and not in the loop. (Code that runs without a visible call, such as a getter, is in another
 * function.)
 */
export function countedLoop(node: ForStatement, owner: Node, { declared, assigned }: Bindings): Counted | undefined {
  const { init, test, update } = node
  if (init?.type !== 'VariableDeclaration' || init.kind !== 'let' || !test || !update) return undefined
  if (test.type !== 'BinaryExpression' || (test.operator !== '<' && test.operator !== '<=') || test.left.type !== 'Identifier')
    return undefined
  const variable = test.left.name
  if (!init.declarations.some((item) => item.id.type === 'Identifier' && item.id.name === variable)) return undefined
  const step = stepOf(update, variable)
  if (step === undefined) return undefined
  const assigns =
    (name: string) =>
    (part: Node): boolean => {
      const target = targetOf(part)
      let hit = false
      if (target !== undefined) eachName(target, (found) => void (hit ||= found === name))
      return hit
    }
  const steady = (value: Node): boolean => {
    if (value.type === 'Literal') return typeof value.value === 'number'
    if (value.type !== 'Identifier' || value.name === variable || some(node, assigns(value.name))) return false
    const places = assigned.get(value.name)
    return places === undefined || (declared.get(value.name)?.has(owner) === true && places.size === 1 && places.has(owner))
  }
  if (!steady(test.right) || !steady(step)) return undefined
  if (some(init, (part) => isFunction(part)) || some(test, (part) => OPEN.has(part.type)) || some(node.body, (part) => OPEN.has(part.type)))
    return undefined
  if (some(node.body, assigns(variable))) return undefined
  return { variable, bound: copy(test.right), step: copy(step), inclusive: test.operator === '<=' }
}

/** Literals and names only, so a flat copy is a whole one. */
const copy = (node: Expression): Expression => ({ ...node })

function stepOf(update: Expression, variable: string): Expression | undefined {
  if (update.type === 'UpdateExpression') {
    return update.operator === '++' && update.argument.type === 'Identifier' && update.argument.name === variable
      ? { type: 'Literal', value: 1 }
      : undefined
  }
  if (
    update.type !== 'AssignmentExpression' ||
    update.operator !== '+=' ||
    update.left.type !== 'Identifier' ||
    update.left.name !== variable
  )
    return undefined
  return update.right
}
