import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { ternate } from './command.ts'

const root = mkdtempSync(join(tmpdir(), 'ternate-comparing-'))
afterAll(() => rmSync(root, { recursive: true }))

const MINE = `const island = { parents: { use: 'greedy' }, proposers: { use: 'genetic' }, survival: { capacity: 5 } }
export default { name: 'mine', islands: [island, island], finalists: 5 }
`

interface Results {
  readonly problems: readonly { readonly measures: readonly { readonly results: readonly { readonly scores: readonly number[] }[] }[] }[]
}

const scoresOf = (stdout: string): (readonly number[])[] =>
  (JSON.parse(stdout) as Results).problems.flatMap(({ measures }) => measures.flatMap(({ results }) => results.map(({ scores }) => scores)))

test('an experiment that is killed and goes on says what one says that was not', { timeout: 120_000 }, async () => {
  writeFileSync(join(root, 'mine.ts'), MINE)
  const compare = ['compare', 'template', '--strategies', './mine.ts,random', '--seeds', '2', '--evaluations', '40', '--no-references']
  const killed = await ternate([...compare, '--jobs', '2', '--out', 'killed'], root, (stdout) => stdout.includes('1/4'))
  expect(killed.signal).toBe('SIGKILL')
  const onward = await ternate(['compare', '--out', 'killed', '--json'], root)
  const whole = await ternate([...compare, '--jobs', '1', '--out', 'whole'], root)
  expect({ code: onward.code, stderr: onward.stderr }).toEqual({ code: 0, stderr: '' })
  expect({ code: whole.code, stderr: whole.stderr }).toEqual({ code: 0, stderr: '' })
  const results = readFileSync(join(root, 'whole/results.json'), 'utf8')
  expect(scoresOf(onward.stdout)).toEqual(scoresOf(results))
  const planOf = (text: string): unknown => (JSON.parse(text) as { readonly plan: unknown }).plan
  expect(planOf(onward.stdout)).toEqual(planOf(results))
  expect(planOf(results)).toMatchObject({ asPlanned: true, departures: [] })
  expect(whole.stdout).toMatch(/held out: far out +median +quartiles +range +won : lost +mine ahead by/)
  expect(whole.stdout).toContain('2 seeds can show no difference, however large')
  expect((await ternate(['list', 'whole/runs/template/mine'], root)).stdout.match(/finished/g)).toHaveLength(2)
})

test('of several problems all are run, and of an option that is given twice the last word holds', { timeout: 60_000 }, async () => {
  const options = ['--strategies', 'random', '--seeds', '3', '--evaluations', '9', '--evaluations', '5', '--jobs', '1', '--no-references']
  const { code, stdout } = await ternate(
    ['compare', 'template', ...options, 'symbolic-regression', '--seeds', '1', '--out', 'two', '--json'],
    root,
  )
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({
    evaluations: 5,
    seeds: 1,
    problems: [{ name: 'template' }, { name: 'symbolic-regression' }],
  })
})
