import * as z from 'zod'
import type { Exchange } from '../../engine/contracts/exchange.ts'
import { defineExchange } from '../../engine/contracts/part.ts'
import type { ExchangePart } from '../../engine/contracts/part.ts'

/**
 * One island in turn begins anew with the initial programs, every `every` commits: a population seldom leaves what it has converged to,
 * and several short searches find what one long search misses (FunSearch resets the weaker half of its islands, each to the best program of another: Romera-Paredes et al. 2024). An island
 * on which the best individual of the run leads is passed over for the next one; if that one is as good, none is reset.
 */
export const reset: ExchangePart = defineExchange({
  name: 'reset',
  options: z.strictObject({ every: z.int().positive() }),
  create: ({ every }): Exchange => ({
    clears: true,
    after({ islands, best, founders, commits }) {
      if (islands.length < 2 || founders.length === 0 || commits % every !== 0) return []
      const turn = commits / every
      const due = [turn, turn + 1].map((at) => at % islands.length).find((at) => islands[at]?.individuals[0]?.number !== best?.number)
      return due === undefined ? [] : [{ clear: true, to: due, copies: founders }]
    },
  }),
})
