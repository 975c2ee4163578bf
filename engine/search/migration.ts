import type { Strategy } from '../contracts/manifest.ts'
import type { Population } from './elitist.ts'

/** Copies of elites that moved to the next island. */
export interface Move {
  readonly from: number
  readonly to: number
  readonly programs: readonly number[]
}

/**
 * Lets each island send copies of its best to the next one on a ring, every so many commits. All migrants leave before any
 * arrives, so the order of the islands does not matter.
 */
export function migrate(islands: readonly Population[], { every, count }: Strategy['migration'], commits: number): Move[] {
  if (every === 0 || islands.length < 2 || commits % every !== 0) return []
  const departures = islands.map((island) => island.individuals.slice(0, count))
  return departures.flatMap((migrants, from) => {
    const to = (from + 1) % islands.length
    const settled = migrants.filter((individual) => islands[to]?.insert(individual).kind === 'placed')
    return settled.length === 0 ? [] : [{ from, to, programs: settled.map(({ number }) => number) }]
  })
}
