import type { JournalRecord } from './archive.ts'
import type { Verdict } from './evaluation.ts'
import type { Budget } from './manifest.ts'
import type { Purpose } from './model.ts'

/** Where a run stands. Times are seconds of this process and decide nothing. */
export interface Status {
  readonly phase: 'initializing' | 'searching' | 'validating' | 'reporting' | 'finished'
  /** Evaluations spent, parts counted in proportion. */
  readonly evaluations: number
  /** Programs judged on train cases, whole or in part; absent in a run that an earlier version began, which did not count them. */
  readonly programsTried?: number
  readonly commits: number
  readonly fuel: number
  /** Wall-clock. */
  readonly seconds: number
  /** Processor seconds, of its threads and its sandboxes too; absent where the operating system does not tell. */
  readonly processor?: number
  readonly budget: Budget
  /** Nothing new is begun until it is resumed. */
  readonly paused?: boolean
  /** Best on train so far, and the best validation score among the elites looked at. */
  readonly best?: { readonly number: number; readonly score: number; readonly size: number }
  readonly validation?: { readonly number: number; readonly score: number }
  readonly islands: readonly { readonly individuals: number; readonly cells: number; readonly best?: number }[]
  /** Commits by how they ended: the verdict of an evaluation, or what else came of the ticket. */
  readonly outcomes: Readonly<Record<Verdict | 'failed' | 'fault' | 'unchanged' | 'duplicate' | 'duplicate-behaviour' | 'pruned', number>>
  /** Present when nothing better has been found for long. */
  readonly stuck?: Stuck
  /** Calls of models: under way, made, their tokens, and millionths of a dollar. Absent in a run that asks none. */
  readonly calls?: { readonly inFlight: number; readonly made: number; readonly tokens: number; readonly cost: number }
  readonly timing?: Timing
}

/** How long calls of one model for one purpose took, in seconds, from the first request to the reply: of the last thousand, and the longest of all. */
export interface Latency {
  readonly model: string
  readonly purpose: Purpose
  readonly calls: number
  readonly median: number
  /** What 95 of 100 calls did not take. */
  readonly slow: number
  readonly longest: number
}

/** Where the time of this process went: wall-clock seconds, which decide nothing. Sums over batches. */
export interface Timing {
  /** Batches that can be carried out at a time. */
  readonly places: number
  /** Batches that were carried out. */
  readonly batches: number
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
  /** Offspring that were judged or known. */
  readonly tries: number
  /** Those of them that did not score for another reason than that they lost a race. */
  readonly failed: number
  /** Those that were known already, or do what another program does. */
  readonly idle: number
  /** Those that became the best of a cell. */
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

/** Counts of commits by how they ended, before the first. */
export const NO_OUTCOMES: Status['outcomes'] = {
  scored: 0,
  error: 0,
  fuel: 0,
  invalid: 0,
  unverified: 0,
  timeout: 0,
  memory: 0,
  crash: 0,
  failed: 0,
  fault: 0,
  unchanged: 0,
  duplicate: 0,
  'duplicate-behaviour': 0,
  pruned: 0,
}

/** How the commit of an offspring, an initial program or an injection is counted among the outcomes. */
export function endOf({
  outcome,
  placement,
}: Pick<Extract<JournalRecord, { type: 'commit' }>, 'outcome' | 'placement'>): keyof Status['outcomes'] {
  if (outcome.kind === 'failed') return outcome.fault === undefined ? 'failed' : 'fault'
  if (outcome.kind === 'unchanged') return 'unchanged'
  if (outcome.kind === 'known') return 'duplicate'
  if (placement?.kind === 'duplicate' || placement?.kind === 'duplicate-behaviour') return placement.kind
  return outcome.evaluation.pruned === undefined ? outcome.evaluation.verdict : 'pruned'
}
