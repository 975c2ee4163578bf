import * as z from 'zod'
import { defineScheduler } from '../../engine/contracts/part.ts'
import type { SchedulerPart } from '../../engine/contracts/part.ts'
import { islandInTurn } from './island.ts'

/** How many of `count` islands are open after so many commits: one, and a further one after `every`, twice, four, eight times as many, and so on. */
function openAfter(commits: number, every: number, count: number): number {
  let open = 1
  for (let age = every; open < count && commits >= age; age *= 2) open++
  return open
}

/**
 * Makes every ticket an offspring of an open island. The first island is open from the beginning, and has all offspring of a small budget;
 * the k-th one beside it opens after 2^(k-1) x `every` commits, the ages at which the layers of ALPS come into use under its exponential
 * scheme (age-layered population structure: Hornby, GECCO 2006). Open islands take turns, or have offspring by shares where the run gives
 * islands shares; where no open one has a share, any that has one may have the ticket. What a closed island holds, initial programs and what
 * an exchange sends there, waits for its opening.
 */
export const opening: SchedulerPart = defineScheduler({
  name: 'opening',
  options: z.strictObject({ every: z.int().positive() }),
  create: ({ every }) => ({
    next({ ticket, islands, shares, commits }, random) {
      const open = openAfter(commits, every, islands.length)
      const own = shares?.map((share, at) => (at < open ? share : 0))
      const given = own?.some((share) => share > 0) === true ? own : shares
      const turns = { ticket, islands: islands.slice(0, open), ...(given === undefined ? {} : { shares: given }) }
      return { propose: islandInTurn(turns, random) }
    },
  }),
})
