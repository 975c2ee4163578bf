import { ATTEMPTS, levelOf, LEVEL } from '../../experiments/statistics/attempts.ts'
import { defined } from '../../engine/contracts/defined.ts'
import { restsOnOpinion } from '../../engine/contracts/grader.ts'
import type { Case, Problem } from '../../engine/contracts/problem.ts'
import type { Files } from '../../engine/contracts/program.ts'
import type { Random } from '../../engine/contracts/random.ts'
import type {
  AuditContext,
  Candidate,
  Detector,
  Evidence,
  GateReport,
  GateSet,
  Identity,
  Judge,
  LedgerEntry,
  PairedCase,
  SetRow,
} from '../contracts.ts'
import { audit } from '../audit.ts'
import { capRows } from './caps.ts'
import type { Caps } from './caps.ts'
import { goldenRow, regressionRow, stressRow } from './guards.ts'
import { paired } from './pairs.ts'
import { reasonsOf } from './reasons.ts'
import { rightsRow } from './rights.ts'
import { bestPower, isEnough, LEAST_POWER, superiorityRow } from './superiority.ts'

/** What a user decides of a gate. */
export interface GatePolicy {
  /** A share of cases where they pass or fail, else a difference of scores, that power is stated for. */
  readonly lift?: number
  /** By how much stress may be worse. */
  readonly margin?: number
  readonly caps: Caps
  /** Rights that a candidate may have beyond the champion's. */
  readonly approvedRights: readonly string[]
  /** Whether a test is made that cannot find the stated lift with a chance of 20 %. */
  readonly underpowered: boolean
  /** Whether held-out cases are judged a part at a time, until there is enough evidence, by the mixture e-process. */
  readonly early: boolean
}

/** How the held-out cases of a test stand in the ledger once it is written down. */
export interface Looked {
  readonly entry: LedgerEntry
  /** All entries, this one included. */
  readonly entries: readonly LedgerEntry[]
  /** Which test on these held-out cases this is, from 1 on; more than was foreseen where another one came between. */
  readonly attempt: number
}

/** What a gate is given: everything by value or by function. */
export interface GateOptions {
  readonly problem: Problem
  readonly champion: Candidate
  readonly candidate: Candidate
  /** Ids of both programs. */
  readonly ids: { readonly champion: string; readonly candidate: string }
  readonly identity: Identity
  /** What is not as it was frozen, one line each. */
  readonly changes: readonly string[]
  readonly locks: GateReport['locks']
  /** Held-out first; there is one. */
  readonly sets: readonly GateSet[]
  /** What fresh held-out cases were made from. */
  readonly seed?: string
  /** Whether cases pass or fail, as far as that is known before anybody looks. */
  readonly kind: 'passes' | 'numbers'
  /** Which test on these held-out cases this is going to be, from 1 on; with fresh cases, which test of this candidate. */
  readonly attempt: number
  /** Writes the look down; nothing of the held-out cases is judged before it resolves. */
  readonly look: () => Promise<Looked>
  readonly policy: GatePolicy
  readonly judge: Judge
  readonly sizeOf: (files: Files) => number
  readonly detectors: readonly Detector[]
  /** What detectors look at beside what the gate has itself; the judge stands in for the gate's where that one draws by no seed. */
  readonly audit?: Partial<Pick<AuditContext, 'judge' | 'log' | 'second' | 'promotions'>>
  readonly random: Random
}

/** Parts in which held-out cases are judged where evidence is looked at as it comes in. */
const PARTS = 10

type Judging = Pick<GateOptions, 'champion' | 'candidate' | 'judge'>

async function judgeBoth({ champion, candidate, judge }: Judging, cases: readonly Case[]): Promise<readonly PairedCase[]> {
  const before = await judge(champion.files, cases)
  return paired(cases, before, await judge(candidate.files, cases))
}

/** The held-out cases, all, or part by part until there is enough evidence. */
async function judgeHeldOut(options: GateOptions, { cases }: GateSet, level: number): Promise<readonly PairedCase[]> {
  if (!options.policy.early) return judgeBoth(options, cases)
  const size = Math.ceil(cases.length / PARTS)
  const pairs: PairedCase[] = []
  while (pairs.length < cases.length) {
    pairs.push(...(await judgeBoth(options, cases.slice(pairs.length, pairs.length + size))))
    if (isEnough(pairs, { direction: options.problem.direction, level })) break
  }
  return pairs
}

