import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { compare, evolve, resume, verify } from '../index.ts'
import { eventsOf, ternate } from './command.ts'

const root = mkdtempSync(join(tmpdir(), 'ternate-optimum-'))
afterAll(() => rmSync(root, { recursive: true }))
const at = (name: string): string => join(root, name)

/** Doubling a number, which a search finds within some evaluations; `field` is one more of the problem's. */
function writeProblem(name: string, field: string, initial = 'x'): void {
  mkdirSync(at(name))
  writeFileSync(
    join(at(name), 'problem.ts'),
    `import { defineProblem } from 'ternate'
const cases = (list: number[]) => list.map((input) => ({ input }))
export default defineProblem<number, number>({
  statement: 'Double a number.',
  direction: 'minimize',
  cases: { train: cases([1, 2, 5]), validation: cases([3, 4]), heldOut: { far: cases([100]) } },
  verify: ({ input }, answer) => (Number.isFinite(answer) ? Math.abs(answer - 2 * input) : { invalid: 'not a number' }),
  ${field}
})
`,
  )
  writeFileSync(join(at(name), 'initial.ts'), `export function f(x: number): number {\n  return ${initial}\n}\n`)
}

beforeAll(() => {
  writeProblem('known', 'optimum: 0,')
  writeProblem('solved', 'optimum: { train: -1, heldOut: { far: 100 } },')
})

test('a run ends at the optimum of its problem, and goes on without it', { tags: 'long' }, async () => {
  const options = { evaluations: 150, seed: 1, workers: 1 }
  const ended = await (await evolve(at('known'), { ...options, out: at('ended') })).finished
  expect(ended).toMatchObject({ type: 'finished', reason: 'optimum', champion: { score: 0 } })
  expect(ended.evaluations).toBeLessThan(120)
  expect((await (await evolve(at('known'), { ...options, workers: 2, target: 0 })).finished).digest).toBe(ended.digest)
  expect(await (await evolve(at('known'), { ...options, optimum: false })).finished).toMatchObject({ reason: 'evaluations' })
  expect(await (await evolve(at('known'), { ...options, target: 1, evaluations: 2 })).finished).toMatchObject({ reason: 'evaluations' })

  await expect((await resume(at('ended'), { evaluations: 200 })).finished).rejects.toMatchObject({ code: 'BUDGET_SPENT' })
  const further = eventsOf((await ternate(['resume', 'ended', '--no-optimum', '--json'], root)).stdout).at(-1)
  expect(further).toMatchObject({ type: 'finished', reason: 'evaluations' })
  expect(Number(further?.['evaluations'])).toBeGreaterThanOrEqual(150)
  expect(await verify(at('ended'), { kind: 'journal' })).toMatchObject({ equal: true, digest: further?.['digest'] })
})

test('a comparison takes a run that came to the optimum for one that had its budget', { tags: 'long' }, async () => {
  const comparison = await compare({
    out: at('compared'),
    problems: [at('known')],
    strategies: ['default', 'sequential'],
    seeds: 1,
    evaluations: 120,
    jobs: 1,
  })
  expect(comparison?.problems[0]?.name).toBe('known')
})

test('check refuses an initial program that is as good as what is stated as the optimum', { timeout: 120_000 }, async () => {
  const { code, stdout, stderr } = await ternate(['check', './solved'], root)
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toMatch(/^ternate: [^\n]*scores 100 on heldOut\/far, and 100 is stated as the optimum[^\n]*\[PROBLEM_OPTIMUM\]\n$/)
})
