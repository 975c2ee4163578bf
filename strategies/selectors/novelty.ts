import * as z from 'zod'
import { defineSelector } from '../../engine/contracts/part.ts'
import type { SelectorPart } from '../../engine/contracts/part.ts'
import { amongCandidates } from './draw.ts'
import { atEvenRanks, meanToNearest } from './neighbours.ts'

/** The root of the mean squared difference of scores on the cases that both have; 0 where they share none. */
function distance(a: readonly number[], b: readonly number[]): number {
  let sum = 0
  let shared = 0
  for (let at = 0; at < Math.min(a.length, b.length); at++) {
    const difference = (a[at] as number) - (b[at] as number)
    if (Number.isNaN(difference)) continue
    sum += difference * difference
    shared += 1
  }
  return shared === 0 ? 0 : Math.sqrt(sum / shared)
}

/**
 * An individual drawn with a chance in proportion to how unlike others it behaves: the mean distance of its case scores to those of its
 * `neighbours` nearest (novelty search: Lehman and Stanley 2011). Scores play no part. Looked at are `window` individuals at even distances in the
 * ranking, since the best alone would be those that behave alike.
 */
export const novelty: SelectorPart = defineSelector({
  name: 'novelty',
  options: z.strictObject({
    neighbours: z.int().positive().max(1000).default(15),
    window: z.int().positive().max(2000).default(100),
  }),
  create: ({ neighbours, window }) =>
    amongCandidates((view) => {
      const individuals = atEvenRanks(view.individuals, window)
      const scores = individuals.map(({ caseScores }) => caseScores)
      return { individuals, weights: meanToNearest(scores, neighbours, distance) }
    }),
})
