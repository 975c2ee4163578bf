import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { Case, ProblemDefinition } from '../engine/contracts/problem.ts'
import { stream } from '../engine/contracts/random.ts'
import { createEvaluator } from '../evaluators/workers/evaluator.ts'
import { loadProblem } from '../authoring/load.ts'
import { makeProgram } from '../languages/index.ts'
import { evolve } from '../run/evolve.ts'
import { feynman } from './symbolic-regression/feynman.ts'
import { degreeFor, fitter, monomials } from './symbolic-regression/fit.ts'
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
    const made = makeProgram({ 'program.js': `export function f(x) { return [${body}] }` })
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
    expect(train).toBeLessThan(1e-12)
    expect(wider).toBe(0)
  })

  test('what is near it on its range is not', async () => {
    const [train = 0, same = 0, wider] = await judge('x ** 2 - x ** 4 / 2 - x ** 6 / 8 + x ** 8 * 0.05 - 1')
    expect(Math.min(train, same)).toBeGreaterThan(0.01)
    expect(wider).toBeGreaterThan(90)
    expect((await judge('Math.sin(x ** 2) * Math.cos(x) - 1 + 1e-7'))[2]).toBe(100)
  })

  test('its shape is as good as found, and is not recovered', async () => {
    for (const shape of [
      '3 * Math.sin(x ** 2) * Math.cos(x)',
      'Math.sin(x + x ** 2), Math.sin(x - x ** 2)',
      '(1 - Math.sin(x ** 2) * Math.cos(x)) ** -2, x',
    ]) {
      const [train = 1, same, wider] = await judge(shape)
      expect(train).toBeLessThanOrEqual(0.01)
      expect(train).toBeGreaterThan(1e-6)
      expect(same).toBeLessThanOrEqual(0.01)
      expect(wider).toBe(100)
    }
  })

  test('sees no values', () => {
    const train = problem.train[0] as Case
    const { targets } = train.expected as { readonly targets: readonly number[] }
    expect(JSON.stringify(train.input)).not.toContain(String(targets[0]))
  })

  test('refuses what are no parts', () => {
    const train = problem.train[0] as Case
    const n = (train.input as readonly unknown[]).length
    const said = (answer: unknown): unknown => problem.verify({ input: train.input, expected: train.expected, name: '' }, answer)
    const parts = (count: number, value: unknown): unknown[] => Array.from({ length: count }, () => value)
    expect(said({ parts: parts(n, 1e308), width: 1 })).toHaveProperty('score')
    expect(said({ parts: parts(2 * n, 1), width: 2 })).toHaveProperty('score')
    for (const [list, width] of [
      [parts(n - 1, 1), 1],
      [parts(n, 1), 2],
      [parts(3 * n, 1), 3],
      [[], 0],
      [parts(n, Number.NaN), 1],
      [parts(n, '1'), 1],
      [parts(n, 1), '1x'],
    ])
      expect(said({ parts: list, width })).toHaveProperty('invalid')
    expect(said(null)).toHaveProperty('invalid')
  })
})

