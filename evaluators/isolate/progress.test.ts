import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { Problem } from '../../engine/contracts/problem.ts'
import { fuelOf } from '../../engine/contracts/ticket.ts'
import { makeProgram } from '../../languages/index.ts'
import { createEvaluator } from '../workers/evaluator.ts'
import { createWorkers } from '../../run/workers.ts'
import { completeProblem, loadProblem } from '../../authoring/load.ts'

const LIMIT = 2_000_003
const initial = 'export function f(rounds) { let k = 0; while (k < rounds) k += 1; return k }'
const problemOf = (limit: number): Problem =>
  completeProblem({
    statement: 'Count.',
    entry: 'f(rounds: number): number',
    cases: { train: [{ input: 600_000 }, { input: 600_000 }] },
    verify: (_, answer) => Number(answer),
    initialPrograms: [{ 'program.js': initial }],
    limits: { fuel: limit, memory: 16 },
  })

async function evaluated(body: string, limit = LIMIT): Promise<{ verdict: string; fuels: number[]; fuel: number; reports: number[] }> {
  const made = makeProgram({ 'program.js': `export function f(rounds) { ${body} }` })
  if (!made.ok) throw new Error(made.reason)
  const evaluator = await createEvaluator(problemOf(limit))
  const reports: number[] = []
  const { verdict, cases, fuel } = await evaluator.evaluate({ program: made.program, set: 'train' }, undefined, (burned) =>
    reports.push(burned),
  )
  await evaluator.close()
  return { verdict, fuels: cases.map((each) => each.fuel), fuel, reports }
}

describe('what an evaluation costs', () => {
  test('is what it burned, score or error', async () => {
    const { verdict, fuel } = await evaluated('let k = 0; while (k < 1000) k += 1; if (k > 5) throw new Error("no"); return k')
    expect(verdict).toBe('error')
    expect(fuel).toBeGreaterThan(1000)
    expect(fuel).toBeLessThan(10_000)
  })

  test('is exactly the limit when the fuel is spent', async () => {
    expect(await evaluated('for (;;) {}')).toMatchObject({ verdict: 'fuel', fuels: [LIMIT], fuel: LIMIT })
  })

  test('is exactly the limit when the environment ends it', async () => {
    expect(
      await evaluated(
        'const a = []; for (;;) a.push([a.length + 0.5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])',
      ),
    ).toMatchObject({
      verdict: 'memory',
      fuels: [LIMIT],
    })
  })
})

describe('a word of progress', () => {
  test('comes more than once from a long evaluation, never tells more than it comes to, and goes on from case to case', async () => {
    const { verdict, fuels, fuel, reports } = await evaluated(
      'let k = 0; let s = "0"; while (k < rounds) { k += 1; s = String(k) } return Number(s)',
    )
    expect(verdict).toBe('scored')
    expect(reports.length).toBeGreaterThan(2)
    expect(reports).toEqual(reports.toSorted((a, b) => a - b))
    expect(Math.max(...reports)).toBeLessThanOrEqual(fuel)
    expect(Math.max(...reports)).toBeGreaterThan(fuels[0] ?? 0)
  })

  const folder = mkdtempSync(join(tmpdir(), 'ternate-progress-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  test('comes out of a worker thread', async () => {
    writeFileSync(
      join(folder, 'initial.js'),
      'export function f(rounds) { let s = ""; let k = 0; while (k < rounds) { k += 1; s = String(k) } return Number(s) }',
    )
    writeFileSync(
      join(folder, 'problem.ts'),
      `import { defineProblem } from 'ternate'
export default defineProblem({ statement: 'Count.', entry: 'f(rounds: number): number', initialPrograms: ['initial.js'], cases: { train: [{ input: 2e6 }] }, verify: (_, answer) => Number(answer) })
`,
    )
    const workers = await createWorkers(await loadProblem(folder), { workers: 1, sandbox: 'none' })
    const reports: number[] = []
    const [outcome] = await workers.run([{ kind: 'initial', number: 1, initial: 0, stream: 'initial' }], (fuel) => reports.push(fuel))
    await workers.close()
    if (outcome === undefined) throw new Error('no outcome')
    expect(reports.length).toBeGreaterThan(2)
    expect(Math.max(...reports)).toBeLessThanOrEqual(fuelOf(outcome))
  })
})
