import type { Program } from './program.ts'

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
    }
  | { readonly verdict: Exclude<Verdict, 'scored'>; readonly fuel: number; readonly reason: string }

/** Names a set of cases: `train`, `validation`, or `heldOut/<name>`. */
export type SetName = 'train' | 'validation' | `heldOut/${string}`

/**
 * Results of one program on the cases of one set, in case order. Judging stops at the first case that does not score,
 * so `cases` may be shorter than the set; only a complete evaluation has a `score`.
 */
export interface Evaluation {
  readonly set: SetName
  readonly verdict: Verdict
  readonly cases: readonly CaseResult[]
  /** Present when every case of the set scored. */
  readonly score?: number
  /** Means over the cases, or what the problem's `aggregate` returned. */
  readonly metrics: Metrics
  /** Present when judging ended before the last case although all of them scored: in which stage, counted from 1, and why. */
  readonly pruned?: { readonly stage: number; readonly why: PruneReason }
  /** All that was burned; more than the sum over `cases` when cases ran whose answers were not looked at any more. */
  readonly fuel: number
  /** False where another evaluation may come to another result, as of measured times: it is believed as it was recorded, and never kept for reuse. */
  readonly repeatable?: false
}

/** Why a program was not judged on the cases that were left. */
export type PruneReason =
  /** It fell behind its rival. */
  | 'race'
  /** It does what its rival does, as far as it was looked at, and is not shorter. */
  | 'duplicate-behaviour'
  /** It missed the threshold of a stage. */
  | 'threshold'

/** A program's race against a rival that has been judged on all train cases; `retires` in race.ts says when it is out. */
export interface Race {
  readonly rival: {
    readonly cases: readonly CaseResult[]
    /** Nodes of its syntax tree. */
    readonly size: number
  }
  /** Standard errors of the paired differences by which a program may be behind. */
  readonly margin: number
}

/** One request to an evaluator: a program on a set, or on some cases of it. */
export interface EvaluationJob {
  readonly program: Program
  readonly set: SetName
  /** Positions in the set; the whole set when absent. */
  readonly cases?: readonly number[]
  /** Fuel for each case of the set, where that is less than the problem's limit; verdict `fuel` then says no more than that. */
  readonly fuelLimits?: readonly number[]
  /** Fuel for any case: another bound, with the same meaning. */
  readonly fuelLimit?: number
  /**
   * Judge the train set stage by stage and no further than a threshold or the race needs. An evaluator that judges all of it all the same
   * changes how long that takes, and what such programs are called.
   */
  readonly staged?: { readonly race?: Race }
}

/** Hears of fuel burned while something still runs: the total so far. A hint that may be late or missing, and never more than what it comes to. */
export type Report = (fuel: number) => void

/**
 * Judges programs on cases.
 *
 * Requirements: `evaluate` never rejects because of what a program does (that is a verdict); it rejects with a
 * TernateError for a broken problem or set-up. For `cost: 'fuel'` equal canonical hash, case and limit give an equal result,
 * fuel included and but for the places in the program's files that reasons name, in any process, at any time, whatever ran before. Calls may not overlap on one evaluator.
 */
export interface Evaluator {
  /** What an evaluation costs in virtual time: metered fuel, a declared constant, or measured time (a recorded run). */
  readonly cost: 'fuel' | 'declared' | 'time'
  evaluate(job: EvaluationJob, signal?: AbortSignal, report?: Report): Promise<Evaluation>
  /** Evaluates programs that do not depend on each other together, with the same results; for evaluators on which that is cheaper. */
  evaluateAll?(jobs: readonly EvaluationJob[], signal?: AbortSignal, report?: Report): Promise<readonly Evaluation[]>
  /** Ends its processes; the evaluator is not used again. */
  close(): Promise<void>
}
