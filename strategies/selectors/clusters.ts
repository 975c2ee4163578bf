import type { Individual, PopulationView } from '../../engine/contracts/individual.ts'
import { extremes, merit, softmax } from './performance.ts'

/** Individuals of one signature. */
interface Cluster {
  /** The score of the last test, signed so that large is good. */
  readonly score: number
  readonly members: readonly Individual[]
}

/** The score of an individual on its last test, signed so that large is good. */
export const lastScore = ({ caseScores, score }: Individual, direction: PopulationView['direction']): number =>
  merit(caseScores.at(-1) ?? score, direction)

/** The clusters of the `window` best individuals, in the order of their best ones. */
export function clustersOf({ individuals, direction }: PopulationView, window: number): Cluster[] {
  const clusters = new Map<string, Individual[]>()
  for (const individual of individuals.slice(0, window)) {
    const cluster = clusters.get(individual.signature)
    if (cluster === undefined) clusters.set(individual.signature, [individual])
    else cluster.push(individual)
  }
  return [...clusters.values()].map((members) => ({ score: lastScore(members[0] as Individual, direction), members }))
}

/** Chances of the members of a cluster: softmax(-(size - min) / (max + 1e-6)), the shorter the likelier. */
export function chancesBySize({ members }: Cluster): number[] {
  const sizes = members.map(({ size }) => size)
  const { least, most } = extremes(sizes)
  return softmax(sizes.map((size) => -(size - least) / (most + 1e-6)))
}
