import type { Placement, StopReason } from './archive.ts'
import type { Evaluation, Verdict } from './evaluation.ts'
import type { Budget } from './manifest.ts'
import type { Purpose } from './model.ts'
import type { Reference } from './problem.ts'
import type { Program } from './program.ts'

/** Where a run stands. Times are wall-clock seconds of this process and decide nothing. */
export interface Status {
  readonly phase: 'seeding' | 'searching' | 'validating' | 'reporting' | 'finished'
  /** Evaluations spent, parts counted in proportion. */
  readonly evaluations: number
  readonly commits: number
  readonly fuel: number
  readonly seconds: number
  readonly budget: Budget
  /** Nothing new is begun until somebody resumes it. */
  readonly paused?: boolean
  /** Best on train so far, and the best validation score among the elites looked at. */
  readonly best?: { readonly number: number; readonly score: number; readonly size: number }
  readonly validation?: { readonly number: number; readonly score: number }
  readonly islands: readonly { readonly members: number; readonly niches: number; readonly best?: number }[]
  /** Commits by how they ended: the verdict of an evaluation, or what else came of the ticket. */
  readonly outcomes: Readonly<Record<Verdict | 'failed' | 'unchanged' | 'duplicate' | 'alike' | 'retired', number>>
  /** Present when nothing better has been found for long. */
  readonly stuck?: Stuck
  /** Calls of models: under way, made, their tokens, and millionths of a dollar. Absent in a run that asks none. */
  readonly calls?: { readonly inFlight: number; readonly made: number; readonly tokens: number; readonly cost: number }
  readonly timing?: Timing
}

/** How long calls of one model for one purpose took, in seconds, from the first request to the reply: of the last thousand, and the longest of all. */
export interface Latency {
  readonly model: string
  readonly purpose: Purpose | 'probe'
  readonly calls: number
  readonly median: number
  /** What 95 of 100 calls did not take. */
  readonly slow: number
  readonly longest: number
}

/** Where the time of this process went: wall-clock seconds, which decide nothing. Sums over bundles. */
export interface Timing {
  /** Bundles that can be carried out at a time. */
  readonly places: number
  /** Bundles that were carried out. */
  readonly bundles: number
  /** Waiting for a place, being carried out, and waiting for the turn to commit. */
  readonly queued: number
  readonly busy: number
  readonly held: number
  /** Of the busy seconds those in which programs were judged; programs are made in the others. Absent where workers do not tell. */
  readonly judging?: number
  /** Absent in a run that asks no model. */
  readonly latencies?: readonly Latency[]
}

/** What came of the offspring that one operator of a proposer made, alone or with others, in counts. */
export interface OperatorCount {
  readonly proposer: string
  readonly operator: string
  /** Offspring that were judged. */
  readonly tries: number
  /** Those of them that did not score for another reason than that they lost a race. */
  readonly failed: number
  /** Those that were known already, or do what another program does. */
  readonly idle: number
  /** Those that became the best of a niche. */
  readonly gains: number
}

/** A sign that a search does not move. */
export type Symptom =
  /** Of the initial program, by `check`. */
  | { readonly kind: 'no change improves'; readonly changes: number }
  /** No better program on train in so many evaluations; `ever`: there was one before, better than what the search began with. */
  | { readonly kind: 'no gain'; readonly evaluations: number; readonly ever: boolean }
  | { readonly kind: 'one individual' }
  /** Shares of the offspring that run out of fuel, do not score, and are known or do what another program does. */
  | { readonly kind: 'fuel'; readonly share: number }
  | {
      readonly kind: 'failing'
      readonly share: number
      readonly operators: readonly Pick<OperatorCount, 'operator' | 'tries' | 'failed'>[]
    }
  | { readonly kind: 'idle'; readonly share: number }

/** What a user may do about it; docs/stuck.md has a section for each. */
export type Lever = 'finer scores' | 'partial credit' | 'vocabulary' | 'lean' | 'no race' | 'more fuel' | 'another seed' | 'model'

/** What is wrong with a search that does not move, and what may be done about it, the likeliest first. */
export interface Stuck {
  readonly symptoms: readonly Symptom[]
  readonly levers: readonly Lever[]
}

/** How the commit of a new program is counted among the outcomes. */
export function endOf({ verdict, retired }: Evaluation, placement: Placement | undefined): keyof Status['outcomes'] {
  if (placement?.kind === 'duplicate' || placement?.kind === 'alike') return placement.kind
  return retired === undefined ? verdict : 'retired'
}

/** A champion's score on one held-out set, beside the figures that others reached there. */
export interface HeldOutReport {
  readonly set: string
  readonly score?: number
  readonly verdict: Verdict
  readonly references: readonly Reference[]
}

/** What the calls of one model for one purpose took. Whole numbers, so that sums are exact. */
export interface CallRow {
  readonly model: string
  /** What it was asked for; `probe` before a run. */
  readonly purpose: Purpose | 'probe'
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

/** The last event of a run. */
export interface Finished {
  readonly type: 'finished'
  readonly reason: StopReason
  readonly problem: string
  readonly seed: string
  readonly evaluations: number
  readonly seconds: number
  readonly digest: string
  readonly champion: {
    readonly number: number
    readonly id: string
    readonly score: number
    readonly validation?: number
    readonly program: Program
  }
  readonly heldOut: readonly HeldOutReport[]
  /** Why the search found nothing better for long, and what to do; absent where it did. */
  readonly stuck?: Stuck
  /** What was spent on models; absent in a run that asks none. */
  readonly calls?: readonly CallRow[]
  /** The run's folder, undefined for a run in memory. */
  readonly out?: string
}

/** What a run tells while it goes on. */
export type RunEvent =
  | {
      readonly type: 'started'
      readonly problem: string
      readonly seed: string
      readonly resumed: boolean
      readonly workers: number
      readonly out?: string
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
  | { readonly type: 'migrated'; readonly from: number; readonly to: number; readonly programs: readonly number[] }
  /** Nothing came from a model for several calls in a row, and it is left alone for so many seconds; or it answers again. */
  | { readonly type: 'sidelined'; readonly model: string; readonly seconds: number; readonly reason: string }
  | { readonly type: 'returned'; readonly model: string }
  /** Somebody steers the run; `index` is where that stands in the journal, absent for what is not journaled. */
  | {
      readonly type: 'steered'
      readonly command: 'pause' | 'resume' | 'stop' | 'finish' | 'note' | 'judge' | 'inject'
      readonly index?: number
    }
  /** The run was interrupted; `resume` goes on from here. */
  | { readonly type: 'paused'; readonly evaluations: number; readonly seconds: number; readonly digest: string; readonly out?: string }
  | Finished
