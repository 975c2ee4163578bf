import type { CaseResult } from './evaluation.ts'
import type { Direction, Objective } from './objective.ts'
import type { Random } from './random.ts'

/** An offspring on trial: what an acceptance rule sees of it. */
export interface Trial {
  readonly direction: Direction
  /** Absent where the score is all. */
  readonly objectives?: readonly Objective[]
  /** Weights of the train cases; as many as there are cases. */
  readonly weights: readonly number[]
  /** Results so far by position, all of them scored: an offspring that fails on a case is not tried any further. */
  readonly results: ReadonlyMap<number, CaseResult>
  /** Its size, in the units of its languages. */
  readonly size: number
  /** Its first parent, with the results that are known of it; absent where it has none. */
  readonly parent?: { readonly results: ReadonlyMap<number, CaseResult>; readonly size: number }
  /** Positions of the train cases that its proposer made it for; absent: its proposer says none. */
  readonly proposed?: readonly number[]
  /** Whether something better than what the search began with was known when the offspring was drawn. */
  readonly gained: boolean
}

/** The next step of a trial. */
export type AcceptanceStep =
  /** It is judged on these cases, of which none has a result yet. */
  | { readonly evaluate: readonly number[] }
  /** It is a candidate for its island, by what it was judged on. */
  | { readonly accept: true }
  /** It is not judged further, for a reason of letters, digits and dashes. */
  | { readonly reject: string }

/**
 * Decides how far an offspring is judged on the train cases, and whether it is a candidate for its island: race, cascade, minibatch.
 *
 * Requirements: `next` is a function of the trial and of `random`, keeps no state between calls and changes nothing that it is given. It
 * is asked before the first case and again after each step whose cases all scored, and accepts or rejects within 64 steps. Positions
 * to be judged are of train cases without a result, each once.
 */
export interface Acceptance {
  next(trial: Trial, random: Random): AcceptanceStep
}
