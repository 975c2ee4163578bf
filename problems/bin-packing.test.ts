import { describe, expect, test } from 'vitest'
import drive from '../authoring/kit/drivers/packing.ts'
import { loadProblem } from '../authoring/load.ts'
import { priority as bestFit } from './bin-packing/initial.ts'

type Priority = (item: number, residual: number, capacity: number) => number
interface Input {
  readonly capacity: number
  readonly items: readonly number[]
}

const problem = await loadProblem('bin-packing')
const judge = (input: Input, answer: unknown): { score: number; metrics: Record<string, number> } =>
  problem.verify({ input, expected: undefined, name: '' }, answer) as { score: number; metrics: Record<string, number> }

/** The rule as the statement gives it, bin by bin. */
function packPlainly({ capacity, items }: Input, priority: Priority): number[] {
  const residuals: number[] = []
  return items.map((item) => {
    let best: { bin: number; value: number; residual: number } | undefined
    for (const [bin, residual] of [...residuals, capacity].entries()) {
      if (residual < item) continue
      const value = priority(item, residual, capacity)
      const better =
        best === undefined ||
        value > best.value ||
        (Number.isNaN(best.value) && !Number.isNaN(value)) ||
        (Object.is(value, best.value) && residual < best.residual)
      if (better) best = { bin, value, residual }
    }
    const { bin, residual } = best ?? { bin: residuals.length, residual: capacity }
    residuals[bin] = residual - item
    return bin
  })
}

/** Residual after packing, for each bin, as a multiset. */
function loadsOf({ items }: Input, bins: ArrayLike<number>): number[] {
  const loads: number[] = []
  items.forEach((item, k) => {
    const bin = bins[k] as number
    loads[bin] = (loads[bin] ?? 0) + item
  })
  return loads.sort((a, b) => a - b)
}

const scorers: Record<string, Priority> = {
  'best fit': bestFit,
  'worst fit': (item, residual) => residual - item,
  'always equal': () => 0,
  'a new bin each time': (_, residual, capacity) => (residual === capacity ? Infinity : -Infinity),
  'NaN for open bins': (_, residual, capacity) => (residual === capacity ? -Infinity : Number.NaN),
  'NaN here and there': (item, residual) => (residual % 3 === 0 ? Number.NaN : Math.sin(item * residual)),
  'gaps avoided': (item, residual) => ((residual - item) % 20 < 3 ? 10 : 0) - (residual - item) / 7,
}

describe('the driver', () => {
  const short = (problem.train.at(-1)?.input as Input | undefined) ?? { capacity: 1, items: [] }
  const input: Input = { capacity: short.capacity, items: short.items.slice(0, 600) }

  test.each(Object.entries(scorers))('packs as bin by bin: %s', (_, priority) => {
    expect(loadsOf(input, drive({ priority }, input))).toEqual(loadsOf(input, packPlainly(input, priority)))
  })

  test('asks once for each pair of item and residual', () => {
    const asked: string[] = []
    drive({ priority: (item, residual) => (asked.push(`${item} ${residual}`), residual) }, input)
    expect(new Set(asked).size).toBe(asked.length)
  })

  test('fills bins to the brim and opens the next', () => {
    expect([...drive({ priority: bestFit }, { capacity: 10, items: [6, 10, 4, 6, 4, 1] })]).toEqual([0, 1, 0, 2, 2, 3])
    expect([...drive({ priority: bestFit }, { capacity: 10, items: [] })]).toEqual([])
  })
})

describe('the verifier', () => {
  const input: Input = { capacity: 10, items: [6, 5, 4] }

  test('counts bins against the L1 bound', () => {
    expect(judge(input, [0, 1, 0])).toMatchObject({ score: 0, metrics: { bins: 2, bound: 2 } })
    expect(judge(input, [0, 1, 2])).toMatchObject({ score: 50 })
  })

  test.each([
    ['too few', [0, 1]],
    ['too many', [0, 1, 0, 1]],
    ['an overflow', [0, 0, 1]],
    ['a gap in the numbers', [0, 2, 1]],
    ['not from zero', [1, 2, 1]],
    ['a fraction', [0, 1, 0.5]],
    ['negative', [0, 1, -1]],
    ['not numbers', ['0', '1', '0']],
    ['a number and its text', [0, '0', 1]],
    ['a name that lists have', ['at', 'at', 'at']],
    ['the prototype', ['__proto__', 0, 1]],
    ['lists of numbers', [[0], [1], [0]]],
    ['NaN', [Number.NaN, 0, 1]],
    ['no list', null],
    ['no list either', { length: 3, 0: 0, 1: 1, 2: 0 }],
  ])('refuses %s', (_, answer) => {
    expect(judge(input, answer)).toHaveProperty('invalid')
  })
})

describe('published figures on the FunSearch set, in percent above the L1 bound', () => {
  const [published] = problem.heldOut
  const excess = (pack: (input: Input) => ArrayLike<number>): number => {
    const results = (published?.cases ?? []).map(({ input, weight }) => ({ ...judge(input as Input, pack(input as Input)), weight }))
    return problem.aggregate?.(results) ?? Number.NaN
  }

  test('first fit 4.226', () => {
    const firstFit = ({ capacity, items }: Input): number[] => {
      const residuals: number[] = []
      return items.map((item) => {
        const found = residuals.findIndex((residual) => residual >= item)
        const bin = found === -1 ? residuals.length : found
        residuals[bin] = (residuals[bin] ?? capacity) - item
        return bin
      })
    }
    expect(excess(firstFit)).toBeCloseTo(4.226, 3)
  })

  test('best fit 3.984', () => {
    expect(excess((input) => drive({ priority: bestFit }, input))).toBeCloseTo(3.984, 3)
  })

  test('FunSearch 0.684, its program scoring all open bins at once', () => {
    const funSearch = ({ capacity, items }: Input): number[] => {
      // Two untouched bins at the end stand for the many of its code: only the first two of equal bins can differ in score.
      const residuals = [capacity, capacity]
      const opened = new Map<number, number>()
      return items.map((item) => {
        const bins = [...residuals.keys()].filter((bin) => (residuals[bin] as number) >= item)
        const room = bins.map((bin) => residuals[bin] as number)
        const most = Math.max(...room)
        const raw = room.map((left) => {
          const score = (left - most) ** 2 / item + left ** 2 / item ** 2 + left ** 2 / item ** 3
          return left > item ? -score : score
        })
        const scores = raw.map((score, k) => (k === 0 ? score : score - (raw[k - 1] as number)))
        const bin = bins[scores.indexOf(Math.max(...scores))] as number
        residuals[bin] = (residuals[bin] as number) - item
        while (residuals.at(-1) !== capacity || residuals.at(-2) !== capacity) residuals.push(capacity)
        if (!opened.has(bin)) opened.set(bin, opened.size)
        return opened.get(bin) as number
      })
    }
    expect(excess(funSearch)).toBeCloseTo(0.684, 3)
  })
})
