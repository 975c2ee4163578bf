/** What the page is told: plain data that server and page agree on. Texts come from programs and models and are never trusted. */
import type { StopReason } from '../engine/contracts/archive.ts'
import type { Verdict } from '../engine/contracts/evaluation.ts'
import type { Latency, Timing } from '../engine/contracts/event.ts'
import type { Budget, Manifest } from '../engine/contracts/manifest.ts'
import type { Baselines } from '../engine/contracts/event.ts'
import type { Direction, Reference } from '../engine/contracts/problem.ts'

export type { Reference } from '../engine/contracts/problem.ts'

/** A text that was too long to show whole says how long it was. */
export interface Text {
  readonly text: string
  /** Characters of the whole, when this is its beginning. */
  readonly whole?: number
}

/**
 * State of a run: `running`; `paused`, its process waits until it is resumed; `stopped`, saved and without a process, until
 * `ternate resume`; `finished`; or `unreadable`.
 */
export type RunState = 'finished' | 'running' | 'paused' | 'stopped' | 'unreadable'

/** A run in the table of runs. */
export interface RunRow {
  /** Names the run in addresses. */
  readonly id: string
  readonly state: RunState
  /** What ended it. */
  readonly ended?: StopReason
  readonly problem?: string
  readonly direction?: Direction
  readonly strategy?: string
  readonly seed?: string
  /** Best score on train of all programs so far. */
  readonly best?: number
  /** The champion, once the search has ended. */
  readonly chosen?: { readonly number: number; readonly train: number }
  /** The champion's score on validation. */
  readonly validation?: number
  readonly evaluations?: number
  readonly programs?: number
  readonly seconds?: number
  /** Millionths of a dollar; absent in a run that asks no model. */
  readonly cost?: number
  readonly digest?: string
  /** Why it cannot be read. */
  readonly fault?: string
}

/** The runs of a folder. */
export interface Runs {
  readonly folder: string
  readonly runs: readonly RunRow[]
}

/** What is known of a run's problem, when its module could be loaded. */
export interface ProblemFacts {
  readonly statement: Text
  readonly unit: string
  /** Empty where the problem's programs have no entry. */
  readonly entry: string
  readonly descriptors: readonly { readonly name: string; readonly edges: readonly number[] }[]
  /** Whether programs make calls. */
  readonly makesCalls: boolean
  /** Whether cells are regions of descriptor space, and no grid of its axes. */
  readonly hasRegions: boolean
  readonly references: readonly Reference[]
  /** Names of the cases of each set. */
  readonly cases: Readonly<Record<string, readonly string[]>>
}

/** Where a run stood when something happened: how many commits, and what it had spent. */
export interface Moment {
  readonly commit: number
  readonly evaluations: number
  /** Seconds of the wall's clock since the first record, rests left out. */
  readonly seconds: number
  readonly fuel: number
  /** Millionths of a dollar. */
  readonly cost: number
}

/** A new best on train. */
export interface Improvement extends Moment {
  readonly number: number
  readonly score: number
  readonly size: number
  readonly island: number
  readonly operator: string
  /** Its score on validation, when that was asked for. */
  readonly validation?: number
}

/** A held-out set, the champion's score on it, and what others reached. */
export interface HeldOut {
  readonly set: string
  readonly score?: number
  readonly references: readonly Reference[]
}

/** A run as a whole. */
export interface Summary extends RunRow {
  /** How much of the journal has been read: 1 when all of it. */
  readonly read: number
  readonly manifest: Manifest
  readonly budget: Budget
  /** Why the problem's own facts are not known. */
  readonly problemUnknown?: string
  readonly facts?: ProblemFacts
  readonly moment: Moment
  /** Programs judged on train cases, whole or in part. */
  readonly programsTried?: number
  /** Processor seconds, those of sandboxes too; absent while a process owns the run, or where one that did never told. */
  readonly processor?: number
  readonly outcomes: Readonly<Record<string, number>>
  /** What stood around the run's programs; empty when its folder does not say. */
  readonly walls: readonly string[]
  readonly islands: readonly { readonly individuals: number; readonly cells: number; readonly best?: number }[]
  readonly champion?: {
    readonly number: number
    readonly score: number
    readonly validation?: number
    /** Whether the search ended with it; otherwise it is the best on train so far. */
    readonly chosen: boolean
    readonly size: number
    readonly source: readonly SourceFile[]
  }
  readonly heldOut: readonly HeldOut[]
  /** Programs that the problem knows, on all its sets, and where they are better than the champion; absent until they have been judged. */
  readonly baselines?: Pick<Baselines, 'judged' | 'worse'>
  readonly improvements: readonly Improvement[]
  readonly startedAt?: number
  readonly lastAt?: number
  readonly events: readonly JournalEvent[]
  /** Whether the manifest alone gives this run again: not when a clock, a person or an extension had a say. */
  readonly reproducible: boolean
  readonly reproduce: readonly string[]
}

