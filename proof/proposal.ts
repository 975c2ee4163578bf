import { defined } from '../engine/contracts/defined.ts'
import type { Problem } from '../engine/contracts/problem.ts'
import { stream } from '../engine/contracts/random.ts'
import type { Candidate, Evidence, GateSet, Judge, JudgedCase, SetRow } from '../trust/contracts.ts'
import { paired } from '../trust/gate/pairs.ts'
import { superiorityRow } from '../trust/gate/superiority.ts'
import type { Ledger } from '../trust/ledger/ledger.ts'
import { casesIn } from '../trust/proposals/derive.ts'
import type { ProposalEvidence } from '../trust/proposals/evidence.ts'
import type { Against } from '../trust/proposals/verify.ts'
import { freshCases, freshSeed } from '../trust/sets/fresh.ts'
import { hashOfCase, hashOfSet } from '../trust/sets/hash.ts'
import { gatherSets } from './sets.ts'

/** How the set of fresh cases is called that a gate makes of some held-out sets. */
const FRESH = /^fresh (.+)$/

/** What a test is made again with. */
export interface Rerunning {
  readonly problem: Problem
  readonly champion: Candidate
  readonly candidate: Candidate
  readonly evidence: Evidence
  readonly judge: Judge
  readonly ledger: Ledger
}

/**
 * Makes the held-out test of a gate again, on as many fresh cases from another seed; undefined where a generator makes none. It is a look, and
 * is written down as one before.
 */
export async function rerun({ problem, champion, candidate, evidence, judge, ledger }: Rerunning): Promise<ProposalEvidence['rerun']> {
  const { report, results } = evidence
  const row = report.rows.find(({ role }) => role === 'heldOut')
  const names = FRESH.exec(row?.set ?? '')?.[1]?.split(' + ')
  if (row === undefined || names === undefined || evidence.seed === undefined) return undefined
  const seed = freshSeed(evidence.seed, 'again')
  const seen = casesIn(results[row.set] ?? [])
  const known = new Set([problem.train, problem.validation, seen, ...problem.heldOut.map(({ cases }) => cases)].flat().map(hashOfCase))
  const cases = names.flatMap((name, k) => {
    const set = name.replace(/^heldOut\//, '')
    const generate = problem.generators?.get(set)
    const count = seen.filter((each) => each.name.startsWith(`${set} `)).length || (k === 0 ? seen.length : 0)
    return generate === undefined || count === 0 ? [] : freshCases(generate, { set, seed, count, known })
  })
  if (cases.length === 0) return undefined
  const set: Pick<GateSet, 'name' | 'version' | 'cases'> = { name: row.set, version: 0, cases }
  await ledger.look({
    cases: hashOfSet(cases),
    problem: problem.name,
    set: row.set,
    by: 'gate, again',
    programs: [report.champion, report.candidate],
  })
  const pairs = paired(cases, await judge(champion.files, cases), await judge(candidate.files, cases))
  const random = stream(`gate/${hashOfSet(cases)}/${report.candidate}`)
  const again: SetRow = superiorityRow(set, pairs, { direction: problem.direction, level: report.level, random }).row
  return { seed, rows: [again] }
}

/** Judges all cases of a proposal again. */
export const judgingAgain =
  (judge: Judge): NonNullable<Against['judge']> =>
  async ({ champion, candidate, results }) => {
    const again: Record<string, readonly (readonly [JudgedCase, JudgedCase])[]> = {}
    for (const [set, pairs] of Object.entries(results)) {
      const cases = casesIn(pairs)
      const [a, b] = [await judge(champion.files, cases), await judge(candidate.files, cases)]
      again[set] = cases.map((_, k) => [a[k] as JudgedCase, b[k] as JudgedCase])
    }
    return again
  }

/** The hashes of a problem's sets as they are now, by name. */
export const setHashes = (problem: Problem, folder: string): ReadonlyMap<string, string> =>
  new Map(gatherSets(problem, folder).map(({ name, cases }) => [name, hashOfSet(cases)]))

/** What a proposal of a gate's evidence is made of. */
export const proposedBy = (
  { problem, champion, candidate, evidence }: Pick<Rerunning, 'problem' | 'champion' | 'candidate' | 'evidence'>,
  {
    source,
    why,
    traces,
    again,
  }: { readonly source: string; readonly why: string; readonly traces: readonly string[]; readonly again: ProposalEvidence['rerun'] },
): Omit<ProposalEvidence, 'format' | 'proposal' | 'on' | 'policy'> => ({
  release: problem.name,
  source,
  why,
  traces,
  direction: problem.direction,
  champion,
  candidate,
  ...evidence,
  ...defined({ rerun: again }),
})
