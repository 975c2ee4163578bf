import type { Individual, Lineage, PopulationView } from '../engine/contracts/individual.ts'
import { stream } from '../engine/contracts/random.ts'
import type { Random } from '../engine/contracts/random.ts'
import type { Ranking } from '../engine/contracts/survival.ts'

/** An individual drawn from a stream: few cells and behaviours, so that they meet. */
export function sampleIndividual(number: number, random: Random): Individual {
  const [first, second] = [random.integer(12), random.integer(12)]
  return {
    number,
    parents: number === 1 ? [] : [1 + random.integer(number - 1)],
    score: first,
    caseScores: [first, second],
    cost: 1 + random.integer(99),
    size: 1 + random.integer(9),
    signature: `${first} ${second}`,
    cell: String(random.integer(4)),
    objectives: [first, second],
    caseObjectives: [
      [first, second],
      [second, first],
    ],
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

/** Who descends from whom among individuals of which all live, each judged on two cases: the first passes where a score is good. */
function sampleLineage(individuals: readonly Individual[]): Lineage {
  const children = (number: number): Individual[] => individuals.filter(({ parents }) => parents[0] === number)
  const clade = (number: number): Individual[] => [
    ...individuals.filter((one) => one.number === number),
    ...children(number).flatMap((child) => clade(child.number)),
  ]
  return {
    children: (number) => children(number).length,
    pending: (number) => number % 3,
    crossed: (number) => number % 2,
    clade(number) {
      const passed = clade(number).filter(({ score }) => score < 6).length
      return { passed, failed: 2 * clade(number).length - passed }
    },
  }
}

/** A population as selectors see it. */
export function sampleView(individuals: readonly Individual[], commits: number): PopulationView {
  const cells = new Map<string, Individual>()
  for (const individual of individuals) if (!cells.has(individual.cell)) cells.set(individual.cell, individual)
  const isBetter = (a: readonly number[], b: readonly number[]): boolean =>
    a.every((value, k) => value <= (b[k] ?? 0)) && a.some((value, k) => value < (b[k] ?? 0))
  return {
    individuals,
    elites: [...cells.values()],
    front: individuals.filter(({ objectives = [] }) => !individuals.some((other) => isBetter(other.objectives ?? [], objectives))),
    commits,
    trainCases: 2,
    lineage: sampleLineage(individuals),
    direction: 'minimize',
    find: (number) => individuals.find((individual) => individual.number === number),
  }
}

/** Populations of several sizes, as selectors see them. */
export function sampleViews(seed: string): PopulationView[] {
  return [1, 2, 3, 10, 60].map((size) => {
    const random = stream(`${seed}/${size}`)
    const individuals = Array.from({ length: size }, (_, k) => sampleIndividual(k + 1, random)).sort(sampleRank)
    return sampleView(individuals, size)
  })
}
