import type { Node } from 'estree'
import { rangeOf, type Site, sitesOf } from '../../language/sites.ts'
import { calls } from './loops.ts'
import { assignedNames, mentionedNames } from './names.ts'

/** Names that are given a value, and the expression that it comes from. */
interface Step {
  readonly into: readonly string[]
  readonly of: Node
}

/** Where names get values in a tree, from a place on, in the order of the text. */
const stepsOf = (tree: Node, start = 0): Step[] =>
  sitesOf(tree).flatMap(({ node }): Step[] => {
    if ((rangeOf(node)?.start ?? 0) < start) return []
    if (node.type === 'VariableDeclarator' && node.init != null) return [{ into: [...mentionedNames(node.id)], of: node.init }]
    if (node.type === 'AssignmentExpression' && node.left.type === 'Identifier') return [{ into: [node.left.name], of: node.right }]
    return []
  })

/** Names that hold what a call has made, or what comes of that; where a list is given, of calls that are handed it. */
function workedNames(steps: readonly Step[], list?: string): ReadonlySet<string> {
  const plain = new Set(list === undefined ? [] : [list])
  const worked = new Set<string>()
  for (const { into, of } of steps) {
    const read = [...mentionedNames(of)]
    const isHanded = read.some((name) => plain.has(name))
    if (read.some((name) => worked.has(name)) || (calls(of) && (isHanded || list === undefined))) for (const name of into) worked.add(name)
    else if (isHanded) for (const name of into) plain.add(name)
  }
  return worked
}

/** Names that hold, behind statements, what calls in them have made. */
export const madeByCalls = (statements: readonly Site[]): ReadonlySet<string> =>
  workedNames(statements.flatMap(({ node }) => stepsOf(node)))

/**
 * Whether a list that stands before a statement is handed to a call, in what a loop does from there on, and what comes of it reaches another
 * name: what is done to the first then shows, worked on, in the second.
 */
export const worksInto = (loop: Node, from: Site, list: string, into: string): boolean =>
  assignedNames(loop).has(into) && workedNames(stepsOf(loop, rangeOf(from.node)?.start), list).has(into)
