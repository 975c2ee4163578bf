import type { Report } from './evaluator.ts'
import type { Assignment, Outcome, RecordedCall } from './ticket.ts'

/** The calls of tickets, and the place where they are kept. */
export interface CallRecord {
  /** A ticket's calls in the order of their addresses; those of an earlier process included. */
  calls(ticket: number): readonly RecordedCall[]
  /**
   * Keeps a call at its address; resolves when it is on disk. Calls of one ticket may be under way together. `took` are the milliseconds that
   * the answer took, where it came from outside.
   */
  record(ticket: number, call: RecordedCall, took?: number): Promise<void>
}

/**
 * Carries out batches.
 *
 * Requirements: at most `size` calls of `run` are under way at a time, each is carried out by one worker; `run` resolves to one outcome per
 * ticket and rejects only for faults. `report` hears now and then what the batch has burned so far;
 * the calls of its tickets go through the record. Once `isWanted` says no, nothing waits for the outcomes any more: a batch that
 * does not get on, say in the problem's own code, is then given up, and `run` rejects.
 */
export interface Workers {
  readonly size: number
  /** Tickets that a worker may be handed at a time, where those of several batches are short; one batch unless given. */
  readonly together?: number
  /** Memory in which the one run that they work for tells them of its programs, so that none is judged twice; absent: they judge all. */
  readonly known?: SharedArrayBuffer
  run(assignments: readonly Assignment[], report: Report, record?: CallRecord, isWanted?: () => boolean): Promise<readonly Outcome[]>
  /**
   * Like `run`, in a process of its own, one bundle after the other: what ends that process is a fault of the bundle. Meant for bundles that
   * may have ended a process before; absent where no other process can carry them out.
   */
  readonly apart?: Workers['run']
  /** Seconds in which programs were judged, over all bundles; absent where nobody knows. */
  judging?(): number
  close(): Promise<void>
}

/** Carries out a batch's tickets, side by side; `report` hears what they have burned so far. One batch at a time. */
export type Execute = (assignments: readonly Assignment[], report?: Report, record?: CallRecord) => Promise<readonly Outcome[]>

/** Time, as an argument. It is shown and it limits; it decides nothing about what a search finds. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Calls back after so many milliseconds; returns how to take that back. */
  after(milliseconds: number, call: () => void): () => void
}
