import type { Node } from 'estree'
import { rangeOf, type Site, sitesOf } from '../../languages/javascript/sites.ts'
import { calls } from './loops.ts'
import { assignedNames, mentionedNames } from './names.ts'

/** Names that are given a value, and the expression that it comes from. */
interface Step {
  readonly into: readonly string[]
  readonly of: Node
}

/** Where names get values in a tree, from a place on, in the order of the text. */
const stepsOf = (tree: Node, start: number): Step[] =>
  sitesOf(tree).flatMap(({ node }): Step[] => {
    if ((rangeOf(node)?.start ?? 0) < start) return []
    if (node.type === 'VariableDeclarator' && node.init != null) return [{ into: [...mentionedNames(node.id)], of: node.init }]
    if (node.type === 'AssignmentExpression' && node.left.type === 'Identifier') return [{ into: [node.left.name], of: node.right }]
    return []
  })

/**
 * Whether a list that stands before a statement is handed to a call, in what a loop does from there on, and what comes of it reaches another
 * name: what is done to the first then shows, worked on, in the second.
 */
export function worksInto(loop: Node, from: Site, list: string, into: string): boolean {
  if (!assignedNames(loop).has(into)) return false
  const plain = new Set([list])
  const worked = new Set<string>()
  for (const step of stepsOf(loop, rangeOf(from.node)?.start ?? 0)) {
    const read = [...mentionedNames(step.of)]
    const reached = read.some((name) => worked.has(name)) || (read.some((name) => plain.has(name)) && calls(step.of))
    if (reached) for (const name of step.into) worked.add(name)
    else if (read.some((name) => plain.has(name))) for (const name of step.into) plain.add(name)
  }
  return worked.has(into)
}
