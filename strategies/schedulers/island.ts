import { pickWeighted } from '../../engine/contracts/random.ts'
import type { Random } from '../../engine/contracts/random.ts'
import type { SchedulerView } from '../../engine/contracts/scheduler.ts'

/** The island that an offspring is made for: each in turn, or by shares where the run gives islands shares. */
export function islandInTurn({ ticket, islands, shares }: Pick<SchedulerView, 'ticket' | 'islands' | 'shares'>, random: Random): number {
  if (shares === undefined) return ticket % islands.length
  return pickWeighted(
    shares.map((weight, island) => ({ weight, island })),
    random,
  ).island
}
