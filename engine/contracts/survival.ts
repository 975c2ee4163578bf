import type { Individual, PopulationView } from './individual.ts'

/**
 * People's word on programs, which stands above a survival rule.
 *
 * - an individual that is kept is not removed, and does not give way to one that behaves alike
 * - an individual that is rejected leaves at the next `reorder`, unless no other one would be left
 * - `rank` is the total order of individuals, best first: by score, then size, then age, with people's preferences above it
 */
export interface Ranking {
  rank(a: Individual, b: Individual): number
  keeps(individual: Individual): boolean
  rejects(individual: Individual): boolean
}

/** The result of an insertion. */
export type Insertion =
  /** It lives; `elite`: as the best of its cell; `removed`: numbers of the individuals that left for it. */
  | { readonly kind: 'placed'; readonly elite: boolean; readonly removed: readonly number[] }
  /** An individual that lives, number `of`, behaves alike and stays. */
  | { readonly kind: 'duplicate-behaviour'; readonly of: number }
  /** It was not good enough, or not different enough. */
  | { readonly kind: 'not-added' }

/** The individuals that live on one island. */
export interface Population extends Pick<PopulationView, 'individuals' | 'elites' | 'front'> {
  /** The individual of that number, if it lives here; a rule that keeps no index by number leaves it to the engine. */
  find?(number: number): Individual | undefined
  /** Lets an individual live here if the rule says so. */
  insert(individual: Individual): Insertion
  /** Ranks all individuals anew, since people's word has changed, and lets rejected ones leave. */
  reorder(): void
  /** All that the population is made from again, as plain data; individuals stand in it as numbers. */
  snapshot(): unknown
}

/** A population's `snapshot()`, read back, and its individuals by number. */
export interface SavedPopulation {
  readonly snapshot: unknown
  find(number: number): Individual
}

/**
 * Decides who lives on an island.
 *
 * Requirements: a population is a function of `ranking` and of the calls made to it, in their order; it draws no random numbers and
 * reads no clock. It never becomes empty again once an individual was placed. Made from its own snapshot it behaves from then on as
 * the original would. `individuals` come best first, `elites` are the best of each cell among them, by `rank`, and `removed` names all
 * that left and none that stay. An individual that lives here already is not placed again. What `ranking.keeps` stays.
 */
export interface Survival {
  create(ranking: Ranking, saved?: SavedPopulation): Population
}
