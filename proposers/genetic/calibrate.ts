import type { Expression } from 'estree'
import type { Vocabulary } from '../../engine/contracts/problem.ts'
import { replaceWithin, sitesOf, transplant } from '../../language/sites.ts'
import { type Edit, replaceExpression } from '../../language/source.ts'
import { type Bench, drawn, expressionAt } from './bench.ts'
import { number } from './build.ts'
import { isReturned } from './crossover.ts'
import { exactly } from './fractions.ts'
import { fill } from './grow.ts'
import { freeNames, isReadable } from './names.ts'
import { simplified } from './simplify.ts'
import { isHole, readAll } from './templates.ts'

/** The expression with a value in every place of a name. */
function replaceName(node: Expression, name: string, value: Expression): Expression {
  let built = node
  for (;;) {
    const site = sitesOf(built).find((item) => item.node.type === 'Identifier' && item.node.name === name)
    if (site === undefined) return built
    built = replaceWithin({ node: built, key: '', index: -1 }, site, transplant(value)) as Expression
  }
}

/** What the holes of a calibration stand for: the elements of a list, or else the whole. */
const partsOf = (node: Expression): readonly Expression[] =>
  node.type === 'ArrayExpression' ? node.elements.filter((item) => item !== null && item.type !== 'SpreadElement') : [node]

/**
 * Wraps what a program returns in a calibration of the vocabulary, with the figures that the verifier found for it on train: linear
 * scaling (Keijzer 2003) made permanent, or whatever the problem calibrates by. A figure that is no exact expression is rounded, unless
 * the vocabulary is closed: then there is nothing to do.
 */
export function calibrate(bench: Bench): Edit[] | undefined {
  const { random, context, source } = bench
  const { vocabulary } = context
  const [parent] = context.parents
  // the figures are those of the parent itself, not of what other operators have made of it
  if (parent === undefined || parent.program.files[source.name] !== source.text) return undefined
  const { metrics } = parent.evaluation
  const site = drawn(random, bench.expressions.filter(isReturned))
  if (site === undefined) return undefined
  const own = partsOf(expressionAt(site))
  let pattern = drawn(
    random,
    readAll(vocabulary.calibrations).filter((item) => sitesOf(item).filter(({ node }) => isHole(node)).length === own.length),
  )
  if (pattern === undefined) return undefined
  for (const name of freeNames(pattern)) {
    const value = metrics[name]
    if (value === undefined) continue
    const figure = exactly(value, vocabulary) ?? (vocabulary.closed === true ? undefined : number(value))
    if (figure === undefined) return undefined
    pattern = replaceName(pattern, name, figure)
  }
  const filled = fill(pattern, 'number', (_, hole) => own[hole] as Expression)
  const within: Vocabulary = { closed: true, constants: [0, 1, ...(vocabulary.constants ?? [])] }
  const node: Expression =
    filled.type === 'ArrayExpression'
      ? { ...filled, elements: partsOf(filled).map((item) => simplified(item, within)) }
      : simplified(filled, within)
  return isReadable(node, bench.scope(site)) ? [replaceExpression(source, site, node)] : undefined
}
