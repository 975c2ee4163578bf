import { cpSync, mkdtempSync, rmSync, symlinkSync, mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Baselines } from '../engine/contracts/event.ts'
import { eventsOf, project, ternate } from './command.ts'

/** A copy of the job shop outside of the clone, as a user would have it, and runs beside it. */
const root = mkdtempSync(join(tmpdir(), 'ternate-job-shop-'))
afterAll(() => rmSync(root, { recursive: true }))

const LARGER = /worse than rules\/atc\.ts on held-out larger: [\d.]+ against 2\.3855/
const SETS = ['train', 'validation', 'heldOut/larger']
const RULES = ['atc', 'edd', 'slack'].map((name) => `shop/rules/${name}.ts`)

interface Shown {
  readonly digest: string
  readonly baselines?: Pick<Baselines, 'judged' | 'worse'>
}

let report = ''

beforeAll(async () => {
  cpSync(join(project, 'examples/job-shop'), join(root, 'shop'), { recursive: true })
  mkdirSync(join(root, 'node_modules'))
  symlinkSync(project, join(root, 'node_modules/ternate'))
  const run = await ternate(['run', './shop', '--evaluations', '40', '--out', 'run', '--workers', '2'], root)
  expect(run.stderr).toBe('')
  report = run.stdout
}, 120_000)

test('the end report has the baselines on every set and says where one is better', () => {
  expect(report).toMatch(/\n {2}rules\/atc\.ts +1\.1865 +1\.1357\n/)
  expect(report).toMatch(/held out: larger\n {2}rules\/atc\.ts +2\.3855 {2}baseline\n {2}this run +[\d.]+\n/)
  expect(report).toMatch(LARGER)
})

test('show, its JSON and resume say the same; without baselines the digest is equal', async () => {
  expect((await ternate(['show', 'run'], root)).stdout).toMatch(LARGER)
  const shown = JSON.parse((await ternate(['show', 'run', '--json'], root)).stdout) as Shown
  expect(shown.baselines?.judged.map(({ name }) => name)).toEqual(['initial program', 'rules/edd.ts', 'rules/slack.ts', 'rules/atc.ts'])
  expect(shown.baselines?.worse.at(-1)).toMatchObject({ set: 'heldOut/larger', baseline: 'rules/atc.ts', others: 0 })
  rmSync(join(root, 'run/baselines.json'))
  expect(JSON.parse((await ternate(['show', 'run', '--json'], root)).stdout)).not.toHaveProperty('baselines')
  const [last] = eventsOf((await ternate(['resume', 'run', '--json'], root)).stdout).slice(-1)
  expect(last).toMatchObject({ type: 'finished', digest: shown.digest, baselines: shown.baselines })

  const bare = await ternate(['run', './shop', '--evaluations', '40', '--out', 'bare', '--no-baselines', '--json'], root)
  const [finished] = eventsOf(bare.stdout).slice(-1)
  expect(finished?.['digest']).toBe(shown.digest)
  expect(finished).not.toHaveProperty('baselines')
}, 120_000)

test('evaluate judges several programs on all sets, and comes to what a run says', async () => {
  const { stdout } = await ternate(['evaluate', './shop', ...RULES, '--set', 'all', '--json'], root)
  const told = JSON.parse(stdout) as {
    readonly sets: string[]
    readonly programs: { name: string; scores: { set: string; score: number }[] }[]
  }
  expect(told.sets).toEqual(SETS)
  expect(told.programs.map(({ name }) => name)).toEqual(RULES)
  expect(told.programs[0]?.scores.map(({ score }) => score.toFixed(4))).toEqual(['1.1865', '1.1357', '2.3855'])
  const table = await ternate(['evaluate', './shop', ...RULES, '--set', 'heldOut/larger'], root)
  expect(table.stdout).toMatch(/held-out larger\n {2}shop\/rules\/atc\.ts +2\.3855\n/)
  const one = await ternate(['evaluate', './shop', 'shop/rules/atc.ts', '--set', 'validation', '--json'], root)
  expect(JSON.parse(one.stdout)).toMatchObject({
    set: 'validation',
    cases: Array.from({ length: 8 }, (_, k) => ({ name: `shop ${k + 1}` })),
  })
  const unknown = await ternate(['evaluate', './shop', ...RULES, '--set', 'larger'], root)
  expect(unknown.code).toBe(1)
  expect(unknown.stderr).toMatch(/has no set larger\. Name one of: train, validation, heldOut\/larger, all\. \[SET_UNKNOWN\]\n$/)
}, 120_000)

test('a program without the entry ends evaluate with one line and exit code 1, also among others', async () => {
  writeFileSync(join(root, 'other.ts'), 'export function rank(time: number): number {\n  return time\n}\n')
  for (const programs of [['other.ts'], [RULES[0] as string, 'other.ts']]) {
    const { code, stdout, stderr } = await ternate(['evaluate', './shop', ...programs], root)
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(/^ternate: other\.ts: does not export priority\. .*\[PROGRAM_FILE\]\n$/)
  }
})

test('show names the cases of a program, and numbers them where the problem is gone', async () => {
  const named = await ternate(['show', 'run', '1'], root)
  expect(named.stdout).toMatch(/\n {2}shop 1 +[\d.]+/)
  expect(named.stdout).not.toContain('case 1 ')
  const data = JSON.parse((await ternate(['show', 'run', 'champion', '--json'], root)).stdout) as {
    readonly evaluations: { readonly set: string; readonly cases: { readonly name: string }[] }[]
  }
  expect(data.evaluations.map(({ set, cases }) => [set, cases[0]?.name])).toContainEqual(['heldOut/larger', 'large shop 1'])
  writeFileSync(join(root, 'shop/rules/notes.ts'), 'export {}\n')
  expect((await ternate(['show', 'run', '1'], root)).stdout).toMatch(/\n {2}case 1 +[\d.]+/)
  rmSync(join(root, 'shop/rules/notes.ts'))
})

test('compare has the baselines once for all runs, and says which strategy is worse', async () => {
  const run = async () =>
    ternate('compare ./shop --strategies default,random --no-references --seeds 1 --evaluations 30 --jobs 2 --out exp'.split(' '), root)
  const { code, stdout, stderr } = await run()
  expect([code, stderr]).toEqual([0, ''])
  expect(stdout).toMatch(/\n {2}baseline rules\/atc\.ts +2\.3855\n/)
  expect(stdout).toMatch(/\ndefault \(median\) is worse than rules\/atc\.ts on held-out larger: /)
  const again = await run()
  const said = (text: string): string[] => text.split('\n').filter((line) => !/^\d\/2 |^2 runs/.test(line))
  expect(said(again.stdout)).toEqual(said(stdout))
}, 120_000)

test('a baseline that is none is named before anything runs', async () => {
  writeFileSync(join(root, 'shop/rules/atc.ts'), 'export function rank(): number {\n  return 1\n}\n')
  const { code, stderr } = await ternate(['run', './shop', '--evaluations', '10', '--out', 'none'], root)
  expect(code).toBe(1)
  expect(stderr).toMatch(/baseline .*shop\/rules\/atc\.ts: does not export priority\. .*\[PROBLEM_BASELINE\]\n$/)
})
