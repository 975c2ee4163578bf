import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dominates, extendFront, objectivesOf, hypervolume, referenceOf, valuesOf } from '../../engine/contracts/pareto.ts'
import { byRank } from '../../engine/population/ranking.ts'
import { populationOf, restoredFrom } from '../fixtures/populations.ts'
import { crowdingOf, frontsOf } from './fronts.ts'
import type { Individual } from '../../engine/contracts/individual.ts'

const points = (dimensions: number, most: number): fc.Arbitrary<number[][]> =>
  fc.array(fc.array(fc.nat(5), { minLength: dimensions, maxLength: dimensions }), { maxLength: most })

describe('objectives', () => {
  const objectives = [
    { name: 'score', direction: 'maximize', reference: 0 },
    { name: 'size', direction: 'minimize', reference: 50 },
    { name: 'waste', direction: 'minimize', reference: 9 },
    { name: 'fuel', direction: 'minimize', reference: 1e9 },
  ] as const
  test('become values that are to be small, and values again', () => {
    const signed = objectivesOf(objectives, 12, { score: 3, fuel: 7, metrics: { waste: 0.5 } })
    expect(signed).toEqual([-3, 12, 0.5, 7])
    expect(valuesOf(objectives, signed)).toEqual([3, 12, 0.5, 7])
    expect(referenceOf(objectives)).toEqual([0, 50, 9, 1e9])
    expect(objectivesOf(objectives, 12, { score: 3, fuel: 7, metrics: {} })[2]).toBe(Infinity)
  })
})

describe('fronts', () => {
  test('of a known set', () => {
    expect(
      frontsOf([
        [1, 5],
        [2, 2],
        [5, 1],
        [2, 5],
        [3, 3],
        [6, 6],
        [2, 2],
      ]),
    ).toEqual([0, 0, 0, 1, 1, 2, 0])
  })
  test('hold those that only individuals of earlier fronts dominate', () => {
    fc.assert(
      fc.property(points(3, 12), (list) => {
        const fronts = frontsOf(list)
        list.forEach((one, i) => {
          const above = list.flatMap((other, j) => (dominates(other, one) ? [fronts[j] as number] : []))
          expect(fronts[i]).toBe(above.length === 0 ? 0 : Math.max(...above) + 1)
        })
      }),
    )
  })
  test('may be gathered one by one', () => {
    fc.assert(
      fc.property(points(2, 12), (list) => {
        const front: { objectives: number[] }[] = []
        for (const values of list) extendFront(front, { objectives: values })
        const undominated = list.filter((one) => !list.some((other) => dominates(other, one)))
        expect(front.map(({ objectives: values }) => values.join()).sort()).toEqual(
          [...new Set(undominated.map((one) => one.join()))].sort(),
        )
      }),
    )
  })
})

describe('crowding', () => {
  test('is the size of the box between the neighbours', () => {
    expect(
      crowdingOf([
        [0, 10],
        [2, 4],
        [5, 2],
        [10, 0],
      ]),
    ).toEqual([Infinity, 0.5 + 0.8, 0.8 + 0.4, Infinity])
  })
  test('bears infinite values and equals', () => {
    expect(
      crowdingOf([
        [1, 1],
        [1, 1],
        [1, 1],
      ]),
    ).toEqual([Infinity, 0, Infinity])
    expect(
      crowdingOf([
        [1, Infinity],
        [2, 3],
        [3, 2],
      ]).some(Number.isNaN),
    ).toBe(false)
  })
})

