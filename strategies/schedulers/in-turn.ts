import { defineScheduler } from '../../engine/contracts/part.ts'
import type { SchedulerPart } from '../../engine/contracts/part.ts'
import { islandInTurn } from './island.ts'

/** Makes every ticket an offspring: for each island in turn, or by shares where the run gives islands shares. */
export const inTurn: SchedulerPart = defineScheduler({
  name: 'in-turn',
  create: () => ({ next: (view, random) => ({ propose: islandInTurn(view, random) }) }),
})
