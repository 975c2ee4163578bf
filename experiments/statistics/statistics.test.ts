import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { stream } from '../../engine/contracts/random.ts'
import { medianInterval } from './bootstrap.ts'
import { holm } from './holm.ts'
import { detectable, fewestPairs } from './power.ts'
import { median, quantile, summarize } from './quantile.ts'
import { meanRanks, midranks } from './ranks.ts'
import { signedRank } from './wilcoxon.ts'

/** Two-sided p by going through all assignments of signs. */
function enumerated(differences: readonly number[]): number {
  const moved = differences.filter((difference) => difference !== 0)
  const ranks = midranks(moved.map(Math.abs))
  const sumOf = (isPositive: (k: number) => boolean): number => ranks.reduce((sum, rank, k) => sum + (isPositive(k) ? rank : 0), 0)
  const middle = sumOf(() => true) / 2
  const seen = Math.abs(sumOf((k) => (moved[k] as number) > 0) - middle)
  let far = 0
  for (let signs = 0; signs < 2 ** moved.length; signs++) {
    if (Math.abs(sumOf((k) => (signs & (1 << k)) > 0) - middle) >= seen) far += 1
  }
  return far / 2 ** moved.length
}

const few = fc.array(fc.integer({ min: -6, max: 6 }), { maxLength: 9 })

describe('quantiles', () => {
  test('of a known sample are those of R, type 7', () => {
    expect(summarize([9, 1, 4, 2])).toEqual({ least: 1, lower: 1.75, median: 3, upper: 5.25, greatest: 9 })
    expect(quantile([1, 2, 4, 9], 0.1)).toBeCloseTo(1.3)
  })
  test('bear infinite values', () => {
    expect(median([1, Infinity, Infinity])).toBe(Infinity)
    expect(median([-Infinity, Infinity])).toBe(Infinity)
    expect(median([1, 2, Infinity])).toBe(2)
    expect(quantile([1, Infinity], 0.25)).toBe(1)
  })
})

describe('the signed-rank test', () => {
  test('has the p-values of the published tables', () => {
    expect(signedRank([1, 2, 3, 4, 5]).p).toBe(0.0625)
    expect(signedRank([1, 2, 3, 4, 5, 6]).p).toBe(0.03125)
    // n = 10, T = 8 is the critical value of the 5 % level in Wilcoxon's table: P = 2 x 25 / 1024.
    expect(signedRank([-8, 1, 2, 3, 4, 5, 6, 7, 9, 10])).toEqual({ pairs: 10, statistic: 47, p: 50 / 1024 })
    expect(signedRank([-9, 1, 2, 3, 4, 5, 6, 7, 8, 10]).p).toBeGreaterThan(0.05)
  })
  test('leaves out zeros, and says nothing when nothing differs', () => {
    expect(signedRank([0, 0, 1, 2, 3])).toEqual(signedRank([1, 2, 3]))
    expect(signedRank([0, 0])).toEqual({ pairs: 0, statistic: 0, p: 1 })
    expect(signedRank([])).toEqual({ pairs: 0, statistic: 0, p: 1 })
  })
  test('equals the count over all assignments of signs, ties included', () => {
    fc.assert(fc.property(few, (differences) => Math.abs(signedRank(differences).p - enumerated(differences)) < 1e-12))
  })
  test('does not care for order, sides or units', () => {
    fc.assert(
      fc.property(few, (differences) => {
        const { p } = signedRank(differences)
        expect(signedRank(differences.toReversed()).p).toBe(p)
        expect(signedRank(differences.map((difference) => -3 * difference)).p).toBe(p)
      }),
    )
  })
  test('stays exact and quick for many pairs', () => {
    const { p } = signedRank(Array.from({ length: 200 }, (_, k) => k + 1))
    expect(p).toBe(2 ** -199)
    const random = stream('many')
    expect(signedRank(Array.from({ length: 200 }, () => random.normal() + 1)).p).toBeLessThan(1e-9)
  })
  test('takes an infinite difference for the largest', () => {
    expect(signedRank([-Infinity, 1, 2, 3])).toEqual(signedRank([-4, 1, 2, 3]))
  })
})

