import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { lock } from '../archive/lock.ts'
import { completeProblem } from '../authoring/load.ts'
import type { Problem, ProblemDefinition } from '../engine/contracts/problem.ts'
import { languagesAmong } from '../languages/index.ts'
import { ownParts } from '../run/parts.ts'
import { openLedger } from '../trust/ledger/ledger.ts'
import type { Ledger } from '../trust/ledger/ledger.ts'
import type { Judge, JudgedCase } from '../trust/contracts.ts'
import type { GatePolicy } from '../trust/gate/gate.ts'
import { levelOf } from '../experiments/statistics/attempts.ts'
import { calibrate } from './calibrate.ts'
import { candidateOf } from './candidate.ts'
import { prove } from './gate.ts'
import type { Proving } from './gate.ts'
import { headsIn } from './heads.ts'
import { openJudge } from './judging.ts'
import { unchangedBut } from './no-op.ts'
import { addCases, freezeSets, frozenSets, gatherSets } from './sets.ts'
import { stream } from '../engine/contracts/random.ts'

const root = mkdtempSync(join(tmpdir(), 'ternate-proof-'))
afterAll(() => rmSync(root, { recursive: true }))

const languages = languagesAmong(ownParts.parts)
const parts = { registry: ownParts, languages, plugins: [] }
const policy: GatePolicy = { caps: {}, approvedRights: [], underpowered: false, early: false }

/** Whether a number is above a threshold that hides at .7; programs guess by another one. */
const definition: ProblemDefinition<number, boolean> = {
  name: 'threshold',
  statement: 'Say whether a number is above the threshold.',
  cases: {
    train: [0.1, 0.4, 0.6, 0.65, 0.8, 0.9].map((input) => ({ input })),
    heldOut: {
      made: ({ random }) => Array.from({ length: 80 }, () => ({ input: random.next() })),
      listed: Array.from({ length: 60 }, (_, k) => ({ input: (k + 0.5) / 60 })),
    },
  },
  verify: ({ input }, answer) => Number(answer === input > 0.7),
  initialPrograms: [{ 'program.ts': 'export function above(x: number): boolean {\n  return x > 0.3\n}\n' }],
}
const source = (threshold: number): Record<string, string> => ({
  'program.ts': `export function above(x: number): boolean {\n  return x > ${threshold}\n}\n`,
})

/** Judges as the sandbox does, and at once: what the programs here answer stands in their sources. */
const quick =
  ({ verify }: Problem): Judge =>
  async (files, cases) => {
    const threshold = Number(/x > ([\d.]+)/.exec(files['program.ts'] ?? '')?.[1])
    return cases.map(({ name, input, expected }): JudgedCase => {
      const score = Number(verify({ name, input, expected }, Number(input) > threshold))
      return { case: name, result: { verdict: 'scored', fuel: 10, score, metrics: {} }, cost: { fuel: 10, seconds: 0, money: 0 } }
    })
  }

let number = 0
let folder = ''
let ledger: Ledger
beforeEach(() => {
  folder = join(root, `${number++}`)
  ledger = openLedger(join(folder, 'ledger'), { now: () => '2026-12-01T00:00:00Z', lock })
})

const problemOf = (changes: Partial<ProblemDefinition<number, boolean>> = {}): Problem => completeProblem({ ...definition, ...changes })

const freezing = (reason?: string): { folder: string; at: string; reason: string | undefined } => ({
  folder,
  at: '2026-12-01T00:00:00Z',
  reason,
})

const proving = (problem: Problem, threshold: number, more: Partial<Proving> = {}): Proving => ({
  problem,
  languages,
  folder,
  ledger,
  judge: quick(problem),
  champion: candidateOf(source(0.3)),
  candidate: candidateOf(source(threshold)),
  policy,
  ...more,
})

