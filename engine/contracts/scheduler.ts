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
}

/** The purpose of a ticket. */
export interface Scheduled {
  /** The island that an offspring is made for. */
  readonly propose: number
}

/**
 * Decides what a ticket is for.
 *
 * Requirements: `next` is a function of the view and of `random`, keeps no state and changes nothing that it is given. An island with
 * share 0 is not chosen.
 */
export interface Scheduler {
  next(view: SchedulerView, random: Random): Scheduled
}
