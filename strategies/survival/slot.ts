import * as z from 'zod'
import { defineSurvival } from '../../engine/contracts/part.ts'
import type { SurvivalPart } from '../../engine/contracts/part.ts'
import { CAPACITY } from './living.ts'
import { isBetter, survivalBy } from './ranked.ts'

/**
 * There are `capacity` slots. Newcomers fill them; from then on one takes the slot of its first parent if its score is better, with `ties`
 * also if it is as good, and otherwise does not live (the selection of differential evolution: Storn and Price 1997; of one slot: the
 * (1+1) evolution strategy, Rechenberg 1973). Where that parent has left, or there was none, it is the slot of the worst: offspring are
 * under way while others commit, which those systems do not have. Whom people keep gives up no slot.
 */
export const slot: SurvivalPart = defineSurvival({
  name: 'slot',
  options: z.strictObject({ capacity: CAPACITY, ties: z.boolean().default(false) }),
  create: ({ capacity, ties }) =>
    survivalBy({
      leaving(newcomer, home) {
        if (home.individuals.length < capacity) return []
        const parent = home.find(newcomer.parents[0] ?? 0)
        const rival = parent !== undefined && !home.keeps(parent) ? parent : home.individuals.findLast((one) => !home.keeps(one))
        if (rival === undefined) return []
        return isBetter(newcomer, rival, ties, home) ? [rival] : undefined
      },
      lasts: (_, place) => place < capacity,
    }),
})
