import type { Evaluation } from './evaluation.ts'
import type { Languages } from './language.ts'
import type { Ask, CallOutcome, Memory, NoteKind, NoteScope, Purpose } from './model.ts'
import type { Direction, Entry, JsonSchema, Vocabulary } from './problem.ts'
import type { Files, Program } from './program.ts'
import type { Random } from './random.ts'
import type { Role } from './role.ts'
import type { CaseTrace } from './trace.ts'

/** A scored program as a proposer sees it: train results only. */
export interface Shown {
  readonly program: Program
  readonly evaluation: Evaluation
  /** Why it is shown; absent for a parent. */
  readonly role?: Role
}

/** Shares of a proposer's operators by their names, in hundredths of those that it lists them with; one that is not named has 100. */
export type Shares = Readonly<Record<string, number>>

/** Train cases as they stand in a data file of programs. None of validation or of a held-out set is among them. */
export interface Demonstrations {
  /** How many the file may hold. */
  readonly most: number
  /** How many train cases there are. */
  readonly count: number
  /** The train case at a position, as JSON without blanks; undefined for one that is not to be shown, or is no JSON. */
  at(position: number): string | undefined
}

/** Inputs and outputs of train cases, for proposers that write programs from examples. None of validation or of a held-out set is among them. */
export interface Examples {
  readonly cases: readonly { readonly input: unknown; readonly expected: unknown }[]
  /** The problem's first initial program, whose files declare types. */
  readonly initial: Files
}

/** All that a proposer may know. */
export interface Context {
  readonly statement: string
  /** Absent where the runner calls no function. */
  readonly entry?: Entry
  /** Those of the run; the engine's own ones unless given. */
  readonly languages?: Languages
  readonly direction: Direction
  readonly vocabulary: Vocabulary
  /** The first is the parent proper; a crossover may take more. Never empty. */
  readonly parents: readonly Shown[]
  readonly inspirations: readonly Shown[]
  /** Number of train cases, the range of `cases` in an evaluate request. */
  readonly trainCases: number
  /** Their names, in order; absent where nobody needs to be told. */
  readonly caseNames?: readonly string[]
  /** Absent in a problem without an initial program. */
  readonly examples?: Examples
  /** The files that hold demonstrations, by name; absent: none. */
  readonly demonstrations?: ReadonlyMap<string, Demonstrations>
  /** What JSON files may hold, by name; absent: nothing is said of any. */
  readonly schemas?: Readonly<Record<string, JsonSchema>>
  /** Unit of the score. */
  readonly unit?: string
  /** Most fuel for a case: so much, or so many times what the first initial program burns on it. */
  readonly fuel?: { readonly limit: number } | { readonly times: number }
  /** Size that an offspring may have, unless its parent has more. */
  readonly size: number
  /** Size that an offspring which a model writes may have, unless its parent has more; `size` unless given. */
  readonly room?: number
  /** How often the most fuel that the first parent burned on a case an offspring may burn on one; absent where only its initial program's measure limits it. */
  readonly relativeFuelLimit?: number
  /** Operators that are not to be used; absent: none. */
  readonly disabledOperators?: readonly string[]
  /** Absent where operators have the shares that they are listed with. */
  readonly shares?: Shares
  readonly random: Random
  /** Whether programs make calls, which a `trace` request tells of; absent: they make none. */
  readonly traceable?: true
  /** What a train case is, in words: its name and its input, cut to a length. It tells which cases are alike, and is shown to nobody. */
  readonly caseText?: (position: number) => string
  /** Absent in a run that asks no model. */
  readonly memory?: Memory
}

/** What a proposer asks of the engine while it works; each answer is journaled, so it is never computed or paid twice. */
export type Request =
  | {
      readonly kind: 'evaluate'
      readonly files: Files
      /** Positions of train cases; all of them when absent. Counted in the budget in proportion. */
      readonly cases?: readonly number[]
    }
  | Ask
  /** What a program of the context did on train cases, by their positions: read off the record, or done again on it, so that it is never paid for. */
  | { readonly kind: 'trace'; readonly shown: Shown; readonly cases: readonly number[] }
  /** Something to remember. The notes numbered in `retire` are no longer shown. */
  | {
      readonly kind: 'note'
      readonly about: NoteKind
      readonly scope: NoteScope
      readonly text: string
      readonly retire?: readonly number[]
      /** Number of the note of which this one is the next version; that one is no longer shown. */
      readonly revises?: number
    }
  /** A template to add to the pool. */
  | { readonly kind: 'template'; readonly purpose: Purpose; readonly text: string }

/** The answer to a request, in kind: `noted` to a note and to a template. Traces are of those cases that the program was judged on; of programs that make no calls there are none. */
export type Reply =
  | { readonly kind: 'evaluation'; readonly evaluation: Evaluation }
  | { readonly kind: 'answer'; readonly outcome: CallOutcome }
  | { readonly kind: 'traces'; readonly traces: readonly CaseTrace[] }
  | { readonly kind: 'noted' }

/** What a proposer returns in the end. */
export type Proposal =
  | {
      readonly kind: 'program'
      readonly files: Files
      /** How it was made, e.g. `crossover`. */
      readonly operator: string
      /** Positions of the train cases that it was made for; an acceptance rule that judges a part of them first takes these. */
      readonly cases?: readonly number[]
    }
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
  if (reply.kind !== 'evaluation') throw new TypeError(`an evaluation was asked for, and the reply is of kind ${reply.kind}`)
  return reply.evaluation
}

/** `yield* trace(parent, [3, 5])` inside a proposer: what a program of the context did on train cases. */
export function* trace(shown: Shown, cases: readonly number[]): Generator<Request, readonly CaseTrace[], Reply> {
  const reply = yield { kind: 'trace', shown, cases }
  if (reply.kind !== 'traces') throw new TypeError(`traces were asked for, and the reply is of kind ${reply.kind}`)
  return reply.traces
}
