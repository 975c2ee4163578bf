import type { CapabilityPart } from './agent-capability.ts'
import type { Call, Envelope, Host } from './capability.ts'
import type { SetName } from './evaluation.ts'
import type { Problem } from './problem.ts'
import type { Program } from './program.ts'

/** A program that is to answer the input of one case. */
export interface RunRequest {
  readonly program: Program
  readonly input: unknown
  /** Set and position of the input: they name one input as long as a runner is open, so that it need not be sent twice. */
  readonly set: SetName
  readonly case: number
  /** The largest cost that it may have; Infinity where nothing limits it. */
  readonly budget: number
  /** Seed of its random numbers, the same for every program on a case. */
  readonly seed: string
}

/** How a run of a program on an input ended; `cost` is a non-negative integer. */
export type RunResult =
  | {
      readonly kind: 'answer'
      readonly cost: number
      readonly answer: unknown
      /** What was burned for it in all, where that is more than its cost: by earlier runs of an agent, and by programs that it tried. */
      readonly burned?: number
    }
  | {
      /**
       * - `error`: the program threw, would not load, or returned what is no answer
       * - `budget`: its budget was spent
       * - `memory`, `timeout`, `crash`: it took too much of what else is limited
       */
      readonly kind: 'error' | 'budget' | 'memory' | 'timeout' | 'crash'
      readonly cost: number
      readonly reason: string
      readonly burned?: number
      /** Where it failed, in the runner's own terms; `explain` puts it in words. Plain data. */
      readonly place?: unknown
      /** False where it was the surroundings that ended it, and it may end otherwise another time. */
      readonly repeatable?: false
    }
  /** The request was not run: an earlier one of the same program and call had no answer. */
  | { readonly kind: 'skipped' }

/** A call that a program made. */
export interface MadeCall {
  readonly call: Call
  readonly envelope: Envelope
  readonly tokens: { readonly sent: number; readonly received: number }
}

/** Options of one call of a runner. */
export interface RunnerCall {
  readonly signal?: AbortSignal | undefined
  /** Receives the cost of all requests of the call so far, now and then: a hint that may be late or missing, and never exceeds the final cost. */
  readonly onProgress?: ((cost: number) => void) | undefined
  /** Answers the calls that the program of a request makes; undefined where it may make none. */
  readonly host?: ((index: number) => Host | undefined) | undefined
  /** Hears of each call of a program once it is answered, that of its `number`-th question from 0 on. */
  readonly onCall?: ((index: number, number: number, made: MadeCall) => void) | undefined
  /** Whether the programs are the problem's own: they get the time that they need, and a runner may learn from them what a unit of cost takes. */
  readonly trusted?: boolean
}

/**
 * Makes programs answer inputs: all that a new kind of evaluation needs. Verification, acceptance, cache and score stand above it, once.
 *
 * Requirements: `run` gives one result for each request, in any order, and never rejects for what a program does; it rejects with a
 * TernateError for a broken problem or set-up. Requests of a program that follow one without an answer may be `skipped`. Calls do not
 * overlap, unless the runner `asks`. Where the runner is `repeatable`, program, input, budget and seed determine the result, cost included, in any
 * process, at any time, whatever ran before; of one that `asks` the replies of the host do, too. What a program says is data: it is encoded plainly and never run.
 */
export interface Runner {
  /** The kind of costs: metered by the unit, so that the problem's limits hold; declared as a number; or measured. */
  readonly cost: 'metered' | 'declared' | 'measured'
  readonly repeatable: boolean
  /** Whether its programs make calls: their results are then a function of the replies too, and none is kept for reuse. */
  readonly asks?: boolean
  /** Names of the languages that files of its programs may be of. A program with a file of another one is not given to it, and fails. */
  readonly languages: readonly string[] | 'any'
  run(requests: readonly RunRequest[], call: RunnerCall): AsyncIterable<readonly [index: number, result: RunResult]>
  /** The reason of a result that has a place, in this program's own files; programs of one canonical hash stand differently in theirs. */
  explain?(program: Program, reason: string, place: unknown): string
  /** Ends its processes; the runner is not used again. */
  close?(): Promise<void>
}

/**
 * What stands around sandbox processes: `bwrap`, namespaces of their own without network and with a read-only view of the few folders they need;
 * or nothing more. It is the machine's, and changes no result.
 */
export type Jail = 'bwrap' | 'none'

/**
 * What stood around a run's programs, as far as is known: a jail; `user`, where there was none but they ran as another user; or `runner`, where
 * the runner sees to that itself.
 */
export type Wall = Jail | 'user' | 'runner'

/** Where a runner is opened. */
export interface RunnerSite {
  readonly problem: Problem
  /** What is to stand around processes that run programs. */
  readonly jail: Jail
  /** The capabilities that agents may be given; the engine's own unless given. */
  readonly capabilities?: readonly CapabilityPart[] | undefined
}
