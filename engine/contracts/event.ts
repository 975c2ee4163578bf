import type { StopReason } from './archive.ts'
import type { SetName, Verdict } from './evaluation.ts'
import type { Purpose } from './model.ts'
import type { Reference } from './problem.ts'
import type { Program } from './program.ts'
import type { Wall } from './runner.ts'
import type { Stuck } from './status.ts'

export * from './status.ts'

/** A fault of one ticket, the first or the second time; the second time the ticket is set aside. */
export interface TicketFault {
  readonly ticket: number
  readonly times: number
  readonly setAside: boolean
  /** As in docs/errors.md; `UNEXPECTED` for a bug. */
  readonly code: string
  readonly message: string
}

/** A champion's score on one held-out set, beside the figures that others reached there. */
export interface HeldOutReport {
  readonly set: string
  readonly score?: number
  readonly verdict: Verdict
  readonly references: readonly Reference[]
}

/** How a baseline did on a set. */
export interface BaselineScore {
  readonly set: SetName
  readonly verdict: Verdict
  /** Present when every case of the set scored. */
  readonly score?: number
  /** Why it has no score. */
  readonly reason?: string
}

/** A baseline: a program that the problem names, or an initial program. */
export interface Baseline {
  readonly name: string
  /** Sets in the problem's order; one on which it was not judged is left out. */
  readonly scores: readonly BaselineScore[]
}

/** A set on which a baseline is better than a run's champion: the best of those that are. */
export interface Worse {
  readonly set: SetName
  readonly baseline: string
  readonly score: number
  /** The champion's; absent where it has none. */
  readonly ours?: number
  /** Other baselines that are better there. */
  readonly others: number
}

/** The baselines of a run's problem beside its champion. */
export interface Baselines {
  readonly judged: readonly Baseline[]
  readonly worse: readonly Worse[]
  /** Seconds that judging took in this process; 0 when it was known. */
  readonly seconds: number
  /** Why not all were judged on all sets; absent when they were. */
  readonly fault?: { readonly code: string; readonly message: string }
}

/** What the calls of one model for one purpose took. Whole numbers, so that sums are exact. */
export interface CallRow {
  readonly model: string
  /** What it was asked for; `probe` before a run. */
  readonly purpose: Purpose
  readonly calls: number
  /** HTTP requests, those repeated included. */
  readonly attempts: number
  /** Calls that brought a reply which a proposer may use. */
  readonly replies: number
  /** Tokens. */
  readonly sent: number
  readonly received: number
  /** Millionths of a dollar. */
  readonly cost: number
}

/** What became of the replies of one model for one purpose: used for a program, told back to the model, given up. */
export interface UseRow {
  readonly model: string
  readonly purpose: Purpose
  readonly applied: number
  readonly corrected: number
  readonly refused: number
}

/** Why calls brought no program: how often, and one case in full. */
export interface Reason {
  readonly reason: string
  readonly count: number
  readonly example: string
}

/** What became of the replies of a run. */
export interface Replies {
  readonly rows: readonly UseRow[]
  /** The most frequent first. */
  readonly reasons: readonly Reason[]
}

/** The last event of a run. */
export interface Finished {
  readonly type: 'finished'
  readonly reason: StopReason
  readonly problem: string
  readonly seed: string
  readonly evaluations: number
  /** Programs judged on train cases, whole or in part; absent in a run that an earlier version began, which did not count them. */
  readonly programsTried?: number
  readonly seconds: number
  /** Processor seconds of this process, of its threads and its sandboxes too; absent where the operating system does not tell. */
  readonly processor?: number
  readonly digest: string
  readonly champion: {
    readonly number: number
    readonly id: string
    readonly score: number
    readonly validation?: number
    readonly program: Program
  }
  readonly heldOut: readonly HeldOutReport[]
  /** Where a champion is as good on train as can be: whether it is so on all held-out cases too, or is overfit to the train cases. Absent where that is not known. */
  readonly solved?: 'everywhere' | 'on train alone'
  /** Absent where they were not to be judged. */
  readonly baselines?: Baselines
  /** Tickets that were set aside for a fault; absent when there were none. */
  readonly faults?: number
  /** Why the search found nothing better for long, and what to do; absent where it did. */
  readonly stuck?: Stuck
  /** Why no offspring could be made; absent where one was. */
  readonly barren?: string
  /** What was spent on models; absent in a run that asks none. */
  readonly calls?: readonly CallRow[]
  /** What became of the replies of models; absent in a run that asks none. */
  readonly replies?: Replies
  /** The run's folder, undefined for a run in memory. */
  readonly out?: string
  readonly wall?: Wall
  /** Present where programs ran in the process of their judge. */
  readonly fused?: true
}

/** What a run tells while it goes on. */
export type RunEvent =
  | {
      readonly type: 'started'
      readonly problem: string
      readonly seed: string
      readonly resumed: boolean
      readonly workers: number
      /** Why the budget is too small to search, of a new run whose budget is. */
      readonly warning?: string
      readonly out?: string
      readonly wall?: Wall
    }
  /** A new best on train. */
  | {
      readonly type: 'improved'
      readonly evaluations: number
      readonly seconds: number
      readonly number: number
      readonly score: number
      readonly size: number
      readonly island: number
      readonly operator: string
    }
  | { readonly type: 'validated'; readonly number: number; readonly score: number }
  /** A note is no longer shown to anybody: what was made with it came out worse. */
  | { readonly type: 'withdrawn'; readonly note: number; readonly text: string; readonly reason: string }
  | { readonly type: 'migrated'; readonly from: number; readonly to: number; readonly programs: readonly number[] }
  | ({ readonly type: 'fault' } & TicketFault)
  /** The problem's own code, or something else in a worker, has not come to an end for so many seconds; `what` is a sentence. */
  | { readonly type: 'stuck'; readonly what: string; readonly seconds: number }
  /** Nothing came from a model for several calls in a row, and it is left alone for so many seconds; or it answers again. */
  | { readonly type: 'unavailable'; readonly model: string; readonly seconds: number; readonly reason: string }
  | { readonly type: 'returned'; readonly model: string }
  /** A model is asked otherwise from now on, because its endpoint refuses something; or no more, because it refuses every question. */
  | { readonly type: 'adapted'; readonly model: string; readonly change: string; readonly reason: string }
  | { readonly type: 'refusing'; readonly model: string; readonly reason: string }
  /** A person steers the run; `index` is where that stands in the journal, absent for what is not journaled. */
  | {
      readonly type: 'steered'
      readonly command: 'pause' | 'resume' | 'stop' | 'finish' | 'note' | 'review' | 'inject'
      readonly index?: number
    }
  /** The run was interrupted; `resume` goes on from here. */
  | {
      readonly type: 'stopped'
      readonly evaluations: number
      readonly programsTried?: number
      readonly seconds: number
      readonly processor?: number
      readonly digest: string
      readonly out?: string
      /** What keeps it from going on, and what to do about it; absent when somebody asked for it. */
      readonly cause?: { readonly reason: string; readonly remedy: string }
      readonly wall?: Wall
    }
  | Finished