describe('hypervolume', () => {
  test('of known fronts', () => {
    expect(hypervolume([], [4, 4])).toBe(0)
    expect(hypervolume([[1, 1]], [4, 4])).toBe(9)
    expect(
      hypervolume(
        [
          [1, 3],
          [2, 2],
          [3, 1],
        ],
        [4, 4],
      ),
    ).toBe(6)
    expect(hypervolume([[5, 0]], [4, 4])).toBe(0)
    expect(
      hypervolume(
        [
          [0, 0, 0],
          [1, 1, 1],
        ],
        [2, 3, 4],
      ),
    ).toBe(24)
  })
  test.each([2, 3, 4])('counts the cells of a grid that are dominated, in %d dimensions', (dimensions) => {
    const cells = Array.from({ length: 5 ** dimensions }, (_, cell) =>
      Array.from({ length: dimensions }, (_none, k) => Math.floor(cell / 5 ** k) % 5),
    )
    fc.assert(
      fc.property(points(dimensions, 6), (list) => {
        const dominated = cells.filter((cell) => list.some((point) => point.every((value, k) => value <= (cell[k] as number)))).length
        expect(
          hypervolume(
            list,
            Array.from({ length: dimensions }, () => 5),
          ),
        ).toBe(dominated)
      }),
      { numRuns: 40 },
    )
  })
})

describe('an island for several objectives', () => {
  const rank = byRank('minimize')
  const individual = (
    number: number,
    first: number,
    second: number,
    { cell = '0', size = 10, signature = `${first} ${second}` } = {},
  ): Individual => ({
    number,
    parents: [],
    score: first,
    caseScores: [],
    cost: 1,
    size,
    signature,
    cell: cell,
    objectives: [first, second],
  })
  const numbers = (individuals: readonly Individual[]): number[] => individuals.map(({ number }) => number)
  const ends = [individual(1, 0, 10), individual(2, 10, 0), individual(3, 5, 5), individual(4, 1, 9.5), individual(5, 6, 6)]

  test('keeps those that none dominates and that are alone; one for the score keeps the best', () => {
    const home = populationOf('nsga2', 3, rank)
    for (const each of ends) home.insert(each)
    expect(numbers(home.individuals)).toEqual([1, 2, 3])
    expect(numbers(home.front)).toEqual([1, 2, 3])
    const plain = populationOf('elitist', 3, rank)
    for (const each of ends) plain.insert(each)
    expect(numbers(plain.individuals)).toEqual([1, 4, 3])
    expect(numbers(plain.front)).toEqual([1])
  })

  test('says what became of each', () => {
    const home = populationOf('nsga2', 2, rank)
    expect(home.insert(individual(1, 5, 5))).toEqual({ kind: 'placed', elite: true, removed: [] })
    expect(home.insert(individual(2, 6, 6, { cell: '1' }))).toEqual({ kind: 'placed', elite: true, removed: [] })
    expect(home.insert(individual(3, 7, 7))).toEqual({ kind: 'not-added' })
    expect(home.insert(individual(4, 5, 5))).toEqual({ kind: 'duplicate-behaviour', of: 1 })
    expect(home.insert(individual(5, 5, 5, { size: 9 }))).toEqual({ kind: 'placed', elite: true, removed: [1] })
    // Better on both: the elite of cell 1 loses its place in both ways.
    expect(home.insert(individual(6, 4, 4, { cell: '1' }))).toEqual({ kind: 'placed', elite: true, removed: [2] })
    expect(numbers(home.individuals)).toEqual([6, 5])
  })

  test('is a function of who came, also when it is made again in between, and never loses an end of the front', () => {
    const arrival = fc.record({
      first: fc.nat(9),
      second: fc.nat(9),
      cell: fc.nat(2),
      size: fc.integer({ min: 1, max: 3 }),
      again: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 6 }), fc.array(arrival, { maxLength: 30 }), (capacity, list) => {
        const one = populationOf('nsga2', capacity, rank)
        let other = populationOf('nsga2', capacity, rank)
        list.forEach(({ first, second, cell, size, again }, at) => {
          const newcomer = individual(at + 1, first, second, { cell: String(cell), size })
          if (again) other = restoredFrom(other, 'nsga2', capacity, rank)
          expect(other.insert(newcomer)).toEqual(one.insert(newcomer))
          expect([numbers(other.individuals), numbers(other.elites)]).toEqual([numbers(one.individuals), numbers(one.elites)])
          const seen = list.slice(0, at + 1)
          expect(one.individuals.some(({ score }) => score === Math.min(...seen.map((each) => each.first)))).toBe(true)
          expect(one.individuals.length).toBeLessThanOrEqual(capacity + 3)
          for (const elite of one.elites) expect(one.individuals).toContain(elite)
        })
      }),
    )
  })
})
