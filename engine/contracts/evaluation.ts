/**
 * How a case ended. `scored`, `error`, `fuel`, `invalid` and `unverified` are functions of program and case, and so is `memory` where
 * counted buffers went beyond their limit; all other `memory`, `timeout` and `crash` come from the environment and are believed only
 * after a rerun alone.
 *
 * - `error`: the program threw, would not parse, or returned the wrong type
 * - `fuel`: it ran out of fuel
 * - `invalid`: the verifier refused the answer
 * - `unverified`: the verifier itself threw, a bug of the problem
 */
export type Verdict = 'scored' | 'error' | 'fuel' | 'invalid' | 'unverified' | 'timeout' | 'memory' | 'crash'

/** The reason of `memory` where the environment ended a case. */
export const OUTGROWN = 'used too much memory'

/** Named numbers that stand beside a score. */
export type Metrics = Readonly<Record<string, number>>

/** The trusted result of one case; `fuel` is what the program burned on it (a non-negative integer). */
export type CaseResult =
  | {
      readonly verdict: 'scored'
      readonly fuel: number
      readonly score: number
      readonly metrics: Metrics
      /** Metrics that no proposer may see. */
      readonly hidden?: Metrics
      readonly feedback?: string
      /** A picture of the answer in characters, say, or a log, for prompts alone; kept on train, of the worst cases. */
      readonly artifact?: string
    }
  | { readonly verdict: Exclude<Verdict, 'scored'>; readonly fuel: number; readonly reason: string }

/** Names a set of cases: `train`, `validation`, or `heldOut/<name>`. */
export type SetName = 'train' | 'validation' | `heldOut/${string}`

/**
 * Results of one program on the cases of one set, in case order, or in that of `positions`. Judging stops at the first case that does not score,
 * so `cases` may be shorter than the set; a `score` is that of the whole set, or of the sample of it on which an acceptance rule took the program.
 */
export interface Evaluation {
  readonly set: SetName
  readonly verdict: Verdict
  readonly cases: readonly CaseResult[]
  /** Present when every case scored that was to be judged. */
  readonly score?: number
  /** Means over the cases, or what the problem's `aggregate` returned. */
  readonly metrics: Metrics
  /** Present when the acceptance rule ended judging although all cases scored: after which step, counted from 1, and why. */
  readonly pruned?: { readonly step: number; readonly why: string }
  /** Positions of the cases, where they are a sample by which the program was taken, or not the first ones of the set in its order. */
  readonly positions?: readonly number[]
  /** All that was burned; more than the sum over `cases` when cases ran whose answers were not looked at any more. */
  readonly fuel: number
  /** False where another evaluation may come to another result, as of measured times: it is believed as it was recorded, and never kept for reuse. */
  readonly repeatable?: false
}
