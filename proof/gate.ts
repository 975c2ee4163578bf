import { defined } from '../engine/contracts/defined.ts'
import { TernateError } from '../engine/contracts/fault.ts'
import type { Case, Problem } from '../engine/contracts/problem.ts'
import { stream } from '../engine/contracts/random.ts'
import type { Languages } from '../engine/contracts/language.ts'
import type { Candidate, Detector, Evidence, GateSet, Judge, LedgerEntry } from '../trust/contracts.ts'
import { looksAt } from '../trust/ledger/chain.ts'
import type { Ledger } from '../trust/ledger/ledger.ts'
import { gate } from '../trust/gate/gate.ts'
import type { GateOptions, GatePolicy, Looked } from '../trust/gate/gate.ts'
import { marksOf, scoreOf } from '../trust/gate/pairs.ts'
import { commitmentTo, freshCases, freshSeed } from '../trust/sets/fresh.ts'
import { hashOfCase, hashOfSet } from '../trust/sets/hash.ts'
import { changesSince } from '../trust/sets/lock.ts'
import type { Gathered, SetsVersion } from '../trust/sets/lock.ts'
import { identityOf } from './identity.ts'
import { committedSecret, frozenSets, gatherSets } from './sets.ts'

/** Train cases by which it is told whether cases pass or fail. */
const PROBES = 24

/** What a candidate is proved with. */
export interface Proving {
  readonly problem: Problem
  readonly languages: Languages
  /** The caller's `.ternate`. */
  readonly folder: string
  readonly ledger: Ledger
  readonly judge: Judge
  readonly champion: Candidate
  readonly candidate: Candidate
  readonly policy: GatePolicy
  /** Held-out sets, `heldOut/NAME`; those with a generator unless given, else all. */
  readonly sets?: readonly string[] | undefined
  /** Whether the frozen cases are used, although a generator makes fresh ones. */
  readonly fixed?: boolean
  /** How many fresh cases; as many as the frozen sets have unless given. */
  readonly cases?: number | undefined
  readonly detectors?: readonly Detector[]
  readonly audit?: GateOptions['audit']
}

/** The held-out cases of a test, how often they or the candidate were tested, and how that is counted. */
interface HeldOut {
  readonly set: GateSet
  readonly seed?: string
  /** The keys of the ledger that stand for the cases. */
  readonly keys: readonly { readonly cases: string; readonly set: string }[]
  /** Which test this would be behind these entries. */
  attempt(entries: readonly LedgerEntry[]): number
}

/** The held-out sets that are meant. Throws a TernateError `SET_UNKNOWN`. */
function chosen(locked: SetsVersion, named: readonly string[] | undefined, fixed: boolean): readonly string[] {
  const all = locked.sets.filter(({ role }) => role === 'heldOut')
  const unknown = named?.find((name) => !all.some((set) => set.name === name))
  if (unknown !== undefined)
    throw new TernateError(
      'SET_UNKNOWN',
      `there is no held-out set ${unknown} among the frozen ones`,
      `Name some of: ${all.map(({ name }) => name).join(', ')}.`,
    )
  if (named !== undefined) return named
  const generated = all.filter((set) => set.generated === true)
  return (generated.length > 0 && !fixed ? generated : all).map(({ name }) => name)
}

const together = (names: readonly string[]): string => names.join(' + ')

/** Cases that a generator makes for this test alone. */
function fresh(
  proving: Proving,
  locked: SetsVersion,
  names: readonly string[],
  ids: GateOptions['ids'],
  entries: readonly LedgerEntry[],
): HeldOut {
  const { problem, folder, cases: wanted } = proving
  const test = (all: readonly LedgerEntry[]): number =>
    1 + all.filter(({ attempt, programs }) => attempt === true && programs[0] === ids.champion && programs[1] === ids.candidate).length
  const secret = committedSecret(problem, folder, locked)
  const seed = freshSeed(secret, [problem.name, ids.champion, ids.candidate, test(entries), entries.length + 1].join('/'))
  const known = new Set([problem.train, problem.validation, ...problem.heldOut.map(({ cases }) => cases)].flat().map(hashOfCase))
  const sizes = names.map((name) => locked.sets.find((set) => set.name === name)?.cases.length ?? 0)
  const total = sizes.reduce((sum, size) => sum + size, 0)
  const cases = names.flatMap((name, k): readonly Case[] => {
    const generate = problem.generators?.get(name.slice('heldOut/'.length))
    if (generate === undefined) return []
    const count = wanted === undefined ? (sizes[k] ?? 0) : Math.max(1, Math.round((wanted * (sizes[k] ?? 0)) / total))
    return freshCases(generate, { set: name.slice('heldOut/'.length), seed, count, known })
  })
  const name = `fresh ${together(names)}`
  const hash = hashOfSet(cases)
  const set: GateSet = { name, role: 'heldOut', version: 0, hash, cases, commitment: commitmentTo(seed) }
  return { set, seed, keys: [{ cases: hash, set: name }], attempt: test }
}

