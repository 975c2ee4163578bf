import type { Assignment, Outcome } from './ticket.ts'

/**
 * Whoever carries out bundles.
 *
 * Requirements: at most `size` bundles are under way at a time, each is run by one worker, tickets in turn; `run` resolves
 * to one outcome per ticket and rejects only for faults. `report` is called after a ticket with the fuel it burned; calls
 * may be late or missing.
 */
export interface Workers {
  readonly size: number
  run(assignments: readonly Assignment[], report: (fuel: number) => void): Promise<readonly Outcome[]>
  close(): Promise<void>
}

/** Time, as an argument. It is shown and it limits; it decides nothing about what a search finds. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Calls back after so many milliseconds; returns how to take that back. */
  after(milliseconds: number, call: () => void): () => void
}
