import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CommitRecord } from '../engine/contracts/archive.ts'
import { openRun } from '../run/folder.ts'
import { compare } from './compare.ts'
import type { Comparison } from './comparison.ts'
import type { Outlook } from './outlook.ts'
import type { Plan } from './plan.ts'
import { fewestPairs } from './statistics/power.ts'

const root = mkdtempSync(join(tmpdir(), 'ternate-references-'))
afterAll(() => rmSync(root, { recursive: true }))

const out = join(root, 'exp')
const options = { out, problems: ['template'], strategies: ['default'], seeds: 2, evaluations: 25, baselines: false } as const
let outlook: Outlook
let before: Plan
let compared: Comparison

const planned = (): Plan => JSON.parse(readFileSync(join(out, 'experiment.json'), 'utf8')) as Plan

beforeAll(async () => {
  compared = (await compare({
    ...options,
    onPlan(said) {
      outlook = said
      before = planned()
    },
  })) as Comparison
}, 120_000)

test('a new experiment has the reference strategies beside those that are named, and says so before a run begins', () => {
  expect(compared.arms).toEqual(['default', 'tune-only', 'random', 'sequential'])
  expect(outlook).toMatchObject({ arms: compared.arms, seeds: 2, evaluations: 25, tests: 3, fewest: fewestPairs(0.05 / 3) })
  expect(outlook.detects).toBeUndefined()
  expect(compared.tests).toBe(outlook.tests)
  expect(before).toEqual(planned())
})

test('its runs have the seeds that were written down, and it is as planned', async () => {
  expect(compared.plan).toEqual({ hash: before.hash, engine: before.engine, seeds: before.seeds, asPlanned: true, departures: [] })
  for (const [k, seed] of before.seeds.entries()) {
    const run = openRun(join(out, 'runs/template/random', String(k + 1)))
    expect(run.manifest.seed).toBe(seed)
    await run.archive.close()
  }
})

/** Counts again what is new in a run, from its journal and its programs alone. */
async function recounted(arm: string, seed: number, runs = join(out, 'runs/template')): Promise<{ forms: number; reintroduced: number }> {
  const { archive, manifest } = openRun(join(runs, arm, String(seed)))
  const trainCases = manifest.problem.name === 'template' ? 5 : 1
  try {
    const commits = [...archive.entries()].flatMap(({ record }): CommitRecord[] => (record.type === 'commit' ? [record] : []))
    const cases = commits.flatMap(({ outcome }) => [
      ...(outcome.kind === 'evaluated' ? [outcome.evaluation] : []),
      ...outcome.inner.map(({ evaluation }) => evaluation),
    ])
    const spent = cases.reduce((sum, { set, cases: judged }) => sum + (set === 'train' ? judged.length : 0), 0) / trainCases
    const hashes = new Set(commits.flatMap(({ outcome }) => (outcome.kind === 'evaluated' ? [outcome.program.canonicalHash] : [])))
    const parents = new Map(
      commits.flatMap(({ ticket, outcome, placement }): [number, number][] =>
        ticket.kind === 'offspring' && outcome.kind === 'evaluated' && placement?.kind !== 'duplicate'
          ? [[outcome.program.number, ticket.parents[0] as number]]
          : [],
      ),
    )
    const linesOf = (number: number): string[] =>
      Object.values(archive.program(number)?.files ?? {})
        .join('\n')
        .split('\n')
    let [added, returned] = [0, 0]
    for (const [number, parent] of parents) {
      const ancestors: string[] = []
      for (let up = parents.get(parent); up !== undefined; up = parents.get(up)) ancestors.push(...linesOf(up))
      for (const line of new Set(linesOf(number))) {
        if (!/\w/.test(line) || linesOf(parent).includes(line)) continue
        added += 1
        if (ancestors.includes(line)) returned += 1
      }
    }
    return { forms: (1000 * hashes.size) / spent, reintroduced: returned / added }
  } finally {
    await archive.close()
  }
}

const middle = (a: number, b: number): number => (a + b) / 2

test('what was new is what the journals and programs say', async () => {
  const variety = compared.problems[0]?.variety ?? []
  for (const arm of ['default', 'random', 'sequential']) {
    const [one, two] = [await recounted(arm, 1), await recounted(arm, 2)]
    const row = variety.find((each) => each.arm === arm)
    expect(row?.forms).toBeCloseTo(middle(one.forms, two.forms), 9)
    expect(row?.reintroduced).toBeCloseTo(middle(one.reintroduced, two.reintroduced), 9)
    expect(row?.barren).toBeUndefined()
  }
  const rows = readFileSync(join(out, 'results.csv'), 'utf8').split('\n')
  const column = rows[0]?.split(',').indexOf('forms') ?? 0
  const { forms } = await recounted('default', 2)
  expect(Number(rows.find((row) => row.startsWith('template,default,2,train,'))?.split(',')[column])).toBeCloseTo(forms, 9)
})

