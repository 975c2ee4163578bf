import type { Evaluation, SetName } from './evaluation.ts'
import type { Budget, Manifest } from './manifest.ts'
import type { NoteKind, NoteScope } from './model.ts'
import type { Files, Program } from './program.ts'
import type { Shown } from './proposer.ts'
import type { InnerEvaluation, Outcome, RecordedCall, Ticket } from './ticket.ts'

/** What placing an offspring did. */
export type Placement =
  /** Its canonical hash is in the archive already, as program `of`; with a `cell` that one lives on the island again, and `removed` no longer do. */
  | { readonly kind: 'duplicate'; readonly of: number; readonly cell?: string; readonly removed?: readonly number[] }
  /** It behaves like `of`, which is not longer. */
  | { readonly kind: 'duplicate-behaviour'; readonly of: number; readonly cell: string }
  /** It did not score. */
  | { readonly kind: 'no-score' }
  /** It scored, but its island has better, and its cell too, or has been reset since it was drawn. */
  | { readonly kind: 'not-added'; readonly cell: string }
  /** It lives on its island; `removed` no longer do. */
  | { readonly kind: 'placed'; readonly cell: string; readonly elite: boolean; readonly removed: readonly number[] }

/** Who came to live on an island, and who lives there no longer. */
export interface Change {
  readonly island: number
  readonly added: readonly number[]
  readonly removed: readonly number[]
}

/** How a run ended. */
export type StopReason =
  | 'evaluations'
  | 'fuel'
  | 'target'
  /** The best is as good as the problem says that any can be. */
  | 'optimum'
  /** So many evaluations brought no progress. */
  | 'patience'
  | 'exhausted'
  | 'seconds'
  | 'stopped'
  | 'calls'
  | 'tokens'
  | 'dollars'
  /** No model answers any more. */
  | 'models'

/** What a person thinks of a program; the search heeds it from here on. */
export type Override =
  /** It is not to be dropped by survival; it is to live nowhere and to be no champion. */
  | { readonly type: 'override'; readonly verdict: 'keep' | 'reject'; readonly program: number; readonly text?: string }
  /** It ranks before the other wherever both compete. */
  | { readonly type: 'override'; readonly verdict: 'prefer'; readonly program: number; readonly over: number; readonly text?: string }

/** A program that a person wrote, from program `of` if from any; it has no number until a ticket has tried it. */
export interface Injection {
  readonly type: 'injection'
  readonly id: string
  readonly files: Files
  readonly of?: number
  readonly text?: string
}

/**
 * What comes into a run from outside, which nothing in it could tell. Interventions stand between batches, never among the commits
 * of one, and have their effect there.
 */
export type Intervention =
  /** The run goes on with another engine, problem content or platform than before, as its user allowed. */
  | { readonly type: 'environment'; readonly engine: string; readonly problem: string; readonly platform: Manifest['platform'] }
  /** Something worth remembering; the notes numbered in `retire` no longer hold. */
  | {
      readonly type: 'note'
      readonly author: 'user' | 'proposer'
      readonly about: NoteKind
      readonly scope: NoteScope
      readonly text: string
      readonly retire?: readonly number[]
    }
  | Override
  | Injection

/**
 * One logical record of the journal. The digest covers records and nothing else, so they hold no time, no worker, no
 * path and no number that another machine would compute differently. Together they say who lives on which island at any time,
 * so that a reader follows the populations of a run without the rules that decided.
 */
export type JournalRecord =
  | { readonly type: 'start'; readonly manifest: Manifest }
  | {
      readonly type: 'commit'
      readonly ticket: Ticket
      readonly outcome:
        | Exclude<Outcome, { kind: 'evaluated' }>
        | {
            readonly kind: 'evaluated'
            readonly operator: string
            /** Number, id, canonical hash and size of the program; its files are stored under the number. */
            readonly program: { readonly number: number; readonly id: string; readonly canonicalHash: string; readonly size: number }
            readonly evaluation: Evaluation
            readonly position?: number
            readonly inner: readonly InnerEvaluation[]
            readonly calls?: readonly RecordedCall[]
          }
      /** What became of the program on the island of its ticket; on the first one where it came to all of them. */
      readonly placement?: Placement
      /** All that is known on train of a program that was judged on further cases, and its cell since. */
      readonly merged?: { readonly evaluation: Evaluation; readonly cell: string }
      /**
       * What else changed, in order: on the other islands, where rejected programs that had to stay leave, and where a program that was
       * judged further left and settled again, so that its number stands among both. Absent: nothing.
       */
      readonly changes?: readonly Change[]
    }
  /** Copies of `programs` came to live on island `to`; `removed` no longer do. */
  | {
      readonly type: 'migration'
      readonly from: number
      readonly to: number
      readonly programs: readonly number[]
      readonly removed: readonly number[]
    }
  /** The island was cleared, and `programs` live there; `changes` as of a commit. */
  | { readonly type: 'reset'; readonly island: number; readonly programs: readonly number[]; readonly changes?: readonly Change[] }
  | { readonly type: 'stop'; readonly reason: StopReason }
  | { readonly type: 'champion'; readonly program: number; readonly score: number; readonly validation?: number }
  /** A result on a held-out set, of the champion and of no other program. */
  | { readonly type: 'heldOut'; readonly set: SetName; readonly program: number; readonly score?: number }
  /** A note is no longer shown: offspring of tickets that were told it came out worse than those of tickets from which it was withheld. */
  | { readonly type: 'withdrawn'; readonly note: number; readonly text: string; readonly reason: string }
  | { readonly type: 'finish'; readonly reason: StopReason; readonly evaluations: number }
  /** From here on the budget is this one, and a search that had ended goes on. */
  | { readonly type: 'extend'; readonly budget: Budget }
  | Intervention
  /** Who came back and who left by the overrides before it. What is said of a run at rest is heeded when it goes on. */
  | Resettled