describe('what brings parts nearest to the values', () => {
  const random = stream('fit')
  const points = Array.from({ length: 40 }, () => [1 + random.next(), 2 - 4 * random.next()])
  const columns = (...of: readonly ((x: number, y: number) => number)[]): Float64Array[] =>
    of.map((each) => Float64Array.from(points, ([x = 0, y = 0]) => each(x, y)))
  const fitTo = (value: (x: number, y: number) => number) => fitter(points, [...(columns(value)[0] ?? [])])

  test('a linear combination', () => {
    const { shape, linear } = fitTo((x, y) => 3 * Math.sin(x) - y / 2 + 7)(
      columns(
        (x) => Math.sin(x),
        (_, y) => y,
      ),
    )
    expect(shape).toBeLessThan(1e-12)
    expect(linear.slopes).toEqual([expect.closeTo(3, 9), expect.closeTo(-0.5, 9)])
    expect(linear.intercept).toBeCloseTo(7, 9)
  })

  test('a product of powers, of both signs', () => {
    const { shape, powers } = fitTo((x, y) => (-2 * y ** 3) / (x * Math.sqrt(9 - y * y)))(columns((_, y) => y * y - 9))
    expect(shape).toBeLessThan(1e-12)
    expect(powers).toMatchObject({ factor: expect.closeTo(-2, 9), signs: [-1], parts: [expect.closeTo(-0.5, 9)] })
    expect(powers?.variables).toEqual([expect.closeTo(-1, 9), expect.closeTo(3, 9)])
  })

  test('a polynomial, where it is exact and nowhere else', () => {
    const parts = columns((x) => Math.sin(x))
    const { shape, polynomial = [] } = fitTo((x, y) => 2 * x * Math.sin(x) - Math.sin(x) ** 2 / 3 + x * y * y - 5)(parts)
    expect(shape).toBeLessThan(1e-11)
    const named = Object.fromEntries(
      monomials(['x', 'y', 's'], degreeFor(3, points.length)).map((factors, k) => [factors.join(''), polynomial[k]]),
    )
    const expected: Record<string, number> = { '': -5, xs: 2, ss: -1 / 3, xyy: 1 }
    for (const [name, value] of Object.entries(named)) expect(value, name).toBeCloseTo(expected[name] ?? 0, 8)
    const other = fitTo((x, y) => Math.exp(x) + x * y * y)(parts)
    expect(other).not.toHaveProperty('polynomial')
    expect(other.shape).toBeGreaterThan(0.01)
  })

  test('monomials are each product once, and leave half of the points to spare', () => {
    expect(monomials(['x', 'y'], 2).map((factors) => factors.join(''))).toEqual(['', 'x', 'y', 'xx', 'xy', 'yy'])
    expect([1, 2, 3, 4, 9].map((items) => degreeFor(items, 20))).toEqual([3, 3, 2, 1, 1])
    for (const items of [1, 2, 5, 11])
      for (const sample of [4, 20, 100])
        expect(monomials(Array(items).fill('x'), degreeFor(items, sample)).length).toBeLessThanOrEqual(sample / 2)
  })

  test('parts that tell nothing new get no share', () => {
    const { shape, linear, powers } = fitTo((x) => x * x)(
      columns(
        (x) => x * x,
        (x) => 2 * x * x,
        () => 5,
      ),
    )
    expect(shape).toBeLessThan(1e-12)
    expect(linear.slopes.slice(1)).toEqual([0, 0])
    expect(powers?.parts).toEqual([0, 0, 0])
  })

  test('never more than the spread, also of parts without logarithms', () => {
    const { shape, powers } = fitTo((x, y) => x + y)(columns(() => 0))
    expect(shape).toBeLessThanOrEqual(1)
    expect(powers?.parts).toEqual([0])
  })
})

describe('in a run', () => {
  const definition = (change: object): ProblemDefinition => {
    const { points, targets } = draw(
      {
        name: '',
        ranges: [
          [1, 3],
          [1, 3],
        ],
        value: (x, y) => (2 / 3) * x * y + 1 / 7,
      },
      30,
      stream('pair'),
    )
    const fit = fitter(points, targets)
    return {
      name: 'pair',
      statement: 'a formula',
      entry: 'f(x1: number, x2: number): number',
      direction: 'minimize',
      driver: { 'driver.ts': 'export default (program, points) => points.map((point) => program.f(...point))' },
      initialPrograms: [{ 'program.js': 'export function f(x1, x2) {\n  return x1\n}\n' }],
      cases: { train: [{ input: points }] },
      verify(_, answer) {
        const { error, shape, linear } = fit([Float64Array.from(answer as number[])])
        return {
          score: shape > 1e-9 ? 1 + shape : Math.min(error, 1),
          metrics: { slope: linear.slopes[0] ?? 0, intercept: linear.intercept },
        }
      },
      vocabulary: {
        closed: true,
        functions: ['_ + _', '_ * _', 'Math.sin(_)'],
        constants: [1, 2],
        calibrations: ['slope * _ + intercept'],
        ...change,
      },
    }
  }
  async function reasonOf(change: object, seed: number): Promise<string> {
    const run = await evolve(definition(change), {
      seed,
      evaluations: 600,
      target: 1e-9,
      workers: 1,
      order: { virtualWorkers: 2, batch: 16 },
    })
    const finished = await run.finished
    return finished.type === 'finished' ? finished.reason : 'stopped'
  }

  const calibrationsHelp = async (seed: number): Promise<void> => {
    expect(await reasonOf({}, seed)).toBe('target')
    expect(await reasonOf({ calibrations: undefined }, seed)).toBe('evaluations')
  }
  test('calibrations find what is not found without them', () => calibrationsHelp(1))
  test.each([2, 3])('calibrations find what is not found without them, seed %d', { tags: 'long' }, calibrationsHelp)
})

