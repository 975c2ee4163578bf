import * as z from 'zod'
import type { Individual, PopulationView } from '../../engine/contracts/individual.ts'
import { defineSelector } from '../../engine/contracts/part.ts'
import type { SelectorPart } from '../../engine/contracts/part.ts'
import type { Random } from '../../engine/contracts/random.ts'
import { shuffled } from '../shuffled.ts'
import { deviationOf, errorOn } from './errors.ts'
import { WINDOW } from './window.ts'

const options = z.strictObject({
  batch: z.int().positive().default(1),
  epsilon: z.union([z.literal('mad'), z.number().nonnegative().finite()]).default(0),
  downSample: z.number().positive().max(1).default(1),
  window: WINDOW,
})

/** One individual: whoever is left when cases, in an order that is drawn, have each let the best pass. */
function selectOne(
  candidates: readonly Individual[],
  order: readonly number[],
  { batch, epsilon, sign }: Pick<z.output<typeof options>, 'batch' | 'epsilon'> & { readonly sign: number },
  random: Random,
): Individual {
  let pool = candidates
  for (let at = 0; at < order.length && pool.length > 1; at += batch) {
    const cases = order.slice(at, at + batch)
    const error = (individual: Individual): number => errorOn(cases, individual, sign)
    const errors = pool.map(error)
    const slack = epsilon === 'mad' ? deviationOf(pool === candidates ? errors : candidates.map(error)) : epsilon
    const most = errors.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY) + slack
    pool = pool.filter((_, k) => (errors[k] as number) <= most)
  }
  return random.pick(pool)
}

/**
 * An individual that is best on the first train case, of several the best of those on the next, and so on through the cases in an order
 * that is drawn for each (lexicase selection: Helmuth, Spector and Matheson, IEEE Transactions on Evolutionary Computation 19, 2015).
 *
 * - `batch`: so many cases at a time, by their mean (Aenugu and Spector, GECCO 2019)
 * - `epsilon`: whoever is worse than the best by no more than that passes; `mad`: by the median absolute deviation from the median of
 *   all on that case (La Cava, Spector and Danai, GECCO 2016; the semi-dynamic form of La Cava et al., Evolutionary Computation 27,
 *   2019, where the best is that of those still in, and the deviation that of all)
 * - `downSample`: a share of the cases, drawn for each call as it is for each generation there (Hernandez et al., GECCO 2019; Helmuth and
 *   Spector, Artificial Life 27, 2021); that offspring are judged on those alone is a matter of acceptance
 *
 * Who was not judged on a case leaves where another one was. All over the `window` (1,000) best, in a time in proportion to them and the
 * cases. There are no weights: exact chances take a time that grows without bound in the cases (NP-hard: Dolson 2023).
 */
export const lexicase: SelectorPart = defineSelector({
  name: 'lexicase',
  options,
  create: ({ batch, epsilon, downSample, window }) => ({
    select({ individuals, direction }: PopulationView, count, random) {
      const candidates = individuals.slice(0, window)
      const length = candidates.reduce((most, { caseScores }) => Math.max(most, caseScores.length), 0)
      const all = Array.from({ length }, (_, at) => at)
      const cases = downSample < 1 ? shuffled(all, Math.max(1, Math.round(downSample * length)), random) : all
      const how = { batch, epsilon, sign: direction === 'minimize' ? 1 : -1 }
      return Array.from({ length: candidates.length === 0 ? 0 : count }, () =>
        selectOne(candidates, shuffled(cases, cases.length, random), how, random),
      )
    },
  }),
})