/** The frozen cases, of which every look by anybody counts. */
function fixed(locked: SetsVersion, gathered: readonly Gathered[], names: readonly string[]): HeldOut {
  const sets = gathered.filter(({ name }) => names.includes(name))
  const cases = sets.flatMap((set) => set.cases.map((each) => ({ ...each, name: `${set.name.slice('heldOut/'.length)}: ${each.name}` })))
  const keys = sets.map((set) => ({ cases: hashOfSet(set.cases), set: set.name }))
  const set: GateSet = { name: together(names), role: 'heldOut', version: locked.version, hash: hashOfSet(cases), cases }
  return { set, keys, attempt: (entries) => 1 + Math.max(0, ...keys.map((key) => looksAt(entries, key.cases))) }
}

/** Whether cases pass or fail, by what the champion comes to on some train cases. */
async function kindOf({ problem, judge, champion }: Proving): Promise<'passes' | 'numbers'> {
  const judged = await judge(champion.files, problem.train.slice(0, PROBES))
  return marksOf(judged.map(scoreOf), problem.direction) === undefined ? 'numbers' : 'passes'
}

/** The id of a candidate's files. Throws a TernateError `PROGRAM_FILE`. */
function idOf({ files }: Candidate, { makeProgram }: Languages, who: string): string {
  const made = makeProgram(files)
  if (made.ok) return made.program.id
  throw new TernateError('PROGRAM_FILE', `${who}: ${made.reason}`, 'Give a program of this problem.')
}

/** Writes down that held-out cases are tested, an entry for each of their keys. */
async function writeDown({ ledger, problem }: Proving, heldOut: HeldOut, ids: GateOptions['ids']): Promise<Looked> {
  let last: LedgerEntry | undefined
  for (const { cases, set } of heldOut.keys)
    last = await ledger.look({ cases, problem: problem.name, set, by: 'gate', programs: [ids.champion, ids.candidate], attempt: true })
  const all = ledger.entries()
  const entries = all.slice(0, last?.entry ?? all.length)
  return { entry: last as LedgerEntry, entries, attempt: heldOut.attempt(entries.slice(0, -heldOut.keys.length)) }
}

/**
 * Proves a candidate to be better than a champion, or refuses it: gathers what the gate is given, and runs it.
 *
 * @throws TernateError `SETS_UNFROZEN`, `SETS_DAMAGED`, `SETS_FRESH`, `SET_UNKNOWN`, `PROGRAM_FILE`, and those of the ledger
 */
export async function prove(proving: Proving): Promise<Evidence> {
  const { problem, languages, folder, ledger, champion, candidate } = proving
  const locked = frozenSets(problem, folder)
  const ids = { champion: idOf(champion, languages, 'the champion'), candidate: idOf(candidate, languages, 'the candidate') }
  const entries = ledger.entries()
  const gathered = gatherSets(problem, folder)
  const identity = identityOf(problem)
  const names = chosen(locked, proving.sets, proving.fixed === true)
  const isGenerated = names.length > 0 && names.every((name) => locked.sets.find((set) => set.name === name)?.generated === true)
  const heldOut = isGenerated && proving.fixed !== true ? fresh(proving, locked, names, ids, entries) : fixed(locked, gathered, names)
  const guards = gathered
    .filter(({ role }) => role !== 'heldOut')
    .map((set): GateSet => ({ name: set.name, role: set.role, version: locked.version, hash: hashOfSet(set.cases), cases: set.cases }))
  const sizeOf = (files: Candidate['files']): number => {
    const made = languages.makeProgram(files)
    return made.ok ? made.program.size : Number.POSITIVE_INFINITY
  }
  return gate({
    problem,
    champion,
    candidate,
    ids,
    identity,
    changes: changesSince(locked, identity, gathered),
    locks: locked.sets.map(({ name, hash }) => ({ set: name, version: locked.version, hash })),
    sets: [heldOut.set, ...guards],
    kind: await kindOf(proving),
    attempt: heldOut.attempt(entries),
    look: () => writeDown(proving, heldOut, ids),
    policy: proving.policy,
    judge: proving.judge,
    sizeOf,
    detectors: proving.detectors ?? [],
    random: stream(`gate/${heldOut.set.hash}/${ids.candidate}`),
    ...defined({ seed: heldOut.seed, audit: proving.audit }),
  })
}