/** Something in a journal that is not a commit. */
export interface JournalEvent {
  readonly index: number
  readonly at: number
  readonly kind: string
  readonly text: string
  readonly program?: number
}

/** A file of a program. */
export interface SourceFile extends Text {
  readonly name: string
}

/** What of a run's programs was new; empty until its journal has been read. */
export interface Variety {
  /** Programs of different canonical form for each 1,000 evaluations. */
  readonly forms?: number
  /** Share of the lines that offspring add which an earlier ancestor had; absent where none was added, and for very many programs. */
  readonly reintroduced?: number
}

/** The search in numbers over its course. Lists stand side by side: position k of each is sample k. */
export interface Progress {
  readonly read: number
  readonly direction: Direction
  readonly unit: string
  readonly commit: readonly number[]
  readonly evaluations: readonly number[]
  readonly seconds: readonly number[]
  readonly fuel: readonly number[]
  readonly cost: readonly number[]
  readonly best: readonly (number | null)[]
  /** Median of all individuals. */
  readonly median: readonly (number | null)[]
  /** The best of each island. */
  readonly islands: readonly (readonly (number | null)[])[]
  readonly improvements: readonly Improvement[]
  /** Programs that validation looked at. */
  readonly validations: readonly (Moment & { readonly number: number; readonly score: number; readonly train: number })[]
  readonly references: readonly Reference[]
  readonly heldOut: readonly { readonly set: string; readonly score?: number }[]
  /** While the journal is being read: the best by the number of the program, over the whole run. */
  readonly preview?: { readonly program: readonly number[]; readonly best: readonly number[] }
}

/** A program in a picture of descent. */
export interface Relative {
  readonly number: number
  readonly parents: readonly number[]
  readonly island: number
  readonly commit: number
  readonly score: number | null
  readonly size: number
  readonly operator: string
  readonly verdict: Verdict
  readonly placement: string
  /** Whether it came to all islands at once, as an initial program does, and what a person wrote. */
  readonly everywhere: boolean
  /** Whether the program of interest descends from it. */
  readonly ancestor: boolean
}

/** Descent of a program: its ancestors and their other offspring. */
export interface Lineage {
  readonly of: number
  readonly islands: number
  readonly commits: number
  readonly relatives: readonly Relative[]
  /** Offspring that are counted and not listed. */
  readonly collapsed: readonly { readonly parent: number; readonly offspring: number; readonly scored: number; readonly failed: number }[]
  /** Ancestors that are not listed. */
  readonly older: number
}

/** A cell of the heat map: the best program of the cells that fall in it. */
export interface Cell {
  readonly x: number
  readonly y: number
  readonly number: number
  readonly score: number
  readonly size: number
  readonly island: number
  /** Cells that are filled in it, over all islands. */
  readonly filled: number
}

/** An axis of the heat map with a label for each cell. */
export interface Axis {
  readonly name: string
  readonly labels: readonly string[]
}

/** Cells and their elites. */
export interface CellMap {
  readonly direction: Direction
  readonly unit: string
  readonly axes: readonly Axis[]
  readonly x: number
  readonly y: number
  readonly cells: readonly Cell[]
  /** Cells of the whole space. */
  readonly space: number
  readonly commit: readonly number[]
  readonly evaluations: readonly number[]
  /** Cells filled. */
  readonly coverage: readonly number[]
  /** How much better than the initial program the elites are, summed over cells; those that are worse count nothing. */
  readonly quality: readonly number[]
}

/** A program named beside another. */
export interface ProgramRef {
  readonly number: number
  readonly score: number | null
  readonly size: number
  readonly operator: string
  readonly verdict: Verdict
  readonly placement: string
  readonly island: number
}

/** What one case came to. */
export interface CaseRow {
  readonly name: string
  readonly verdict: Verdict
  readonly score?: number
  readonly fuel: number
  readonly said: Text
  readonly metrics: Readonly<Record<string, number>>
}

/** A program's results on a set. */
export interface SetRow {
  readonly set: string
  readonly verdict: Verdict
  readonly score?: number
  readonly fuel: number
  readonly metrics: Readonly<Record<string, number>>
  readonly cases: readonly CaseRow[]
  /** Cases that are not listed. */
  readonly more: number
}