test('lines that tuning takes away and brings back are counted as such', { timeout: 60_000 }, async () => {
  const folder = join(root, 'lines')
  mkdirSync(folder)
  writeFileSync(
    join(folder, 'problem.js'),
    "export default { statement: 'Go up.', direction: 'maximize', cases: { train: [{ input: 1 }] }, verify: (_, answer) => Number(answer) }",
  )
  const names = 'abcdefgh'.split('')
  const constants = names.map((name) => `  const ${name} = 1\n`).join('')
  writeFileSync(join(folder, 'initial.js'), `export function f() {\n${constants}  return ${names.join(' + ')}\n}\n`)
  const place = join(root, 'lines-exp')
  const { problems } = (await compare({
    out: place,
    problems: [folder],
    strategies: ['tune-only'],
    seeds: 1,
    evaluations: 150,
    baselines: false,
    references: false,
  })) as Comparison
  const counted = await recounted('tune-only', 1, join(place, 'runs/lines'))
  expect(problems[0]?.variety).toEqual([{ arm: 'tune-only', ...counted }])
  expect(counted.reintroduced).toBeGreaterThan(0)
})

test('where nothing can be tuned, the tuning ceiling is the initial program, and is said to be', () => {
  const row = compared.problems[0]?.variety.find(({ arm }) => arm === 'tune-only')
  expect(row).toEqual({ arm: 'tune-only', barren: expect.stringContaining('no constants') })
  const scores = compared.problems[0]?.measures.at(-1)?.results.find(({ arm }) => arm === 'tune-only')?.scores
  expect(scores?.[0]).toBeCloseTo(84.56, 1)
  expect(scores?.[1]).toBe(scores?.[0])
})

test('what is added later is said to be, whatever came before', { timeout: 60_000 }, async () => {
  const more = (await compare({ out, baselines: false, seeds: 3 })) as Comparison
  expect(more.arms).toEqual(compared.arms)
  expect(more.plan).toMatchObject({ hash: before.hash, asPlanned: false, departures: ['1 more seed added after 8 runs had ended'] })
  expect(more.plan.seeds).toEqual([...before.seeds, `${before.hash?.slice(0, 12)}-3`])
  mkdirSync(join(out, 'runs/template/dropped/1'), { recursive: true })
  const { plan } = (await compare({ out, baselines: false })) as Comparison
  expect(plan.departures).toEqual([...more.plan.departures, 'runs/template/dropped holds runs that the plan does not have'])
})

test('one of an earlier version goes on as it was', { timeout: 60_000 }, async () => {
  const old = join(root, 'old')
  const first = { out: old, problems: ['template'], strategies: ['random'], evaluations: 5, baselines: false, references: false } as const
  await compare({ ...first, seeds: ['1', '2'] })
  const { problems, arms, evaluations } = JSON.parse(readFileSync(join(old, 'experiment.json'), 'utf8')) as Plan
  const former = problems.map(({ name, reference }) => ({ name, reference }))
  writeFileSync(join(old, 'experiment.json'), JSON.stringify({ format: 2, problems: former, arms, seeds: 2, evaluations }))
  const more = (await compare({ out: old, baselines: false, seeds: 3 })) as Comparison
  expect(more).toMatchObject({ arms: ['random'], seeds: 3 })
  expect(more.plan).toEqual({
    seeds: ['1', '2', '3'],
    asPlanned: false,
    departures: ['an earlier version of Ternate planned it, and kept no hash of the plan'],
  })
})

test('a problem that changed since it was planned is no part of it any more', { timeout: 60_000 }, async () => {
  const folder = join(root, 'changing')
  mkdirSync(folder)
  const write = (statement: string): void =>
    writeFileSync(
      join(folder, 'problem.js'),
      `export default { statement: '${statement}', cases: { train: [{ input: 1 }] }, verify: (_, answer) => Number(answer) }`,
    )
  writeFileSync(join(folder, 'initial.js'), 'export function f() { return 1 }')
  write('One.')
  const first = { out: join(root, 'changed'), problems: [folder], strategies: ['random'], seeds: 1, evaluations: 5, baselines: false }
  await compare({ ...first, references: false })
  write('Two.')
  await expect(compare({ out: first.out, baselines: false })).rejects.toMatchObject({
    code: 'EXPERIMENT_MISMATCH',
    message: expect.stringContaining('changing changed since the experiment was planned'),
  })
})
