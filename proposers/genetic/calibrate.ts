import type { Expression } from 'estree'
import type { Vocabulary } from '../../engine/contracts/problem.ts'
import { replaceNames } from '../../languages/javascript/sites.ts'
import { type Edit, replaceExpression } from '../../languages/javascript/source.ts'
import { type Workspace, drawn, expressionAt } from './workspace.ts'
import { number } from './build.ts'
import { isReturned } from './crossover.ts'
import { exactly } from './fractions.ts'
import { freeNames, isReadable } from './names.ts'
import { simplified } from './simplify.ts'
import { readAll } from './templates.ts'

/** Which part a hole is for: `_` the first, `_2` the second; as it may stand in several places, it has a number. */
const partOf = (name: string): number => (name === '_' ? 1 : Number(/^_(\d+)$/.exec(name)?.[1] ?? 0))

/** How many parts a calibration is of. */
const width = (pattern: Expression): number => Math.max(0, ...[...freeNames(pattern)].map(partOf))

/** What the holes of a calibration stand for: the elements of a list, or else the whole. */
const partsOf = (node: Expression): readonly Expression[] =>
  node.type === 'ArrayExpression' ? node.elements.filter((item) => item !== null && item.type !== 'SpreadElement') : [node]

/**
 * Linear scaling (Keijzer 2003) made permanent: wraps what a program returns in a calibration of the vocabulary, with the figures that the verifier
 * found for it on train. A figure without an exact expression is rounded; in a closed vocabulary there is then nothing to do.
 *
 *     return x * x   ->   return 2 * (x * x) + 1
 */
export function calibrate(workspace: Workspace): Edit[] | undefined {
  const { random, context, source } = workspace
  const { vocabulary } = context
  const [parent] = context.parents
  // the figures are those of the parent itself, not of what other operators have made of it
  if (parent === undefined || parent.program.files[source.name] !== source.text) return undefined
  const { metrics } = parent.evaluation
  const site = drawn(random, workspace.expressions.filter(isReturned))
  if (site === undefined) return undefined
  const own = partsOf(expressionAt(site))
  const pattern = drawn(
    random,
    readAll(vocabulary.calibrations).filter((item) => width(item) === own.length),
  )
  if (pattern === undefined) return undefined
  const values = new Map<string, Expression>()
  for (const name of freeNames(pattern)) {
    const part = own[partOf(name) - 1]
    const value = metrics[name]
    if (part === undefined && value === undefined) continue
    const meant = part ?? exactly(value as number, vocabulary) ?? (vocabulary.closed === true ? undefined : number(value as number))
    if (meant === undefined) return undefined
    values.set(name, meant)
  }
  const filled = replaceNames(pattern, values)
  const within: Vocabulary = { closed: true, constants: [0, 1, ...(vocabulary.constants ?? [])] }
  const node: Expression =
    filled.type === 'ArrayExpression'
      ? { ...filled, elements: partsOf(filled).map((item) => simplified(item, within)) }
      : simplified(filled, within)
  return isReadable(node, workspace.scope(site)) ? [replaceExpression(source, site, node)] : undefined
}
