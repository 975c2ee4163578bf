import { defineScheduler } from '../../engine/contracts/part.ts'
import type { SchedulerPart } from '../../engine/contracts/part.ts'
import { pickWeighted } from '../../engine/contracts/random.ts'

/** Every ticket is for an offspring: of the islands in turn, or by their shares where the run gives them shares. */
export const inTurn: SchedulerPart = defineScheduler({
  name: 'in-turn',
  create: () => ({
    next: ({ ticket, islands, shares }, random) => ({
      propose:
        shares === undefined
          ? ticket % islands.length
          : pickWeighted(
              shares.map((weight, island) => ({ weight, island })),
              random,
            ).island,
    }),
  }),
})
