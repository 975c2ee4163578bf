import * as z from 'zod'
import { defineSurvival } from '../../engine/contracts/part.ts'
import type { SurvivalPart } from '../../engine/contracts/part.ts'
import { CAPACITY } from './living.ts'
import { survivalBy } from './ranked.ts'

/**
 * The best `capacity` live, whatever cells they are in and whether or not they behave alike (truncation, as of a (mu + 1) evolution
 * strategy: Rechenberg 1973; Schwefel 1981).
 */
export const topN: SurvivalPart = defineSurvival({
  name: 'top-n',
  options: z.strictObject({ capacity: CAPACITY }),
  create: ({ capacity }) =>
    survivalBy({
      leaving(newcomer, home) {
        if (home.before(newcomer) >= capacity) return undefined
        const last = home.individuals[capacity - 1]
        return last === undefined || home.keeps(last) ? [] : [last]
      },
      lasts: (_, place) => place < capacity,
    }),
})