describe('the power of the signed-rank test', () => {
  test('of six pairs is that all six are above 0, which is the root of a normal chance', () => {
    // P(all above 0) = Phi(d) ** 6 = 0.8 at d = 1.7936, within the error of 2,000 samples
    expect(detectable(6, 0.05)).toBeCloseTo(1.79, 1)
    expect(Math.abs((detectable(6, 0.05) as number) - 1.7936)).toBeLessThan(0.06)
  })
  test('is what it says, counted with the test itself', () => {
    for (const [pairs, level] of [
      [8, 0.05],
      [12, 0.05 / 4],
      [20, 0.05],
    ] as const) {
      const shift = detectable(pairs, level) as number
      const random = stream(`counted/${pairs}`)
      let found = 0
      for (let round = 0; round < 2000; round++)
        if (signedRank(Array.from({ length: pairs }, () => random.normal() + shift)).p <= level) found += 1
      // three standard errors of either simulation
      expect(Math.abs(found / 2000 - 0.8)).toBeLessThan(3 * Math.sqrt((2 * 0.16) / 2000))
    }
  })
  test('is none where too few pairs are there for the level', () => {
    expect([1, 5, 6, 7].map((pairs) => detectable(pairs, 0.05) !== undefined)).toEqual([false, false, true, true])
    for (const level of [0.05, 0.05 / 3, 0.05 / 7, 0.05 / 24]) {
      const fewest = fewestPairs(level)
      expect(detectable(fewest, level)).toBeGreaterThan(0)
      expect(detectable(fewest - 1, level)).toBeUndefined()
    }
  })
  test('falls with more pairs, and rises with more tests', () => {
    const by = (pairs: number, tests = 1): number => detectable(pairs, 0.05 / tests) as number
    expect(by(10)).toBeGreaterThan(by(20))
    expect(by(20)).toBeGreaterThan(by(50))
    expect(by(200)).toBeCloseTo(by(50) / 2, 12)
    expect(by(20, 10)).toBeGreaterThan(by(20))
  })
})

describe("Holm's correction", () => {
  test('of a known family', () => {
    expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02])
    expect(holm([0.5, 0.9])).toEqual([1, 1])
    expect(holm([])).toEqual([])
  })
  test('lies between no correction and that of Bonferroni, and keeps the order', () => {
    const chance = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(fc.array(chance, { minLength: 1, maxLength: 8 }), (values) => {
        const adjusted = holm(values)
        values.forEach((value, k) => {
          expect(adjusted[k]).toBeGreaterThanOrEqual(value)
          expect(adjusted[k]).toBeLessThanOrEqual(Math.min(1, values.length * value))
          values.forEach((other, l) => value < other && expect(adjusted[k]).toBeLessThanOrEqual(adjusted[l] as number))
        })
      }),
    )
  })
})

describe('ranks', () => {
  test('are shared by equals', () => {
    expect(midranks([3, 1, 3, 2])).toEqual([3.5, 1, 3.5, 2])
    expect(
      meanRanks([
        [1, 2, 3],
        [2, 1, 3],
        [5, 5, 9],
      ]),
    ).toEqual([1.5, 1.5, 3])
  })
  test('of n add up to n (n + 1) / 2', () => {
    fc.assert(fc.property(few, (values) => midranks(values).reduce((a, b) => a + b, 0) === (values.length * (values.length + 1)) / 2))
  })
})

describe('the bootstrap', () => {
  test('is a function of its stream, and gives no interval for less than six values', () => {
    const values = [5, 1, 4, 2, 3, 9]
    expect(medianInterval(values, stream('a'))).toEqual(medianInterval(values, stream('a')))
    expect(medianInterval(values.slice(1), stream('a'))).toBeUndefined()
    expect(medianInterval([2, 2, 2, 2, 2, 2], stream('a'))).toEqual({ low: 2, high: 2 })
  })
  test('lies within the sample and about its median', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 6, maxLength: 12 }), (values) => {
        const { low, high } = medianInterval(values, stream('within')) as { low: number; high: number }
        expect(low).toBeGreaterThanOrEqual(Math.min(...values))
        expect(high).toBeLessThanOrEqual(Math.max(...values))
        expect(low).toBeLessThanOrEqual(median(values))
        expect(high).toBeGreaterThanOrEqual(median(values))
      }),
      { numRuns: 20 },
    )
  })
  test('holds the median about as often as it says', () => {
    const random = stream('coverage')
    let held = 0
    for (let round = 0; round < 200; round++) {
      const { low, high } = medianInterval(
        Array.from({ length: 15 }, () => random.normal()),
        random,
      ) as { low: number; high: number }
      if (low <= 0 && high >= 0) held += 1
    }
    expect(held / 200).toBeGreaterThan(0.89)
  })
})
