import * as z from 'zod'
import type { Exchange } from '../../engine/contracts/exchange.ts'
import { defineExchange } from '../../engine/contracts/part.ts'
import type { ExchangePart } from '../../engine/contracts/part.ts'

/** Each island sends copies of its `count` best to the next one on a ring, every `every` commits (island model: Cohoon et al. 1987). */
export const migration: ExchangePart = defineExchange({
  name: 'migration',
  options: z.strictObject({ every: z.int().positive(), count: z.int().positive().max(1_000_000) }),
  create: ({ every, count }): Exchange => ({
    after({ islands, commits }) {
      if (islands.length < 2 || commits % every !== 0) return []
      return islands.map(({ individuals }, from) => ({ from, to: (from + 1) % islands.length, copies: individuals.slice(0, count) }))
    },
  }),
})
