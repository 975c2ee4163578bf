import { defineScheduler } from '../../engine/contracts/part.ts'
import type { SchedulerPart } from '../../engine/contracts/part.ts'
import { pickWeighted } from '../../engine/contracts/random.ts'

/** Makes every ticket an offspring: for each island in turn, or by shares where the run gives islands shares. */
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
