import type { Trial } from './acceptance.ts'
import type { Host } from './capability.ts'
import type { Evaluation, SetName } from './evaluation.ts'
import type { Program } from './program.ts'
import type { Ref } from './ref.ts'
import type { Runner } from './runner.ts'

/** One request to an evaluator: a program on a set, or on some cases of it. */
export interface EvaluationJob {
  readonly program: Program
  readonly set: SetName
  /** Positions in the set; the whole set when absent. */
  readonly cases?: readonly number[]
  /** Fuel for cases of the set by position, where that is less than the problem's limit; verdict `fuel` then says no more than that. */
  readonly fuelLimits?: ReadonlyMap<number, number>
  /** Fuel for any case: another bound, with the same meaning. */
  readonly fuelLimit?: number
  /**
   * Judge the train set step by step, as far as an acceptance rule asks for. An evaluator that judges all of it all the same changes how
   * long that takes, and what such programs are called.
   */
  readonly trial?: JobTrial
  /** Answer the calls of the program, by the positions of its cases; absent: it may make none. */
  readonly hosts?: (position: number) => Host
}

/** By what an acceptance rule decides how far an offspring is judged, beside its results: plain data. */
export interface JobTrial extends Pick<Trial, 'parent' | 'gained' | 'proposed'> {
  readonly acceptance: Ref
  /** Key of the rule's random stream. */
  readonly stream: string
}

/** Hears of fuel burned while something still runs: the total so far. A hint that may be late or missing, and never more than what it comes to. */
export type Report = (fuel: number) => void

/**
 * Judges programs on cases.
 *
 * Requirements: `evaluate` never rejects because of what a program does (that is a verdict); it rejects with a
 * TernateError for a broken problem or set-up. For metered costs equal canonical hash, case and limit give an equal result,
 * fuel included and but for the places in the program's files that reasons name, in any process, at any time, whatever ran before. Calls may not overlap on one evaluator.
 */
export interface Evaluator {
  /** What an evaluation costs in virtual time: metered fuel, a declared constant, or measured time (a recorded run). */
  readonly cost: Runner['cost']
  evaluate(job: EvaluationJob, signal?: AbortSignal, report?: Report): Promise<Evaluation>
  /** Evaluates programs that do not depend on each other together, with the same results; for evaluators on which that is cheaper. */
  evaluateAll?(jobs: readonly EvaluationJob[], signal?: AbortSignal, report?: Report): Promise<readonly Evaluation[]>
  /** Ends its processes; the evaluator is not used again. */
  close(): Promise<void>
}
