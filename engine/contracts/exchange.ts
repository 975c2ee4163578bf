import type { Individual, PopulationView } from './individual.ts'
import type { Random } from './random.ts'

/** All islands after a commit. */
export interface ExchangeView {
  readonly islands: readonly PopulationView[]
  /** The best individual of the run. */
  readonly best: Individual | undefined
  /** The initial programs, without those that a person rejected. */
  readonly founders: readonly Individual[]
  /** Tickets that have committed. */
  readonly commits: number
}

/** Copies of individuals that are put on island `to`: beside those that live there, or, with `clear`, in their place. */
export type Move =
  | { readonly from: number; readonly to: number; readonly copies: readonly Individual[] }
  | { readonly clear: true; readonly to: number; readonly copies: readonly Individual[] }

/**
 * Moves individuals between islands: migration along a ring, an island that is cleared and begins anew.
 *
 * Requirements: `after` is called once for each commit of the search. It is a function of the view and of `random`, keeps no state and
 * changes nothing that it is given. All its moves are decided before the first one is made. Islands are named by their positions, and
 * copies are of individuals in the view: individuals of an island, or founders. A move that clears an island has at least one copy.
 */
export interface Exchange {
  /** Whether it may clear islands: then a program that is found again on a cleared island is placed as if it were new. */
  readonly clears?: boolean
  after(view: ExchangeView, random: Random): readonly Move[]
}
