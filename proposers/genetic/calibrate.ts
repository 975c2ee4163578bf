import type { Expression } from 'estree'
import { replaceWithin, sitesOf, transplant } from '../../language/sites.ts'
import { type Edit, replaceExpression } from '../../language/source.ts'
import { type Bench, drawn, expressionAt } from './bench.ts'
import { number } from './build.ts'
import { isReturned } from './crossover.ts'
import { exactly } from './fractions.ts'
import { fill } from './grow.ts'
import { freeNames, isReadable } from './names.ts'
import { simplified } from './simplify.ts'
import { readAll } from './templates.ts'

/** The expression with a value in every place of a name. */
function replaceName(node: Expression, name: string, value: Expression): Expression {
  let built = node
  for (;;) {
    const site = sitesOf(built).find((item) => item.node.type === 'Identifier' && item.node.name === name)
    if (site === undefined) return built
    built = replaceWithin({ node: built, key: '', index: -1 }, site, transplant(value)) as Expression
  }
}

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
  let pattern = drawn(random, readAll(vocabulary.calibrations))
  if (site === undefined || pattern === undefined) return undefined
  for (const name of freeNames(pattern)) {
    const value = metrics[name]
    if (value === undefined) continue
    const figure = exactly(value, vocabulary) ?? (vocabulary.closed === true ? undefined : number(value))
    if (figure === undefined) return undefined
    pattern = replaceName(pattern, name, figure)
  }
  const own = expressionAt(site)
  const node = simplified(
    fill(pattern, 'number', () => own),
    vocabulary,
  )
  return isReadable(node, bench.scope(site)) ? [replaceExpression(source, site, node)] : undefined
}
