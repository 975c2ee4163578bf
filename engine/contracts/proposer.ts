import type { Evaluation } from './evaluation.ts'
import type { Direction, Entry, Vocabulary } from './problem.ts'
import type { Files, Program } from './program.ts'
import type { Random } from './random.ts'

/** A scored program as a proposer sees it: train results only. */
export interface Individual {
  readonly program: Program
  readonly evaluation: Evaluation
}

/** All that a proposer may know. */
export interface Context {
  readonly statement: string
  readonly entry: Entry
  readonly direction: Direction
  readonly vocabulary: Vocabulary
  /** The first is the parent proper; a crossover may take more. Never empty. */
  readonly parents: readonly Individual[]
  readonly inspirations: readonly Individual[]
  /** Number of train cases, the range of `cases` in an evaluate request. */
  readonly trainCases: number
  /** Nodes an offspring may have, unless its parent has more. */
  readonly size: number
  readonly random: Random
}

/** What a proposer asks of the engine while it works; each answer is journaled, so it is never computed or paid twice. */
export type Request = {
  readonly kind: 'evaluate'
  readonly files: Files
  /** Positions of train cases; all of them when absent. Counted in the budget in proportion. */
  readonly cases?: readonly number[]
}

/** The answer to a request, in kind. */
export type Reply = { readonly kind: 'evaluation'; readonly evaluation: Evaluation }

/** What a proposer returns in the end. */
export type Proposal =
  | { readonly kind: 'program'; readonly files: Files; /** How it was made, e.g. `crossover`. */ readonly operator: string }
  | { readonly kind: 'failure'; readonly operator: string; readonly reason: string }

/**
 * Turns a parent and its context into an offspring, as a generator of requests.
 *
 * Requirements: no clock, no global random numbers, no state between calls; the same context and the same replies give
 * the same requests and the same proposal. It never throws for what a parent's source contains: that is a `failure`.
 */
export interface Proposer {
  propose(context: Context): Generator<Request, Proposal, Reply>
}

/** `yield* evaluate(files)` inside a proposer: an inner evaluation on train cases. */
export function* evaluate(files: Files, cases?: readonly number[]): Generator<Request, Evaluation, Reply> {
  const reply = yield cases === undefined ? { kind: 'evaluate', files } : { kind: 'evaluate', files, cases }
  return reply.evaluation
}