/** The effect of overrides on who lives where. */
export interface Resettled {
  readonly type: 'resettled'
  readonly changes: readonly Change[]
}

/** What the journal says of a ticket that was carried out. */
export type CommitRecord = Extract<JournalRecord, { type: 'commit' }>

const INTERVENTIONS: ReadonlySet<JournalRecord['type']> = new Set<Intervention['type']>(['environment', 'note', 'override', 'injection'])

/** Whether a record came from outside. */
export const isIntervention = (record: JournalRecord): record is Intervention => INTERVENTIONS.has(record.type)

/** A record at its place in the chain. `at` (milliseconds since the epoch) and `took` are beside the record, not in the digest. */
export interface JournalEntry {
  /** 1, 2, 3 ... */
  readonly index: number
  readonly at: number
  /**
   * Milliseconds that each call of a commit took, in the order of its calls: null where it did not come from outside, or a kill came between
   * the call and the commit. Absent where nothing is known of any.
   */
  readonly took?: readonly (number | null)[]
  readonly record: JournalRecord
  /** Hash chain up to and including this record. */
  readonly digest: string
}

/** A program at its place in the archive. */
export interface ArchivedProgram {
  /** 1, 2, 3 ... in commit order. */
  readonly number: number
  readonly program: Program
}

/**
 * What the journal says of each program, as flat columns: position k is that of program k + 1. Ids and canonical hashes are hashes of 128
 * bits and take four elements a program.
 */
export interface Columns {
  readonly ids: Uint32Array
  readonly canonicalHashes: Uint32Array
  /** On train, as it came; NaN for a program that did not score. */
  readonly scores: Float64Array
  readonly sizes: Uint32Array
  /** Index of the commit that brought the program. */
  readonly entries: Uint32Array
  /** Number of the first parent, of an injection that of the program it was made from; 0 where there is none. */
  readonly parents: Uint32Array
  readonly islands: Uint8Array
  /** Where it went when it came: 0 no-score, 1 duplicate-behaviour, 2 not-added, 3 placed. */
  readonly placements: Uint8Array
}

/** All that a run knew when its journal ended at `index`. It saves going through the journal, and says nothing that the journal does not. */
export interface Snapshot {
  readonly index: number
  readonly digest: string
  /** Plain data of the engine's. */
  readonly state: unknown
}

/** What becomes durable together. */
export interface Group {
  readonly entries: readonly JournalEntry[]
  readonly programs: readonly ArchivedProgram[]
  /** Results that arrived before their turn, under the number of their batch; kept so that they are never computed twice. */
  readonly received: readonly { readonly batch: number; readonly outcomes: readonly Outcome[] }[]
  /** Batches whose received results are committed by `entries` and may be forgotten. */
  readonly committed: readonly number[]
  /** Calls of open tickets, each at its address: kept before they have an effect, and until the ticket commits. */
  readonly calls?: readonly { readonly ticket: number; readonly call: RecordedCall }[]
  /** The state after `entries`; the last one that was given stays. */
  readonly snapshot?: Snapshot
}

/**
 * A run's memory. The journal is the truth and everything else can be derived from it.
 *
 * Requirements:
 * - `append` makes a group visible and durable as one, or not at all; it resolves when the group is durable. Groups become
 *   durable in the order of the calls. `entries[i].index` continues the journal without a gap and program numbers likewise;
 *   a gap is a TernateError `ARCHIVE_GAP` and nothing is written. `programs` are those that `entries` name for the first time.
 * - Reads see what `append` resolved, at least; after a crash, a reopened archive holds a prefix of the groups that contains
 *   every group whose `append` resolved.
 * - One process has it open for writing; others may read at any time.
 * - What is read back is data, not trusted: a program whose files do not hash to its id is a TernateError `ARCHIVE_CORRUPT`.
 */
export interface Archive {
  /** The last ticket that was begun in a process which ended without closing it; absent when the last process closed it. */
  readonly orphaned?: number
  /** Notes that a ticket begins, where that outlives the process. */
  begin?(ticket: number): void
  append(group: Group): Promise<void>
  /** The last entry, undefined in a new archive. */
  head(): JournalEntry | undefined
  /** Entries with `from <= index < to`, in order; all from 1 on unless given. */
  entries(from?: number, to?: number): Iterable<JournalEntry>
  program(number: number): Program | undefined
  /**
   * A program with its evaluation on train: all that is known of it, or what was known when so many cases of it had been judged. A
   * program that was not judged further has the one that it came with.
   */
  recall(number: number, cases?: number): Shown | undefined
  /** The number of the program with this id. */
  find(id: string): number | undefined
  /** One column over all programs. */
  column<Name extends keyof Columns>(name: Name): Columns[Name]
  /** The last snapshot, if it is sound and the journal has its digest at its index. */
  snapshot(): Snapshot | undefined
  /** Makes anew what is derived from the journal: the columns; and forgets the snapshot, which is the engine's to make. */
  rebuild(): Promise<void>
  /** Results that were appended as received and not yet committed, by batch. */
  received(): ReadonlyMap<number, readonly Outcome[]>
  /** Calls that were appended of tickets that have not committed, by ticket, in the order of their addresses, in whatever order they came. */
  calls(): ReadonlyMap<number, readonly RecordedCall[]>
  close(): Promise<void>
}
