import { describe, expect, test } from 'vitest'
import drive from '../authoring/kit/drivers/packing.ts'
import { loadProblem } from '../authoring/load.ts'
import { priority as bestFit } from './bin-packing-uniform/initial.ts'

interface Input {
  readonly capacity: number
  readonly items: readonly number[]
}

const problem = await loadProblem('bin-packing-uniform')
const judge = (input: Input, answer: ArrayLike<number>): { score: number; metrics: Record<string, number> } =>
  problem.verify({ input, expected: undefined, name: '' }, answer) as { score: number; metrics: Record<string, number> }

function firstFit({ capacity, items }: Input): number[] {
  const residuals: number[] = []
  return items.map((item) => {
    const found = residuals.findIndex((residual) => residual >= item)
    const bin = found === -1 ? residuals.length : found
    residuals[bin] = (residuals[bin] ?? capacity) - item
    return bin
  })
}

/** FunSearch's program for the OR sets, from google-deepmind/funsearch: what is left in a bin is worth so much. */
function worth(left: number): number {
  if (left <= 2) return 4
  if (left <= 3) return 3
  if (left <= 5) return 2
  if (left <= 7) return 1
  if (left <= 9) return 0.9
  if (left <= 12) return 0.95
  if (left <= 15) return 0.97
  if (left <= 18) return 0.98
  if (left <= 20) return 0.98
  if (left <= 21) return 0.98
  return 0.99
}

/** Its rule: ties go to the bin that was opened first. */
function funSearch({ capacity, items }: Input): number[] {
  const residuals: number[] = []
  return items.map((item) => {
    const values = [...residuals, capacity].map((residual) => (residual < item ? -Infinity : worth(residual - item)))
    const bin = values.indexOf(Math.max(...values))
    residuals[bin] = (residuals[bin] ?? capacity) - item
    return bin
  })
}

const excess = (set: string, pack: (input: Input) => ArrayLike<number>): number => {
  const cases = problem.heldOut.find((item) => item.set === set)?.cases ?? []
  expect(cases).toHaveLength(20)
  return problem.aggregate?.(cases.map(({ input, weight }) => ({ ...judge(input as Input, pack(input as Input)), weight }))) ?? Number.NaN
}

describe('published figures on OR1 to OR4, in percent above the L1 bound', () => {
  test.each([
    ['OR1', 6.422, 5.81, 5.301],
    ['OR2', 6.45, 6.056, 4.185],
    ['OR3', 5.741, 5.368, 3.106],
    ['OR4', 5.23, 4.943, 2.472],
  ])('%s: first fit %f, best fit %f, FunSearch %f', (set, first, best, published) => {
    expect(excess(set, firstFit)).toBeCloseTo(first, 3)
    expect(excess(set, (input) => drive({ priority: bestFit }, input))).toBeCloseTo(best, 3)
    expect(excess(set, funSearch)).toBeCloseTo(published, 3)
  })
})

describe('the cases', () => {
  const items = (cases: readonly { readonly input: unknown; readonly weight: number }[], length: number): number =>
    cases.reduce((sum, { input, weight }) => sum + ((input as Input).items.length === length ? weight * length : 0), 0)

  test('every length weighs the same in train and validation', () => {
    for (const cases of [problem.train, problem.validation]) {
      const weights = [120, 250, 500, 1000].map((length) => items(cases, length))
      expect(new Set(weights).size).toBe(1)
    }
  })

  test('are whole sizes from 20 to 100', () => {
    const sizes = problem.validation.flatMap(({ input }) => (input as Input).items)
    expect(Math.min(...new Set(sizes))).toBe(20)
    expect(Math.max(...new Set(sizes))).toBe(100)
    expect(sizes.every(Number.isInteger)).toBe(true)
  })
})
