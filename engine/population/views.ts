import type { Lineage, PopulationView } from '../contracts/individual.ts'
import type { Direction } from '../contracts/objective.ts'
import type { IndexedPopulation } from './indexed.ts'

/** The facts of a run that selectors see beside a population. */
export interface Sight {
  /** Tickets that have committed in the run so far. */
  readonly commits: () => number
  /** How many train cases the problem has. */
  readonly trainCases: number
  readonly lineage: Lineage
  readonly direction: Direction
}

/** The population that an island has at any time, as selectors and exchanges see it. */
export function viewOf(islands: { readonly populations: readonly IndexedPopulation[] }, at: number, sight: Sight): PopulationView {
  const population = (): IndexedPopulation => islands.populations[at] as IndexedPopulation
  return {
    get individuals() {
      return population().individuals
    },
    get elites() {
      return population().elites
    },
    get front() {
      return population().front
    },
    get commits() {
      return sight.commits()
    },
    trainCases: sight.trainCases,
    lineage: sight.lineage,
    direction: sight.direction,
    find: (number) => population().find(number),
  }
}
