import type { Strategy } from './contracts/manifest.ts'
import { pickWeighted, stream } from './contracts/random.ts'
import type { Ticket } from './contracts/ticket.ts'
import type { Island } from './island.ts'
import { select } from './selection.ts'

/**
 * Draws an offspring: tickets take the islands in turn, or by their shares, and everything else comes from the ticket's own random
 * stream.
 */
export function drawOffspring(
  number: number,
  seed: string,
  strategy: Strategy,
  islands: readonly Island[],
  shares?: readonly number[],
  ration?: number,
  unraced = false,
): Ticket {
  const random = stream(`${seed}/ticket/${number}`)
  const at =
    shares === undefined
      ? number % islands.length
      : pickWeighted(
          shares.map((weight, island) => ({ weight, island })),
          random,
        ).island
  const recipe = strategy.islands[at]
  const island = islands[at]
  if (recipe === undefined || island === undefined) throw new RangeError('a strategy has at least one island')
  const proposer = pickWeighted(recipe.proposers, random).name
  const { parents, inspirations } = select(island, recipe, random)
  return {
    kind: 'offspring',
    number,
    island: at,
    proposer,
    parents: parents.map((member) => member.number),
    inspirations: inspirations.map((member) => member.number),
    ...(ration === undefined ? {} : { ration }),
    ...(unraced ? { unraced: true } : {}),
  }
}
