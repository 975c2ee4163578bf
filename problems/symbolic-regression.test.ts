import { describe, expect, test } from 'vitest'
import type { Case } from '../engine/contracts/problem.ts'
import { stream } from '../engine/contracts/random.ts'
import { createEvaluator } from '../evaluators/evaluator.ts'
import { loadProblem } from '../evaluators/problem/load.ts'
import { makeProgram } from '../language/program.ts'
import { feynman } from './symbolic-regression/feynman.ts'
import { disturb, draw } from './symbolic-regression/formula.ts'
import { nguyen } from './symbolic-regression/nguyen.ts'

const problem = await loadProblem('symbolic-regression')
const valueOf = (name: string, ...point: number[]): number =>
  [...nguyen, ...feynman].find((formula) => formula.name === name)?.value(...point) ?? Number.NaN

describe('formulas', () => {
  test('are twelve and a hundred, each of its own name, with a range for each variable', () => {
    expect([nguyen.length, feynman.length]).toEqual([12, 100])
    expect(new Set([...nguyen, ...feynman].map(({ name }) => name)).size).toBe(112)
    for (const { ranges, value } of [...nguyen, ...feynman]) expect(value.length).toBe(ranges.length)
  })

  test.each([
    ['Nguyen-4', [1], 6],
    ['Nguyen-5', [0], -1],
    ['Nguyen-7', [1], 2 * Math.LN2],
    ['Nguyen-11', [0.25, 0.5], 0.5],
    ['Nguyen-12', [1, 1], -0.5],
    ['I.6.2a', [0], 0.398942],
    ['I.6.2', [1, 1], 0.241971],
    ['I.6.2b', [1, 2, 1], 0.241971],
    ['I.10.7', [3, 4, 5], 5],
    ['I.12.2', [2, 3, 1 / (4 * Math.PI), 2], 1.5],
    ['I.16.6', [2, 1, 1], 1.6],
    ['I.26.2', [0.5, Math.PI / 2], Math.PI / 6],
    ['I.44.4', [1, 2, 3, 1, Math.E], 6],
    ['II.11.28', [1, 1], 2.5],
    ['II.35.21', [2, 1, 1, 1, 1], 2 * Math.tanh(1)],
    ['III.10.19', [2, 1, 2, 2], 6],
    ['III.19.51', [2, 2, 2 * Math.PI, 1, 1 / (4 * Math.PI)], -16],
  ] as const)('%s at %j is %d', (name, point, value) => {
    expect(valueOf(name, ...point)).toBeCloseTo(value, 5)
  })

  test('have values over their ranges, and enough of them beyond', () => {
    for (const formula of [...nguyen, ...feynman]) {
      for (const wider of [false, true]) {
        const { points, targets } = draw(formula, 50, stream(formula.name), wider)
        expect(targets.every(Number.isFinite)).toBe(true)
        for (const [k, [low, high]] of formula.ranges.entries()) {
          const values = points.map((point) => point[k] ?? Number.NaN)
          const inside = values.every((value) => value >= low && value <= high)
          expect(inside, `${formula.name} ${k}`).toBe(!wider)
          if (low >= 0) expect(Math.min(...values)).toBeGreaterThanOrEqual(0)
        }
      }
    }
  })
})

test('noise is a share of the size of the values', () => {
  const clean = { points: [], targets: Array.from({ length: 20_000 }, (_, k) => (k % 2 === 0 ? 3 : -3)) }
  expect(disturb(clean, 0, stream('a')).targets).toBe(clean.targets)
  const { targets } = disturb(clean, 0.01, stream('a'))
  const deviation = Math.sqrt(targets.reduce((sum, target, k) => sum + (target - (clean.targets[k] ?? 0)) ** 2, 0) / targets.length)
  expect(deviation).toBeCloseTo(0.03, 3)
})

describe('the judge of Nguyen-5', () => {
  const judge = async (body: string): Promise<readonly (number | undefined)[]> => {
    const evaluator = await createEvaluator(problem)
    const made = makeProgram({ 'program.js': `export function f(x) { return ${body} }` })
    if (!made.ok) throw new Error(made.reason)
    const scores: (number | undefined)[] = []
    for (const set of ['train', 'heldOut/same range', 'heldOut/wider range'] as const)
      scores.push((await evaluator.evaluate({ program: made.program, set })).score)
    await evaluator.close()
    return scores
  }

  test('the formula, also written otherwise, is recovered', async () => {
    expect(await judge('Math.sin(x ** 2) * Math.cos(x) - 1')).toEqual([0, 0, 0])
    const [train = 1, , wider] = await judge('(Math.sin(x * x + x) + Math.sin(x * x - x)) / 2 - 1')
    expect(train).toBeLessThan(1e-9)
    expect(wider).toBe(0)
  })

  test('what is near it on its range is not', async () => {
    const [train = 1, same = 1, wider] = await judge('x ** 2 - x ** 4 / 2 - x ** 6 / 8 + x ** 8 * 0.05 - 1')
    expect(train).toBeLessThan(10)
    expect(same).toBeLessThan(10)
    expect(wider).toBeGreaterThan(90)
    expect((await judge('Math.sin(x ** 2) * Math.cos(x) - 1 + 1e-7'))[2]).toBe(100)
  })

  test('sees no values, and says 50 of the mean', async () => {
    const train = problem.train[0] as Case
    const { targets } = train.expected as { readonly targets: readonly number[] }
    expect(JSON.stringify(train.input)).not.toContain(String(targets[0]))
    const mean = targets.reduce((sum, target) => sum + target, 0) / targets.length
    const said = (predictions: readonly unknown[]): unknown =>
      problem.verify({ input: train.input, expected: train.expected, name: '' }, { predictions })
    expect(said(targets.map(() => mean))).toMatchObject({ score: expect.closeTo(50, 9) })
    expect(said(targets.map((target) => 3 * target + 5))).toMatchObject({ metrics: { shape: expect.closeTo(0, 9) } })
    expect(said(targets.map(() => 1e308))).toMatchObject({ score: 100, metrics: { shape: 100 } })
    for (const wrong of [targets.slice(1), [], targets.map(() => Number.NaN), targets.map(String)])
      expect(said(wrong)).toHaveProperty('invalid')
    expect(problem.verify({ input: train.input, expected: train.expected, name: '' }, null)).toHaveProperty('invalid')
  })
})
