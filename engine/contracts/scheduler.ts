import type { PopulationView } from './individual.ts'
import type { Random } from './random.ts'

/** The islands of a run when a ticket is drawn. */
export interface SchedulerView {
  /** Number of the ticket, from 1 on. */
  readonly ticket: number
  readonly islands: readonly PopulationView[]
  /**
   * Shares of the islands in this ticket, where the run gives them shares: 0 for an island of which no proposer may have it. Absent: all
   * islands may have it.
   */
  readonly shares?: readonly number[]
  /** Tickets that have committed in the run so far. */
  readonly commits: number
  /** How many train cases the problem has. */
  readonly trainCases: number
  /**
   * Positions of the train cases that are not open for a program of a sample: it was judged there, or a ticket under way judges it. One that
   * failed on a further case and lives on, because nobody else does, has fewer scores than it was judged on.
   */
  taken(program: number): readonly number[]
}

/** The purpose of a ticket. */
export type Scheduled =
  /** An offspring is made for this island. */
  | { readonly propose: number }
  /** A program that lives on some island is judged on further train cases: by position, each without a score and not taken. */
  | { readonly evaluate: number; readonly cases: readonly number[] }

/**
 * Decides what a ticket is for: an offspring of an island, or further train cases of a program that an acceptance rule took on a sample.
 *
 * Requirements: `next` is a function of the view and of `random`, keeps no state and changes nothing that it is given. An island with
 * share 0 is not chosen. Whatever it evaluates, an offspring follows at last: when no case is left there is nothing else to ask for.
 */
export interface Scheduler {
  next(view: SchedulerView, random: Random): Scheduled
}
