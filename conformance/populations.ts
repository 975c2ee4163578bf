import type { Individual, PopulationView } from '../engine/contracts/individual.ts'
import { stream } from '../engine/contracts/random.ts'
import type { Random } from '../engine/contracts/random.ts'
import type { Ranking } from '../engine/contracts/survival.ts'

/** An individual drawn from a stream: few cells and behaviours, so that they meet. */
export function sampleIndividual(number: number, random: Random): Individual {
  const [first, second] = [random.integer(12), random.integer(12)]
  return {
    number,
    score: first,
    size: 1 + random.integer(9),
    signature: `${first} ${second}`,
    cell: String(random.integer(4)),
    objectives: [first, second],
    caseScores: [first, second],
  }
}

/** The plain order of individuals where a small score is good. */
export const sampleRank = (a: Individual, b: Individual): number => a.score - b.score || a.size - b.size || a.number - b.number

/** A ranking without people's word, or with that in which numbers are kept and rejected. */
export const sampleRanking = (kept: ReadonlySet<number> = new Set(), rejected: ReadonlySet<number> = new Set()): Ranking => ({
  rank: sampleRank,
  keeps: ({ number }) => kept.has(number),
  rejects: ({ number }) => rejected.has(number),
})

/** Populations of several sizes, as selectors see them. */
export function sampleViews(seed: string): PopulationView[] {
  return [1, 2, 3, 10, 60].map((size) => {
    const random = stream(`${seed}/${size}`)
    const individuals = Array.from({ length: size }, (_, k) => sampleIndividual(k + 1, random)).sort(sampleRank)
    const cells = new Map<string, Individual>()
    for (const individual of individuals) if (!cells.has(individual.cell)) cells.set(individual.cell, individual)
    const isBetter = (a: readonly number[], b: readonly number[]): boolean =>
      a.every((value, k) => value <= (b[k] ?? 0)) && a.some((value, k) => value < (b[k] ?? 0))
    const front = individuals.filter(({ objectives = [] }) => !individuals.some((other) => isBetter(other.objectives ?? [], objectives)))
    return { individuals, elites: [...cells.values()], front, commits: size, direction: 'minimize' }
  })
}