describe('a formula of its own', () => {
  /** Whether a copy of the problem with another formula, and a change of its fit, is recovered. */
  async function isRecovered(formula: string, seed: number, from = '', to = ''): Promise<boolean> {
    const folder = join(mkdtempSync(join(tmpdir(), 'ternate-')), 'symbolic-regression')
    cpSync(fileURLToPath(new URL('symbolic-regression', import.meta.url)), folder, { recursive: true })
    writeFileSync(join(folder, 'formula.json'), JSON.stringify({ formula, noise: 0 }))
    const fit = readFileSync(join(folder, 'fit.ts'), 'utf8')
    expect(fit).toContain(from)
    writeFileSync(join(folder, 'fit.ts'), fit.replace(from, to))
    const run = await evolve(folder, { seed, evaluations: 900, target: 1e-12, workers: 1 })
    const finished = await run.finished
    rmSync(dirname(folder), { recursive: true })
    return finished.type === 'finished' && finished.heldOut.find(({ set }) => set === 'wider range')?.score === 0
  }

  const polynomialsHelp = async (seed: number): Promise<void> => {
    expect(await isRecovered('Nguyen-4', seed)).toBe(true)
    expect(await isRecovered('Nguyen-4', seed, 'const DEGREE = 3', 'const DEGREE = 0')).toBe(false)
  }
  test('polynomials find what is not found without them', () => polynomialsHelp(1))
  test.each([2, 3])('polynomials find what is not found without them, seed %d', { tags: 'long' }, polynomialsHelp)
})

describe('the axes of its cells', () => {
  /** A copy of the problem with such axes, by the result of a program of Nguyen-5 on train. */
  async function withAxes(axes: readonly string[] | undefined, body: string): Promise<Readonly<Record<string, number>>> {
    const folder = join(mkdtempSync(join(tmpdir(), 'ternate-')), 'symbolic-regression')
    try {
      cpSync(fileURLToPath(new URL('symbolic-regression', import.meta.url)), folder, { recursive: true })
      writeFileSync(join(folder, 'formula.json'), JSON.stringify({ formula: 'Nguyen-5', noise: 0, axes }))
      const copy = await loadProblem(folder)
      expect(copy.descriptors.map(({ name }) => name)).toEqual(axes ?? ['shape', 'size', 'parts'])
      const evaluator = await createEvaluator(copy)
      const made = makeProgram({ 'program.js': `export function f(x) { return [${body}] }` })
      if (!made.ok) throw new Error(made.reason)
      const { metrics } = await evaluator.evaluate({ program: made.program, set: 'train' })
      await evaluator.close()
      return metrics
    } finally {
      rmSync(dirname(folder), { recursive: true })
    }
  }

  test('may have the error of the nearest part as it is, which scaling does not help', async () => {
    const axes = ['raw', 'size']
    const formula = 'Math.sin(x * x) * Math.cos(x) - 1'
    expect(await withAxes(axes, formula)).toMatchObject({ raw: expect.closeTo(0, 6), shape: expect.closeTo(0, 6) })
    const scaled = await withAxes(axes, `10 * (${formula})`)
    expect(scaled['shape']).toBeCloseTo(0, 6)
    expect(scaled['raw']).toBeGreaterThan(500)
    expect(await withAxes(axes, `10 * (${formula}), ${formula}`)).toMatchObject({ raw: expect.closeTo(0, 6) })
    expect(await withAxes(axes, '1e200')).toMatchObject({ raw: 1e6 })
  })

  test('are three unless given, and then no such error is told', async () => {
    expect(await withAxes(undefined, '2 * x')).not.toHaveProperty('raw')
    await expect(withAxes(['shape', 'roughness'], 'x')).rejects.toThrow(/axes in formula.json are out of shape, size, parts, raw/)
  })
})
