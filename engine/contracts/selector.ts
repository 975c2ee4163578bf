import type { Individual, PopulationView } from './individual.ts'
import type { Random } from './random.ts'

/**
 * Chooses parents, and inspirations beside them, among the individuals of a population.
 *
 * Requirements: `select` gives individuals of the view and no others, at least one for a population that is not empty, at most
 * `count`. It draws from `random` alone, so that the same view and the same stream give the same choice. It keeps no state between
 * calls and changes nothing that it is given. Where there are `weights`, one for each individual in their order, none of them
 * negative and at least one above 0, `select` draws each individual with a chance in proportion to its weight.
 */
export interface Selector {
  weights?(view: PopulationView): ArrayLike<number>
  select(view: PopulationView, count: number, random: Random): readonly Individual[]
}
