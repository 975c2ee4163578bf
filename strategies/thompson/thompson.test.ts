import { describe, expect, test } from 'vitest'
import { stream } from '../../engine/contracts/random.ts'
import { drawBeta } from './beta.ts'
import { drawGamma } from './gamma.ts'

const DRAWS = 20_000

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** How far the values lie from a distribution: the largest gap between its function and theirs (Kolmogorov-Smirnov). */
function distance(values: readonly number[], below: (x: number) => number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return Math.max(...sorted.map((x, k) => Math.max(Math.abs(below(x) - k / DRAWS), Math.abs(below(x) - (k + 1) / DRAWS))))
}

describe('draws', () => {
  test.each([1, 2, 7.5, 400])('of gamma(%d) have its mean and variance', (shape) => {
    const random = stream(`gamma ${shape}`)
    const values = Array.from({ length: DRAWS }, () => drawGamma(shape, random))
    expect(Math.abs(meanOf(values) - shape)).toBeLessThan(6 * Math.sqrt(shape / DRAWS))
    const variance = meanOf(values.map((value) => (value - shape) ** 2))
    expect(Math.abs(variance / shape - 1)).toBeLessThan(6 * Math.sqrt((2 + 6 / shape) / DRAWS))
  })

  test.each([
    [1, 1, (x: number): number => x],
    [2, 1, (x: number): number => x ** 2],
    [1, 9, (x: number): number => 1 - (1 - x) ** 9],
    [11, 1, (x: number): number => x ** 11],
    [2, 2, (x: number): number => x * x * (3 - 2 * x)],
  ])('of beta(%d, %d) have its distribution', (a, b, below) => {
    const random = stream(`beta ${a} ${b}`)
    const values = Array.from({ length: DRAWS }, () => drawBeta(a, b, random))
    expect(distance(values, below)).toBeLessThan(2.2 / Math.sqrt(DRAWS)) // beyond it once in 8,000 times
  })

  test('come from their stream alone', () => {
    const some = (): number[] => Array.from({ length: 9 }, (_, k) => drawBeta(1 + k, 3, stream(`draw ${k}`)))
    expect(some()).toEqual(some())
  })
})
