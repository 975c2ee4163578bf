import * as z from 'zod'
import { defineSelector } from '../../engine/contracts/part.ts'
import type { SelectorPart } from '../../engine/contracts/part.ts'
import { integerWeights } from './draw.ts'

/** The best of `size` individuals drawn with equal chances, with replacement (tournament selection: Brindle 1981; Goldberg and Deb 1991). */
export const tournament: SelectorPart = defineSelector({
  name: 'tournament',
  options: z.strictObject({ size: z.int().positive().max(1000) }),
  create: ({ size }) => ({
    // Of `size` ranks drawn among n the best is below k with chance 1 - (1 - k/n)^size (Goldberg and Deb 1991); a rank's chance is a difference of two.
    weights: ({ individuals: { length } }) =>
      integerWeights(Array.from({ length }, (_, rank) => (1 - rank / length) ** size - (1 - (rank + 1) / length) ** size)),
    select: ({ individuals }, count, random) =>
      Array.from({ length: individuals.length === 0 ? 0 : count }, () => {
        let best = random.integer(individuals.length)
        for (let round = 1; round < size; round++) best = Math.min(best, random.integer(individuals.length))
        return individuals[best] as (typeof individuals)[number]
      }),
  }),
})