/** A call of a model: prompt, reply, and what it took. */
export interface CallDetail {
  readonly purpose: string
  readonly model: string
  readonly attempt: number
  readonly outcome: string
  readonly reply: Text
  readonly sent: number
  readonly received: number
  readonly cost: number
  /** Milliseconds, where that is known. */
  readonly took?: number
}

/** The prompts of a ticket's calls, in their order. They are not kept, and made again when they are asked for. */
export interface Prompts {
  readonly prompts: readonly Text[]
  /** Why there are none. */
  readonly reason?: string
}

/** A call of a program on a case. */
export interface TracedCall {
  /** What it was for. */
  readonly name: string
  readonly model?: string
  /** Some of what was asked, and how many messages between the first and the last ones are left out; none where only a hash of it is kept. */
  readonly messages: readonly { readonly role: string; readonly said: Text }[]
  readonly cut: number
  /** Whether there was a reply; `said` is why not, where there was none. */
  readonly answered: boolean
  readonly said: Text
  readonly sent: number
  readonly received: number
  /** Millionths of a dollar. */
  readonly cost: number
  /** Milliseconds; absent where the reply did not come from outside. */
  readonly took?: number
}

/** What a program did on a train case, and what all of its calls took. */
export interface TracedCase extends Pick<TracedCall, 'sent' | 'received' | 'cost' | 'took'> {
  readonly position: number
  readonly name: string
  readonly verdict: Verdict
  readonly score?: number
  readonly said: Text
  readonly calls: readonly TracedCall[]
  /** Calls that are left out, and calls in all. */
  readonly cut: number
  readonly count: number
  readonly answer?: Text
}

/** The traces of a program. They are not kept, and made again when they are asked for. */
export interface Traces {
  readonly cases: readonly TracedCase[]
  /** Cases that are left out. */
  readonly more: number
  /** Why they are not whole, or not there. */
  readonly reason?: string
}

/** Where a program went and what became of it. */
export interface Placing {
  readonly kind: string
  readonly of?: ProgramRef
  readonly island: number
  readonly cell?: string
  readonly elite?: boolean
  readonly removed: readonly ProgramRef[]
  /** Who took its place later. */
  readonly displacedBy?: ProgramRef
  /** Whether it lives on some island now. */
  readonly individual: boolean
  readonly migrations: readonly { readonly from: number; readonly to: number; readonly commit: number }[]
}

/** One program's page. */
export interface ProgramPage {
  readonly number: number
  /** Number of the ticket that it came by. */
  readonly ticket: number
  readonly id: string
  readonly canonicalHash: string
  readonly size: number
  readonly files: readonly SourceFile[]
  readonly commit: number
  readonly at: number
  readonly proposer: string
  readonly operator: string
  readonly parents: readonly ProgramRef[]
  readonly inspirations: readonly ProgramRef[]
  readonly evaluations: readonly SetRow[]
  readonly descriptors: readonly { readonly name: string; readonly value: number | null }[]
  readonly placing: Placing
  /** Train cases of a program that makes calls that went wrong, by class; absent where it makes none. */
  readonly failedCases?: readonly { readonly name: string; readonly cases: number }[]
  readonly inner: number
  readonly calls: readonly CallDetail[]
  /** Whether its program makes calls itself, of which traces tell. */
  readonly traced: boolean
  readonly children: readonly ProgramRef[]
  /** Children in all, and tickets that came to no program. */
  readonly childCount: number
  readonly failures: number
  readonly notes: readonly { readonly index: number; readonly author: string; readonly about: string; readonly text: Text }[]
  /** Programs to compare with. */
  readonly initial: number
  readonly best: number
}

/** A program's source and nothing else. */
export interface Source {
  readonly number: number
  readonly files: readonly SourceFile[]
}

/** What the calls of one model for one purpose took. */
export interface CallsRow {
  readonly model: string
  readonly purpose: string
  readonly calls: number
  readonly attempts: number
  readonly replies: number
  readonly sent: number
  readonly received: number
  readonly cost: number
  /** Replies that became programs, were told back to the model, were given up. */
  readonly applied: number
  readonly corrected: number
  readonly refused: number
  /** Calls on tickets whose program was placed, and on those that made a new best. */
  readonly placed: number
  readonly improvements: number
  /** Seconds from the first request to the reply, as the process knows them that owned the run last. */
  readonly latency?: Pick<Latency, 'median' | 'slow' | 'longest'>
}

/** A single call in a list. */
export interface CallLine {
  readonly index: number
  readonly at: number
  readonly ticket: number
  readonly model: string
  readonly purpose: string
  readonly outcome: string
  readonly sent: number
  readonly received: number
  readonly cost: number
  readonly program?: number
}