/** The row of a set that guards what there is. */
function guardRow(set: GateSet, pairs: readonly PairedCase[], { problem, policy }: GateOptions): SetRow {
  if (set.role === 'golden') return goldenRow(set, pairs, problem.direction)
  if (set.role === 'regression') return regressionRow(set, pairs, problem.direction)
  return stressRow(set, pairs, problem.direction, policy.margin)
}

const usedUp = (set: string, times: number, isFresh: boolean): string =>
  isFresh
    ? `held out: this candidate has been tested ${times} times: change it`
    : `held out: ${set} has been looked at ${times} times and is used up: get new cases, and let these become regression`

/** The level of a test: the whole one for the first test of a candidate on cases that were made for it. */
const levelAt = (attempt: number, isFresh: boolean): number => (isFresh && attempt === 1 ? LEVEL : levelOf(attempt))

/** Why nobody should look at the held-out cases; empty where nothing is against it. */
function against({ problem, changes, sets, kind, attempt, policy, seed }: GateOptions, level: number): string[] {
  const [heldOut] = sets
  if (changes.length > 0) return changes.map((change) => `locks: ${change}`)
  if (restsOnOpinion(problem)) return ['held out: answers are judged by the opinion of a model alone, which proves nothing']
  if (heldOut === undefined || heldOut.role !== 'heldOut' || heldOut.cases.length === 0) return ['held out: there are no held-out cases']
  if (attempt > ATTEMPTS) return [usedUp(heldOut.name, attempt - 1, seed !== undefined)]
  const best = bestPower(heldOut.cases.length, kind, { level, lift: policy.lift })
  if (best !== undefined && best < LEAST_POWER && !policy.underpowered)
    return [
      `held out: with ${heldOut.cases.length} cases the chance of finding the stated lift is at most ${Math.round(100 * best)} %, below ${100 * LEAST_POWER} %: get more cases, or say --underpowered`,
    ]
  return []
}

/**
 * Runs the whole gate, failing closed: what is not shown is refused. A function of what it is given.
 *
 * Locks that do not hold, held-out cases that are used up and a hopeless test are refused before anybody looks; after the look every row is
 * worked out, whatever the one before says.
 */
export async function gate(options: GateOptions): Promise<Evidence> {
  const { problem, champion, candidate, ids, identity, locks, sets, attempt, policy } = options
  const isFresh = options.seed !== undefined
  const [heldOut, ...guards] = sets
  const rights = rightsRow(champion, candidate, policy.approvedRights)
  const base = {
    format: 1 as const,
    problem: { name: problem.name, content: problem.content },
    identity,
    locks,
    champion: ids.champion,
    candidate: ids.candidate,
    attempt,
    level: levelAt(attempt, isFresh),
    ...defined({ commitment: heldOut?.commitment }),
  }
  const refusals = against(options, base.level)
  if (refusals.length > 0 || heldOut === undefined)
    return {
      report: { ...base, lift: policy.lift ?? 0, rows: [], caps: [], rights, audit: [], verdict: 'refuse', reasons: refusals },
      results: {},
    }

  const { entry, entries, ...looked } = await options.look()
  const level = levelAt(looked.attempt, isFresh)
  const pairs = await judgeHeldOut(options, heldOut, level)
  const test = { direction: problem.direction, level, early: policy.early, lift: policy.lift, random: options.random }
  const { row, lift } = superiorityRow(heldOut, pairs, test)
  const rows = [row]
  const results: Record<string, readonly PairedCase[]> = { [heldOut.name]: pairs }
  for (const set of guards) {
    results[set.name] = await judgeBoth(options, set.cases)
    rows.push(guardRow(set, results[set.name] ?? [], options))
  }
  const caps = capRows(policy.caps, pairs, { champion: champion.files, candidate: candidate.files, sizeOf: options.sizeOf })
  const { judge, random } = options
  const own = { problem, candidate, champion, sets, results, rows, ledger: entries, judge, random, promotions: [] }
  const findings = await audit({ ...own, ...options.audit }, options.detectors)
  const reasons = reasonsOf({ rows, caps, rights, audit: findings })
  const head = { head: entry.hash, entry: entry.entry }
  const verdict = reasons.length === 0 ? 'promote' : 'refuse'
  const report: GateReport = {
    ...base,
    attempt: looked.attempt,
    level,
    lift,
    rows,
    caps,
    rights,
    audit: findings,
    ledger: head,
    verdict,
    reasons,
  }
  return { report, results, ...defined({ seed: options.seed }) }
}
