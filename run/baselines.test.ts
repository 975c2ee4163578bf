import fc from 'fast-check'
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { defined } from '../engine/contracts/defined.ts'
import type { SetName } from '../engine/contracts/evaluation.ts'
import type { Baseline } from '../engine/contracts/event.ts'
import type { ProblemDefinition } from '../engine/contracts/problem.ts'
import { baselinesFile, readBaselines } from './baselines.ts'
import { evolve, resume } from './evolve.ts'
import { worseThan } from './report.ts'

const root = mkdtempSync(join(tmpdir(), 'ternate-baselines-'))
afterAll(() => rmSync(root, { recursive: true }))

/** Come close to x * x; cases far out are held out. */
const problem = (parts: Partial<ProblemDefinition> = {}): ProblemDefinition => {
  const cases = (list: readonly number[]) => list.map((x) => ({ input: x, expected: x * x }))
  return {
    statement: 'Square a number.',
    direction: 'minimize',
    cases: { train: cases([1, 2, 3]), validation: cases([1.5]), heldOut: { far: cases([10, 20]) } },
    verify: ({ expected }, answer) => Math.abs(Number(expected) - Number(answer)),
    initialPrograms: [{ 'program.ts': 'export function square(x: number): number {\n  return x\n}\n' }],
    baselines: [{ 'program.ts': 'export const square = (x: number): number => x * x\n' }],
    ...parts,
  }
}

async function finish(run: Awaited<ReturnType<typeof evolve>>) {
  const last = await run.finished
  if (last.type !== 'finished') throw new Error('the run was stopped')
  return last
}

const OPTIONS = { evaluations: 4, workers: 1, sandbox: 'none' } as const

test('baselines stand beside the champion on every set, change no digest, and are judged again where they are missing', async () => {
  const out = join(root, 'run')
  const whole = await finish(await evolve(problem(), { ...OPTIONS, out }))
  expect(whole.baselines?.judged).toEqual([
    {
      name: 'initial program',
      scores: [
        expect.objectContaining({ set: 'train', score: 8 / 3 }),
        expect.objectContaining({ set: 'validation', score: 0.75 }),
        { set: 'heldOut/far', verdict: 'scored', score: 235 },
      ],
    },
    { name: 'baseline 1', scores: ['train', 'validation', 'heldOut/far'].map((set) => ({ set, verdict: 'scored', score: 0 })) },
  ])
  expect(whole.baselines?.worse.map(({ set, baseline }) => [set, baseline])).toContainEqual(['heldOut/far', 'baseline 1'])
  const without = await finish(await evolve(problem(), { ...OPTIONS, baselines: false }))
  expect(without.baselines).toBeUndefined()
  expect(without.digest).toBe(whole.digest)

  const again = async () => (await finish(await resume(out, { problem: problem(), workers: 1, sandbox: 'none' }))).baselines
  expect(await again()).toEqual({ ...whole.baselines, seconds: 0 })
  const file = baselinesFile(out)
  const text = readFileSync(file, 'utf8')
  const { content } = JSON.parse(text) as { content: string }
  for (const damage of ['', '{}', text.slice(0, -20), text.replaceAll('"scored"', '"won"'), text.replace(content, 'else')]) {
    writeFileSync(file, damage)
    expect(readBaselines(file, content)).toBeUndefined()
  }
  expect((await again())?.judged).toEqual(whole.baselines?.judged)
  expect(readFileSync(file, 'utf8')).toBe(text)
})

test('a fault of the problem on a baseline ends the judging and not the run', async () => {
  const out = join(root, 'faulty')
  const aggregate: ProblemDefinition['aggregate'] = (results) => {
    const total = results.reduce((sum, { score }) => sum + score, 0)
    if (total === 0) throw new Error('nothing to divide by')
    return total
  }
  const { baselines, champion } = await finish(await evolve(problem({ aggregate }), { ...OPTIONS, evaluations: 1, out }))
  expect(champion.number).toBeGreaterThan(0)
  expect(baselines?.fault?.code).toBe('PROBLEM_AGGREGATE')
  expect(baselines?.judged[0]?.scores).toHaveLength(3)
  expect(baselines?.judged[1]?.scores).toEqual([])
  expect(readBaselines(baselinesFile(out))).toBeUndefined()
})

test('a baseline without a score says why; one equal to the initial program stands there once', async () => {
  const initialPrograms = problem().initialPrograms as [Record<string, string>]
  const throwing = { 'program.ts': "export function square(x: number): number {\n  throw new RangeError('no')\n}\n" }
  const { baselines } = await finish(await evolve(problem({ baselines: [initialPrograms[0], throwing] }), { ...OPTIONS, evaluations: 1 }))
  expect(baselines?.judged.map(({ name }) => name)).toEqual(['initial program', 'baseline 2'])
  for (const score of baselines?.judged[1]?.scores ?? [])
    expect(score).toMatchObject({ verdict: 'error', reason: expect.stringContaining('RangeError') as string })
})

test('a file of baselines that is a link, or holds what it should not, is none', () => {
  const file = join(root, 'kept.json')
  writeFileSync(
    file,
    JSON.stringify({ engine: '1', content: 'c', judged: [{ name: 'a', scores: [{ set: 'train', verdict: 'scored', score: 1 }] }] }),
  )
  expect(readBaselines(file)).toHaveLength(1)
  symlinkSync(file, join(root, 'link.json'))
  expect(readBaselines(join(root, 'link.json'))).toBeUndefined()
  for (const judged of [[{ name: 'a', scores: [{ set: 'other', verdict: 'scored' }] }], [{ name: 'a' }], 'all']) {
    writeFileSync(file, JSON.stringify({ engine: '1', content: 'c', judged }))
    expect(readBaselines(file)).toBeUndefined()
  }
})

test('worse is said for a set exactly when a baseline is better there, and names the best', () => {
  const value = fc.option(fc.integer({ min: -3, max: 3 }), { nil: undefined })
  const sets: readonly SetName[] = ['train', 'validation', 'heldOut/far']
  const programs = fc.array(fc.tuple(value, value, value), { maxLength: 4 })
  fc.assert(
    fc.property(
      programs,
      fc.tuple(value, value, value),
      fc.constantFrom('minimize' as const, 'maximize' as const),
      (rows, own, direction) => {
        const sign = direction === 'minimize' ? 1 : -1
        const baselines = rows.map((row, k): Baseline => ({
          name: String(k),
          scores: row.map((score, at) => ({ set: sets[at] as SetName, verdict: 'scored', ...defined({ score }) })),
        }))
        const worse = worseThan(baselines, new Map(sets.map((set, at) => [set, own[at]])), direction)
        for (const [at, set] of sets.entries()) {
          const better = rows
            .flatMap((row) => (row[at] === undefined ? [] : [sign * row[at]]))
            .filter((score) => score < sign * (own[at] ?? sign * Infinity))
          const said = worse.find((each) => each.set === set)
          expect(said !== undefined).toBe(better.length > 0)
          if (said === undefined) continue
          expect(sign * said.score).toBe(Math.min(...better))
          expect(rows[Number(said.baseline)]?.[at]).toBe(said.score)
          expect(said.others).toBe(better.length - 1)
        }
      },
    ),
  )
})
