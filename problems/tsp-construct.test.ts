import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { loadProblem } from '../authoring/load.ts'
import drive from './tsp-construct/driver.ts'
import { priority as nearest } from './tsp-construct/initial.ts'

type City = readonly [number, number]
type Features = Parameters<typeof nearest>
type Priority = (...features: Features) => number
interface Input {
  readonly coordinates: readonly City[]
}

const problem = await loadProblem('tsp-construct')
const judge = (input: Input, answer: ArrayLike<number>): { score: number; metrics: Record<string, number> } =>
  problem.verify({ input, expected: undefined, name: '' }, answer) as { score: number; metrics: Record<string, number> }

/** The rule and the features as the statement gives them. */
function tourPlainly({ coordinates }: Input, priority: Priority): number[] {
  const distance = (a: number, b: number): number => Math.hypot(...[0, 1].map((k) => coordinates[a]![k]! - coordinates[b]![k]!))
  const all = [...coordinates.keys()]
  const pairs = all.flatMap((a) => all.slice(0, a).map((b) => distance(a, b)))
  const unit = pairs.reduce((sum, item) => sum + item, 0) / pairs.length || 1
  const tour = all.splice(0, 1)
  while (all.length > 0) {
    const current = tour.at(-1) as number
    const mean = (k: 0 | 1): number => all.reduce((sum, city) => sum + coordinates[city]![k], 0) / all.length
    const centre = [mean(0), mean(1)] as const
    const values = all.map((city) => {
      const others = all.filter((other) => other !== city).map((other) => distance(city, other))
      others.sort((a, b) => a - b)
      const features = [
        distance(current, city),
        distance(city, 0),
        distance(current, 0),
        others.reduce((sum, item) => sum + item, 0) / (others.length || 1),
        others[0] ?? 0,
        others[1] ?? 0,
        Math.min(...all.map((other) => distance(current, other))),
        Math.hypot(coordinates[city]![0] - centre[0], coordinates[city]![1] - centre[1]),
      ].map((item) => item / unit)
      return priority(...([...features, tour.length / coordinates.length] as Features))
    })
    let best = 0
    values.forEach((value, k) => {
      if (value > (values[best] as number) || (Number.isNaN(values[best]) && !Number.isNaN(value))) best = k
    })
    tour.push(...all.splice(best, 1))
  }
  return tour
}

/** To nine digits: sums in another order differ in the last bits. */
const rounded =
  (priority: Priority): Priority =>
  (...features) =>
    Math.round(1e9 * priority(...features))

const scorers: Record<string, Priority> = {
  'nearest neighbour': nearest,
  farthest: (distance) => distance,
  'always equal': () => 0,
  'NaN first': (distance) => (distance < 0.5 ? Number.NaN : -distance),
  'every feature': (distance, toStart, fromStart, mean, one, two, closest, central, visited) =>
    -distance + 0.11 * toStart * fromStart - 0.13 * mean + 0.17 * one + 0.19 * two * closest + 0.23 * central * visited,
}

describe('the driver', () => {
  const city = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }))

  test.each(Object.entries(scorers))('goes step by step: %s', (_, priority) => {
    fc.assert(
      fc.property(fc.array(city, { minLength: 1, maxLength: 14 }), (coordinates) => {
        const input = { coordinates }
        expect([...drive({ priority: rounded(priority) }, input)]).toEqual(tourPlainly(input, rounded(priority)))
      }),
      { numRuns: 60, seed: 1 },
    )
  })

  test('as plainly on an instance of 50', () => {
    const input = problem.train[0]?.input as Input
    const priority = rounded(scorers['every feature'] as Priority)
    expect([...drive({ priority }, input)]).toEqual(tourPlainly(input, priority))
  })

  test('gives the same tour twice, charts being kept, and none of no cities', () => {
    const input = problem.train[1]?.input as Input
    expect(drive({ priority: nearest }, input)).toEqual(drive({ priority: nearest }, input))
    expect([...drive({ priority: nearest }, { coordinates: [] })]).toEqual([])
  })
})

describe('the verifier', () => {
  const square: Input = {
    coordinates: [
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 1],
    ],
  }

  test('measures the closed tour by that of nearest neighbour', () => {
    expect(judge(square, [0, 1, 2, 3])).toMatchObject({ score: 1, metrics: { length: 4, neighbour: 4 } })
    expect(judge(square, [0, 2, 1, 3]).metrics['length']).toBeCloseTo(2 + 2 * Math.SQRT2)
  })

  test.each([
    ['too few', [0, 1, 2]],
    ['one twice', [0, 1, 2, 2]],
    ['none such', [0, 1, 2, 4]],
    ['NaN', [0, 1, 2, Number.NaN]],
    ['no list', 'tour' as unknown as number[]],
  ])('refuses %s', (_, answer) => {
    expect(judge(square, answer)).toHaveProperty('invalid')
  })
})

describe('published figures', () => {
  test.each([
    ['uniform 50', 7.05327],
    ['uniform 100', 9.57323],
    ['uniform 200', 13.63727],
  ])('%s: nearest neighbour %f, mean length of 64 tours', (set, length) => {
    const cases = problem.heldOut.find((item) => item.set === set)?.cases ?? []
    const results = cases.map(({ input }) => judge(input as Input, drive({ priority: nearest }, input as Input)))
    expect(results).toHaveLength(64)
    expect(results.every(({ score }) => score === 1)).toBe(true)
    expect(results.reduce((sum, { metrics }) => sum + (metrics['length'] ?? Number.NaN), 0) / 64).toBeCloseTo(length, 4)
  })
})