test('a gate needs frozen sets, makes its own cases from a seed that nobody chose, and promotes what is better on them', async () => {
  const problem = problemOf()
  await expect(prove(proving(problem, 0.7))).rejects.toMatchObject({ code: 'SETS_UNFROZEN' })
  const { version } = freezeSets(problem, freezing())
  expect(version.sets.map(({ name, generated }) => [name, generated === true])).toEqual([
    ['heldOut/made', true],
    ['heldOut/listed', false],
  ])
  const { report, results, seed } = await prove(proving(problem, 0.7, { judge: openJudge({ problem, parts }) }))
  expect(report).toMatchObject({
    verdict: 'promote',
    attempt: 1,
    level: 0.05,
    rows: [{ set: 'fresh heldOut/made', cases: 80, candidate: 1, losses: 0 }],
  })
  expect(seed).toMatch(/^[0-9a-f]{64}$/)
  expect(report.commitment).not.toBe(seed)
  const own = new Set(problem.heldOut.flatMap(({ cases }) => cases.map(({ input }) => input)))
  expect(results['fresh heldOut/made']?.some(({ input }) => own.has(input))).toBe(false)
  // the same candidate again: other cases, and a smaller level
  const again = await prove(proving(problem, 0.7))
  expect(again.report).toMatchObject({ attempt: 2, level: levelOf(2) })
  expect(again.seed).not.toBe(seed)
  expect(ledger.entries().map(({ attempt, by }) => [attempt, by])).toEqual([
    [true, 'gate'],
    [true, 'gate'],
  ])
})

test('fixed cases are tested at a smaller level each time, whoever looked before', async () => {
  const problem = problemOf()
  freezeSets(problem, freezing())
  const at = { sets: ['heldOut/listed'] }
  expect((await prove(proving(problem, 0.7, at))).report).toMatchObject({ attempt: 1, level: levelOf(1), verdict: 'promote' })
  const { cases } = ledger.entries()[0] as { cases: string }
  await ledger.look({ cases, problem: 'threshold', set: 'heldOut/listed', by: 'evaluate', programs: [] })
  expect((await prove(proving(problem, 0.6, at))).report).toMatchObject({ attempt: 3, level: levelOf(3) })
  await expect(prove(proving(problem, 0.7, { sets: ['heldOut/none'] }))).rejects.toMatchObject({ code: 'SET_UNKNOWN' })
})

test('two gates at once are two attempts', async () => {
  const problem = problemOf()
  freezeSets(problem, freezing())
  const at = { sets: ['heldOut/listed'] }
  const both = await Promise.all([prove(proving(problem, 0.7, at)), prove(proving(problem, 0.65, at))])
  expect(both.map(({ report }) => report.attempt).toSorted((a, b) => a - b)).toEqual([1, 2])
})

test('a verifier, a set, or a lock that is not what was frozen is refused, named, before anybody looks', async () => {
  const problem = problemOf()
  freezeSets(problem, freezing())
  const changed = problemOf({ verify: ({ input }, answer) => Number(answer === input > 0.71) })
  const { report } = await prove(proving(changed, 0.7))
  expect(report.reasons).toEqual([expect.stringMatching(/^locks: the verifier was [0-9a-f]+ and is [0-9a-f]+$/)])
  expect(ledger.entries()).toEqual([])

  addCases(problem, 'golden', [{ name: 'one', input: 0.9, weight: 1 }], { ...freezing(), reason: 'seen in March' })
  const file = join(folder, 'sets', 'threshold', 'golden.jsonl')
  writeFileSync(file, readFileSync(file, 'utf8').replace('0.9', '0.8'))
  expect((await prove(proving(problem, 0.7))).report.reasons).toEqual(['locks: case 1 of the set golden has changed'])
  writeFileSync(file, readFileSync(file, 'utf8').replace('0.8', '0.9'))

  const locked = join(folder, 'sets', 'threshold', 'lock.json')
  const text = readFileSync(locked, 'utf8')
  writeFileSync(locked, text.replace('seen in March', 'seen in April'))
  await expect(prove(proving(problem, 0.7))).rejects.toMatchObject({ code: 'SETS_DAMAGED', message: expect.stringContaining('version 2') })
  writeFileSync(locked, text)
  expect((await prove(proving(problem, 0.7))).report.verdict).toBe('promote')
})

