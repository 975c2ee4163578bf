import * as z from 'zod'
import type { Exchange, Move } from '../../engine/contracts/exchange.ts'
import type { Individual } from '../../engine/contracts/individual.ts'
import { defineExchange } from '../../engine/contracts/part.ts'
import type { ExchangePart } from '../../engine/contracts/part.ts'

/** The oldest layer whose time is up at the `turn`-th age gap: the first two each time, the next one every second time, then every fourth, and so on. */
function oldestDue(turn: number, most: number): number {
  let layer = 1
  for (let left = turn; left % 2 === 0 && layer < most; left /= 2) layer++
  return Math.min(layer, most)
}

/**
 * Islands as layers by age (age-layered population structure, ALPS: Hornby, GECCO 2006): the age of a program is how long ago the search
 * began that it descends from, so that young programs compete with young ones alone. Every `every` commits, the age gap, the youngest island begins
 * anew with the initial programs, and who lived there moves up. The exponential scheme: island k holds programs of up to 2^k age gaps, and the last one
 * of any age.
 *
 * An island moves up as a whole when its oldest programs reach the limit; in ALPS each individual moves when it is too old itself. On the
 * last of the islands that move, they settle beside those who live there; each other island is taken over by the one below. In ALPS parents come from the layer
 * below, too; here they come from the island alone, and inspirations from where the strategy says.
 */
export const ageLayers: ExchangePart = defineExchange({
  name: 'age-layers',
  options: z.strictObject({ every: z.int().positive() }),
  create: ({ every }): Exchange => ({
    clears: true,
    after({ islands, founders, commits }) {
      if (islands.length < 2 || founders.length === 0 || commits % every !== 0) return []
      const due = oldestDue(commits / every, islands.length - 2)
      const livingOn = (at: number): readonly Individual[] => [...(islands[at]?.individuals ?? [])]
      const up = livingOn(due)
      const moves: Move[] = up.length === 0 ? [] : [{ from: due, to: due + 1, copies: up }]
      for (let to = due; to > 0; to--) {
        const copies = livingOn(to - 1)
        moves.push({ clear: true, to, copies: copies.length === 0 ? founders : copies })
      }
      return [...moves, { clear: true, to: 0, copies: founders }]
    },
  }),
})
