import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { loadProblem } from '../authoring/load.ts'
import drive from './bin-packing-any/driver.ts'
import { priority as bestFit } from './bin-packing-any/initial.ts'

type Features = Parameters<typeof bestFit>
type Priority = (...features: Features) => number
interface Input {
  readonly capacity: number
  readonly items: readonly number[]
}

const problem = await loadProblem('bin-packing-any')
const judge = (input: Input, answer: ArrayLike<number>): { score: number } =>
  problem.verify({ input, expected: undefined, name: '' }, answer) as { score: number }

/** The rule and the features as the statement gives them, bin by bin; the residual that each item finds. */
function packPlainly({ capacity, items }: Input, priority: Priority): number[] {
  const residuals: number[] = []
  return items.map((item, k) => {
    const seen = items.slice(0, k + 1)
    const mean = seen.reduce((sum, size) => sum + size, 0) / seen.length
    const spread = Math.sqrt(Math.max(0, seen.reduce((sum, size) => sum + size * size, 0) / seen.length - mean * mean))
    const unfilled = residuals.filter((residual) => residual > 0)
    const room = unfilled.reduce((sum, residual) => sum + residual, 0) / (unfilled.length || 1)
    const share = (has: (size: number) => boolean): number => seen.filter(has).length / seen.length
    let best: { readonly bin: number; readonly value: number; readonly residual: number } | undefined
    for (const [bin, residual] of [...residuals, capacity].entries()) {
      if (residual < item) continue
      const left = residual - item
      const [fits, exact] = [share((size) => size <= left), share((size) => size === left)]
      const value = priority(item, residual, capacity, mean, spread, unfilled.length, room, fits, exact)
      const better =
        best === undefined ||
        value > best.value ||
        (Number.isNaN(best.value) && !Number.isNaN(value)) ||
        ((value === best.value || Number.isNaN(value)) && Object.is(value, best.value) && residual < best.residual)
      if (better) best = { bin, value, residual }
    }
    const { bin, residual } = best ?? { bin: residuals.length, residual: capacity }
    residuals[bin] = residual - item
    return residual
  })
}

/** The residual that each item finds. */
function residualsOf({ capacity, items }: Input, bins: ArrayLike<number>): number[] {
  const residuals: number[] = []
  return items.map((item, k) => {
    const residual = residuals[bins[k] as number] ?? capacity
    residuals[bins[k] as number] = residual - item
    return residual
  })
}

const scorers: Record<string, Priority> = {
  'best fit': bestFit,
  'worst fit': (item, residual) => residual - item,
  'always equal': () => 0,
  'NaN here and there': (item, residual) => (residual % 3 === 0 ? Number.NaN : Math.sin(item * residual)),
  'every feature': (item, residual, capacity, mean, spread, open, room, fits, exact) =>
    Math.round(1e6 * (Math.sin(residual / mean) + spread / capacity + Math.cos(open * item) + room / residual + 3 * exact - fits)),
}

describe('the driver', () => {
  test.each(Object.entries(scorers))('packs as bin by bin: %s', (_, priority) => {
    fc.assert(
      fc.property(fc.integer({ min: 5, max: 40 }), fc.array(fc.nat({ max: 39 }), { maxLength: 60 }), (capacity, sizes) => {
        const input: Input = { capacity, items: sizes.map((size) => 1 + (size % capacity)) }
        expect(residualsOf(input, drive({ priority }, input))).toEqual(packPlainly(input, priority))
      }),
      { numRuns: 60, seed: 1 },
    )
  })

  test('fills bins to the brim and opens the next', () => {
    expect([...drive({ priority: bestFit }, { capacity: 10, items: [6, 10, 4, 6, 4, 1] })]).toEqual([0, 1, 0, 2, 2, 3])
    expect([...drive({ priority: bestFit }, { capacity: 10, items: [] })]).toEqual([])
  })
})

describe('the cases', () => {
  test('every capacity has every class, and several lengths, in train and validation', () => {
    for (const cases of [problem.train, problem.validation]) {
      const found = cases.map(({ name }) => name.split('-').slice(0, 2).join(' '))
      const capacities = new Set(cases.map(({ input }) => (input as Input).capacity))
      for (const capacity of capacities)
        for (const name of ['Weibull', 'uniform', 'bimodal']) expect(found).toContain(`${name} ${capacity}`)
      expect(capacities.size).toBeGreaterThan(1)
      for (const capacity of capacities) {
        const orders = cases.map(({ input }) => input as Input).filter((input) => input.capacity === capacity)
        expect(new Set(orders.map(({ items }) => items.length)).size).toBeGreaterThan(1)
      }
    }
  })

  test('are whole sizes between 1 and the capacity', () => {
    for (const { input } of [problem.train, problem.validation, ...problem.heldOut.map(({ cases }) => cases)].flat()) {
      const { capacity, items } = input as Input
      expect(items.every((item) => Number.isInteger(item) && item >= 1 && item <= capacity)).toBe(true)
    }
  })
})

describe('figures of best fit, in percent above the L1 bound', () => {
  test.each([
    ['FunSearch 5k', 3.984],
    ['OR4', 4.942],
    ['bimodal 5k', 2.627],
  ])('%s: %f', (set, score) => {
    const cases = problem.heldOut.find((item) => item.set === set)?.cases ?? []
    const scores = cases.map(({ input }) => judge(input as Input, drive({ priority: bestFit }, input as Input)).score)
    expect(scores.reduce((sum, item) => sum + item, 0) / scores.length).toBeCloseTo(score, 3)
  })
})
