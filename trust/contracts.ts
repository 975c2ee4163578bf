import type { CaseResult } from '../engine/contracts/evaluation.ts'
import type { Case, Problem } from '../engine/contracts/problem.ts'
import type { Files } from '../engine/contracts/program.ts'
import type { Random } from '../engine/contracts/random.ts'

/** Plain data as JSON has it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** Roles of the sets that a gate judges on. */
export const GATE_ROLES = ['heldOut', 'golden', 'regression', 'stress'] as const

/**
 * What a set is for: cases on which a candidate must be better than the champion and that nobody has used up; cases that must not be lost;
 * cases that failed once and must all pass; cases of hardship, on which it must not be worse by more than a margin.
 */
export type GateRole = (typeof GATE_ROLES)[number]

/** What is put forward: files of a program, the rights that it declares, and where it came from. */
export interface Candidate {
  readonly files: Files
  /** Sorted names; none where it declares none. */
  readonly rights: readonly string[]
  readonly origin?: { readonly run: string; readonly program: number; readonly digest: string }
}

/** A set as a gate judges on it. */
export interface GateSet {
  readonly name: string
  readonly role: GateRole
  /** Of its lock, from 1 on; 0 for fresh cases, which have none. */
  readonly version: number
  /** SHA-256 of its cases. */
  readonly hash: string
  readonly cases: readonly Case[]
  /** SHA-256 of the seed that the cases were made from, where a generator made them for this attempt. */
  readonly commitment?: string
}

/** What the host metered while a program answered a case. */
export interface CaseCost {
  readonly fuel: number
  /** By the host's clock, from the question to the verdict. */
  readonly seconds: number
  /** Millionths of a dollar. */
  readonly money: number
}

/** What came of a case. */
export interface JudgedCase {
  readonly case: string
  readonly result: CaseResult
  readonly cost: CaseCost
  /** Absent where there is none. */
  readonly answer?: unknown
}

/** A case and what both programs made of it. */
export interface PairedCase {
  readonly case: string
  readonly input: unknown
  readonly expected?: unknown
  /** 1 unless given. */
  readonly weight?: number
  readonly metadata?: Readonly<Record<string, unknown>>
  readonly champion: JudgedCase
  readonly candidate: JudgedCase
}

/** One set's row in a gate's table. Programs are paired by case; wins are the candidate's. */
export interface SetRow {
  readonly set: string
  readonly role: GateRole
  readonly version: number
  /** How many. */
  readonly cases: number
  /** Mean scores; of a set of passes and failures the share that passes. */
  readonly champion: number
  readonly candidate: number
  readonly wins: number
  readonly losses: number
  readonly ties: number
  /** `McNemar, exact`, `sign flips, exact`, `sign flips, drawn`, `mixture e-process`, `nothing lost`, `all pass`, or `not worse by more than M`. */
  readonly test: string
  readonly p?: number
  readonly threshold?: number
  /** Cases that give power .8 at the lift that was seen where the candidate is ahead, else at the stated one. */
  readonly needs?: number
  /** At the stated lift, with these cases. */
  readonly power?: number
  readonly verdict: 'passes' | 'fails' | 'needs-cases'
}

/** What may grow by no more than a share: cost counts fuel, or money where models were paid; latency seconds by the host's clock; size what the languages count. */
export interface CapRow {
  readonly name: 'cost' | 'latency' | 'size'
  readonly unit: string
  /** Per case; of a size, of the program. */
  readonly champion: number
  readonly candidate: number
  /** Largest value that the candidate may have. */
  readonly cap: number
  readonly verdict: 'passes' | 'fails'
}

/** What a detector found. `alarm` refuses the candidate, `note` is shown, `clear` says what was looked at. */
export interface Finding {
  readonly detector: string
  readonly level: 'clear' | 'note' | 'alarm'
  readonly message: string
  readonly details?: { readonly [key: string]: Json }
}

/** An entry of the ledger of looks at held-out cases. */
export interface LedgerEntry {
  /** From 1 on. */
  readonly entry: number
  /** SHA-256 of the held-out cases. */
  readonly cases: string
  readonly problem: string
  readonly set: string
  /** Who looked: the function or command. */
  readonly by: string
  /** What was looked at: ids of programs. */
  readonly programs: readonly string[]
  /** Whether the look is a test by a gate; others count as looks alike. */
  readonly attempt?: true
  /** UTC, ISO 8601. */
  readonly at: string
  /** Hash of the entry before, 64 zeros for the first. */
  readonly previous: string
  readonly hash: string
}