test('a change of the sets is a new version with a reason, and cases that are added stay', async () => {
  const problem = problemOf()
  expect(freezeSets(problem, freezing()).version.version).toBe(1)
  expect(freezeSets(problem, freezing()).version.version).toBe(1)
  expect(
    addCases(problem, 'regression', [{ name: 'a', input: 0.75, weight: 1 }], { ...freezing(), reason: 'failed' }).version.version,
  ).toBe(2)
  expect(() => addCases(problem, 'regression', [{ name: 'b', input: 0.75, weight: 1 }], { ...freezing(), reason: 'again' })).toThrow(
    /already/,
  )
  expect(addCases(problem, 'regression', [{ name: 'a', input: 0.2, weight: 1 }], { ...freezing(), reason: 'failed, too' }).changes).toEqual(
    ['the set regression had 1 cases and has 2'],
  )
  expect(
    gatherSets(problem, folder)
      .find(({ role }) => role === 'regression')
      ?.cases.map(({ name, input }) => [name, input]),
  ).toEqual([
    ['a', 0.75],
    ['a (2)', 0.2],
  ])
  const other = problemOf({ verify: () => 1 })
  expect(() => freezeSets(other, freezing())).toThrow(/have changed since version 3: the verifier/)
  expect(freezeSets(other, freezing('a better verifier')).version).toMatchObject({ version: 4, reason: 'a better verifier' })
  expect(frozenSets(other, folder).version).toBe(4)
})

test('a candidate that loses a golden case is blocked however much it gains', async () => {
  const problem = problemOf()
  addCases(problem, 'golden', [{ name: 'high', input: 0.72, weight: 1 }], { ...freezing(), reason: 'not to be lost' })
  expect((await prove(proving(problem, 0.71))).report.verdict).toBe('promote')
  expect((await prove(proving(problem, 0.73))).report.reasons).toEqual([
    'golden: golden: nothing lost does not hold on 1 cases, of which 1 are lost',
  ])
})

test('a ledger that was copied back is seen by the evidence that lies at hand', async () => {
  const problem = problemOf()
  freezeSets(problem, freezing())
  await prove(proving(problem, 0.6))
  cpSync(join(folder, 'ledger'), join(folder, 'kept'), { recursive: true })
  const evidence = await prove(proving(problem, 0.7))
  const proposals = join(folder, 'proposals')
  cpSync(join(folder, 'sets'), join(proposals, 'P-0001'), { recursive: true })
  writeFileSync(join(proposals, 'P-0001', 'evidence.json'), JSON.stringify(evidence))
  rmSync(join(folder, 'ledger'), { recursive: true })
  cpSync(join(folder, 'kept'), join(folder, 'ledger'), { recursive: true })
  const behind = openLedger(join(folder, 'ledger'), { now: () => '', lock, heads: () => headsIn([proposals]) })
  await expect(prove(proving(problem, 0.7, { ledger: behind }))).rejects.toMatchObject({ code: 'LEDGER_DAMAGED' })
})

test('changes that do nothing are other programs, in code and in text, and there is none in JSON alone', () => {
  const random = stream('no-op')
  for (const files of [{ 'a.ts': 'export const f = () => 1\n' }, { 'prompt.md': 'Say yes or no.\n' }]) {
    const [made, was] = [languages.makeProgram(unchangedBut(files, random) ?? {}), languages.makeProgram(files)]
    if (!made.ok || !was.ok) throw new Error('no program')
    expect(made.program.canonicalHash).not.toBe(was.program.canonicalHash)
  }
  expect(unchangedBut({ 'demos.json': '[]' }, random)).toBeUndefined()
})

test('a calibration where random numbers are common finds that nothing differs', async () => {
  const problem = problemOf()
  const made = languages.makeProgram(source(0.3))
  if (!made.ok) throw new Error(made.reason)
  const found = await calibrate({
    problem,
    initial: made.program,
    parts,
    judge: openJudge({ problem, parts }),
    runs: 2,
    evaluations: 12,
    cases: 20,
    seed: '1',
  })
  expect(found).toMatchObject({ runs: 2, exact: true, discordant: 0, promoted: 0, ahead: 0, inflation: 0, gain: 0 })
})
