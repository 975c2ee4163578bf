import type { Strategy } from '../contracts/manifest.ts'
import type { Population } from './elitist.ts'
import type { Individual } from './ranking.ts'

/** An island that begins anew, and the programs that it begins with. */
export interface Reset {
  readonly island: number
  readonly programs: readonly number[]
}

/**
 * Lets the islands begin anew with the run's first programs, one in turn every so many commits: what a population has converged to it seldom leaves, and several
 * short searches find what one long one misses. An island on which the best lives is passed over for the next. Islands are exchanged for
 * those that `create` makes.
 */
export function resetIsland(
  islands: Population[],
  { every }: NonNullable<Strategy['reset']>,
  commits: number,
  best: Individual | undefined,
  founders: readonly Individual[],
  create: (island: number) => Population,
): Reset | undefined {
  if (islands.length < 2 || founders.length === 0 || commits % every !== 0) return undefined
  const turn = commits / every
  const due = [turn, turn + 1].map((at) => at % islands.length).find((at) => islands[at]?.individuals[0]?.number !== best?.number)
  if (due === undefined) return undefined
  const made = create(due)
  const settled = founders.filter((individual) => made.insert(individual).kind === 'placed')
  islands[due] = made
  return { island: due, programs: settled.map(({ number }) => number) }
}