/** How a detector has programs judged. */
export interface JudgeOptions {
  /** A key that names in the random numbers of programs are drawn by; the case's own unless given. */
  readonly seed?: string
  readonly signal?: AbortSignal
}

/** Judges files on cases in the sandbox of the problem, in the order of the cases, each case whether others scored or not. */
export type Judge = (files: Files, cases: readonly Case[], options?: JudgeOptions) => Promise<readonly JudgedCase[]>

/** What a run that a candidate came from left behind. */
export interface OriginLog {
  /** Best train and validation scores at each improvement. */
  readonly improvements: readonly { readonly program: number; readonly train: number; readonly validation?: number }[]
  /** Programs that were judged. */
  readonly evaluations: number
  /** Texts that left the engine or stand in it, where canaries may show: prompts, sources, notes, exports. */
  readonly texts: AsyncIterable<{ readonly where: string; readonly text: string }>
  /** Missing or broken records of the journal, empty where it is whole. */
  readonly gaps: readonly string[]
  /** Calls of capabilities that were denied. */
  readonly denied: readonly { readonly program: number; readonly capability: string; readonly count: number }[]
}

/** A promotion that stands. */
export interface Promotion {
  readonly proposal: string
  readonly rights: readonly string[]
  /** How often people were asked for a confirmation, and how often programs abstained, per case. */
  readonly confirmations?: number
  readonly abstentions?: number
}

/** What a detector is given: everything by value or by function, no disk, no clock. */
export interface AuditContext {
  readonly problem: Problem
  readonly candidate: Candidate
  readonly champion: Candidate
  readonly sets: readonly GateSet[]
  /** By the set's name. */
  readonly results: Readonly<Record<string, readonly PairedCase[]>>
  readonly rows: readonly SetRow[]
  readonly ledger: readonly LedgerEntry[]
  readonly judge: Judge
  readonly random: Random
  /** Absent where the candidate came from no run. */
  readonly log?: OriginLog
  /** The line of promotions up to the champion, oldest first. */
  readonly promotions: readonly Promotion[]
  /** Judges answers in a second JavaScript engine, where there is one. */
  readonly second?: Judge
}

/** Looks for one way to look better than one is. A part: one file, one list, one suite. */
export interface Detector {
  readonly name: string
  /** What it looks for, in one sentence. */
  readonly looksFor: string
  examine(context: AuditContext): AsyncIterable<Finding> | Promise<readonly Finding[]>
}

/** What must be as it was when sets were frozen: hashes by name of what was locked. */
export interface Identity {
  readonly engine: string
  readonly verifier: string
  readonly driver: string
  readonly sandbox: string
}

/** The report of a gate: all rows in order, whatever the first refusal was. */
export interface GateReport {
  readonly format: 1
  readonly problem: { readonly name: string; readonly content: string }
  readonly identity: Identity
  /** Sets, and the hashes of their locks. */
  readonly locks: readonly { readonly set: string; readonly version: number; readonly hash: string }[]
  readonly champion: string
  readonly candidate: string
  /** How many tests by a gate these held-out cases have seen, this one included; 1 with fresh cases. */
  readonly attempt: number
  /** .05 x 6 / (pi^2 k^2) at the k-th attempt; .05 with fresh cases, which have only one. */
  readonly level: number
  /** What a held-out set's power is stated for, as a difference of scores. */
  readonly lift: number
  /** SHA-256 of the seed that the held-out cases were made from. */
  readonly commitment?: string
  readonly rows: readonly SetRow[]
  readonly caps: readonly CapRow[]
  readonly rights: {
    readonly champion: readonly string[]
    readonly candidate: readonly string[]
    readonly added: readonly string[]
    readonly approved: boolean
  }
  readonly audit: readonly Finding[]
  /** Absent where no look was made, since the locks did not hold. */
  readonly ledger?: { readonly head: string; readonly entry: number }
  readonly verdict: 'promote' | 'refuse'
  /** Why it is refused, each in one line that begins with the row it is of; none for a promotion. */
  readonly reasons: readonly string[]
}

/** A report, and the case results that its rows are derived from: what a proposal keeps as its evidence. */
export interface Evidence {
  readonly report: GateReport
  /** By the set's name. */
  readonly results: Readonly<Record<string, readonly PairedCase[]>>
  /** What fresh cases were made from; absent where there are none. */
  readonly seed?: string
}