/** Calls of models. */
export interface Calls {
  readonly rows: readonly CallsRow[]
  readonly outcomes: Readonly<Record<string, number>>
  readonly total: number
  readonly from: number
  readonly lines: readonly CallLine[]
}

/** Who worked and what came of it. */
export interface Work {
  readonly operators: readonly {
    readonly operator: string
    readonly tries: number
    /** Tickets that came to no score: no program, or one that failed on a case. */
    readonly failed: number
    readonly pruned: number
    readonly scored: number
    readonly placed: number
    readonly improvements: number
    readonly fuel: number
  }[]
  readonly outcomes: Readonly<Record<string, number>>
  readonly seconds: readonly number[]
  /** Commits a second between two samples. */
  readonly rate: readonly number[]
  /** Millions of units of fuel a second. */
  readonly burn: readonly number[]
  readonly virtualWorkers: number
  readonly batch: number
  /** Results that wait for their turn. */
  readonly waiting: number
  /** Where the time of the process went that owned the run last, and its seconds. */
  readonly timing?: Omit<Timing, 'latencies'> & { readonly seconds: number }
}

/** What the page may ask for, by the name of the view. */
export interface Views {
  readonly summary: Summary
  readonly progress: Progress
  readonly lineage: Lineage
  readonly cells: CellMap
  readonly program: ProgramPage
  readonly source: Source
  readonly calls: Calls
  readonly prompts: Prompts
  readonly traces: Traces
  readonly work: Work
  readonly variety: Variety
}

/** What a user may tell a run from the page. */
export type Steering =
  | { readonly kind: 'pause' | 'resume' | 'stop' | 'finish' }
  | { readonly kind: 'note'; readonly text: string; readonly program?: number }
  | { readonly kind: 'review'; readonly verdict: 'keep' | 'reject'; readonly program: number }
  | { readonly kind: 'review'; readonly verdict: 'prefer'; readonly program: number; readonly over: number }
  | { readonly kind: 'inject'; readonly files: Readonly<Record<string, string>>; readonly of?: number }

/** What the server pushes: where a run's journal ends and how much of it was read. */
export interface Pulse {
  readonly id: string
  readonly state: RunState
  readonly index: number
  readonly read: number
  /** Whether it is settled what is known of its problem, whose names and kinds the views tell once they have them. */
  readonly told: boolean
}

/** Looks at held-out cases, the last ones first, and what they add up to. */
export interface LedgerPart {
  readonly total: number
  readonly latest: readonly {
    readonly entry: number
    readonly problem: string
    readonly set: string
    readonly by: string
    readonly at: string
    readonly test: boolean
  }[]
  readonly sets: readonly {
    readonly problem: string
    readonly set: string
    readonly seen: number
    readonly tests: number
    readonly last: string
  }[]
  readonly fault?: string
}

/** How a bound of a canary stands. */
export interface BoundPart {
  readonly measure: string
  readonly champion: number
  readonly canary: number
  readonly means: { readonly champion: number; readonly canary: number }
  readonly evidence: number
  readonly trips: number
}

/** What is in use of a release, and how it came to that, the last step first. */
export interface ReleasePart {
  readonly name: string
  readonly champion: string
  readonly canary?: { readonly version: string; readonly proposal: string; readonly share: number; readonly bounds: readonly BoundPart[] }
  readonly history: readonly {
    readonly entry: number
    readonly at: string
    readonly kind: string
    readonly version: string
    readonly proposal: string
    readonly by: string
    readonly why: string
    readonly automatic: boolean
  }[]
  readonly fault?: string
}

/** A proposal in the table of proposals. */
export interface ProposalPart {
  readonly proposal: string
  readonly state: string
  readonly release?: string
  readonly on?: string
  readonly class?: string
  readonly approval?: { readonly approved: readonly string[]; readonly rejected: readonly string[]; readonly needed: number }
  readonly champion?: number
  readonly candidate?: number
  readonly cases?: number
  readonly p?: number
  readonly fault?: string
}

/** The page of trust: ledger, proposals, approvals, releases and their canaries. */
export interface Trust {
  readonly ledger: LedgerPart
  readonly proposals: readonly ProposalPart[]
  readonly decisions: readonly {
    readonly proposal: string
    readonly by: string
    readonly decision: string
    readonly on: string
    readonly why: string
  }[]
  readonly releases: readonly ReleasePart[]
  readonly involvement?: {
    readonly proposals: number
    readonly automatic: number
    readonly approvals: number
    readonly rejections: number
    readonly rollbacks: number
    readonly trips: number
  }
  readonly fault?: string
}
