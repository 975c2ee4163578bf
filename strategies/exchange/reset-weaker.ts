import * as z from 'zod'
import type { Exchange } from '../../engine/contracts/exchange.ts'
import type { PopulationView } from '../../engine/contracts/individual.ts'
import { defineExchange } from '../../engine/contracts/part.ts'
import type { ExchangePart } from '../../engine/contracts/part.ts'

/** The best score of an island, signed so that large is good. */
function bestOf({ individuals: [best], direction }: PopulationView): number {
  if (best === undefined) return Number.NEGATIVE_INFINITY
  return direction === 'maximize' ? best.score : -best.score
}

/**
 * The reset of FunSearch (Romera-Paredes et al. 2024; google-deepmind/funsearch, implementation/programs_database.py, `reset_islands`): the half
 * of the islands whose best individuals are the weakest is cleared, and each begins anew with the best one of a surviving island that is drawn. Published every
 * four hours, here every `every` commits; of islands that are equally good those go that a draw says, where the code adds noise to scores.
 */
export const resetWeaker: ExchangePart = defineExchange({
  name: 'reset-weaker',
  options: z.strictObject({ every: z.int().positive() }),
  create: ({ every }): Exchange => ({
    clears: true,
    after({ islands, commits }, random) {
      if (islands.length < 2 || commits % every !== 0) return []
      const order = islands
        .map((island, at) => ({ at, best: bestOf(island), lot: random.next(), copies: island.individuals.slice(0, 1) }))
        .sort((a, b) => (a.best < b.best ? -1 : a.best > b.best ? 1 : a.lot - b.lot))
      const half = Math.floor(islands.length / 2)
      const survivors = order.slice(half).filter(({ copies }) => copies.length > 0)
      if (survivors.length === 0) return []
      return order.slice(0, half).map(({ at }) => ({ clear: true, to: at, copies: random.pick(survivors).copies }))
    },
  }),
})
