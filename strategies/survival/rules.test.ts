import { describe, expect, test } from 'vitest'
import type { Individual } from '../../engine/contracts/individual.ts'
import type { Ref } from '../../engine/contracts/ref.ts'
import type { Insertion, Population } from '../../engine/contracts/survival.ts'
import { byRank } from '../../engine/population/ranking.ts'
import { parts } from '../fixtures/populations.ts'

const one = (number: number, score: number, more: Partial<Individual> = {}): Individual => ({
  number,
  parents: [],
  score,
  caseScores: [score],
  cost: 1,
  size: 10,
  signature: `${score}`,
  cell: '0',
  ...more,
})

const home = (ref: Ref, kept: readonly number[] = []): Population =>
  parts
    .create('survival', ref, ['use'])
    .create({ rank: byRank('maximize'), keeps: ({ number }) => kept.includes(number), rejects: () => false })

const numbers = ({ individuals }: Population): number[] => individuals.map(({ number }) => number)

/** Lets individuals come one after the other; returns what the last insertion was. */
function come(population: Population, ...individuals: readonly Individual[]): Insertion | undefined {
  return individuals.map((individual) => population.insert(individual)).at(-1)
}

describe('keep-all', () => {
  test('keeps everyone, those that behave alike too, best first, and nobody twice', () => {
    const all = home({ use: 'keep-all' })
    come(all, one(1, 5), one(2, 7, { cell: '1' }), one(3, 5, { size: 12 }), one(4, 1))
    expect(come(all, one(2, 7, { cell: '1' }))).toEqual({ kind: 'duplicate-behaviour', of: 2 })
    expect(numbers(all)).toEqual([2, 1, 3, 4])
    expect(all.elites.map(({ number }) => number)).toEqual([1, 2])
  })

  test('takes in a newcomer among many as fast as among few', () => {
    const all = home({ use: 'keep-all' })
    const score = (k: number): number => (k * 7919) % 104_729
    for (let k = 1; k <= 100_000; k++) all.insert(one(k, score(k)))
    const begin = performance.now()
    for (let k = 100_001; k <= 100_200; k++) all.insert(one(k, score(k)))
    expect((performance.now() - begin) / 200).toBeLessThan(1)
  })
})

describe('keep-if-better', () => {
  test('takes who is better than its parents here, and all who have none here', () => {
    const climb = home({ use: 'keep-if-better' })
    come(climb, one(1, 5))
    expect(come(climb, one(2, 5, { parents: [1], size: 1 }))).toEqual({ kind: 'not-added' })
    expect(come(climb, one(3, 6, { parents: [1] }))).toMatchObject({ kind: 'placed', removed: [] })
    expect(come(climb, one(4, 6, { parents: [1, 3] }))).toEqual({ kind: 'not-added' })
    come(climb, one(5, 1, { parents: [99] }))
    expect(numbers(climb)).toEqual([3, 1, 5])
    expect(come(home({ use: 'keep-if-better', ties: true }), one(1, 5), one(2, 5, { parents: [1] }))).toMatchObject({ kind: 'placed' })
  })
})

describe('slot', () => {
  test('is a (1+1) climb where there is one slot', () => {
    const climb = home({ use: 'slot', capacity: 1, ties: true })
    come(climb, one(1, 5), one(2, 5, { parents: [1] }), one(3, 4, { parents: [2] }))
    expect(numbers(climb)).toEqual([2])
  })

  test("gives a newcomer its parent's slot, and that of the worst where the parent has left", () => {
    const slots = home({ use: 'slot', capacity: 3 })
    come(slots, one(1, 9), one(2, 5), one(3, 1))
    expect(come(slots, one(4, 8, { parents: [1] }))).toEqual({ kind: 'not-added' })
    expect(come(slots, one(5, 6, { parents: [2] }))).toMatchObject({ removed: [2] })
    expect(come(slots, one(6, 4, { parents: [2] }))).toMatchObject({ removed: [3] })
    expect(numbers(slots)).toEqual([1, 5, 6])
  })

  test('of someone who is kept stays theirs', () => {
    const slots = home({ use: 'slot', capacity: 2 }, [2])
    come(slots, one(1, 4), one(2, 5))
    expect(come(slots, one(3, 6, { parents: [2] }))).toMatchObject({ removed: [1] })
  })
})

describe('top-n', () => {
  test('lets the best live and no others, whatever their cells', () => {
    const best = home({ use: 'top-n', capacity: 2 })
    come(best, one(1, 5, { cell: '1' }), one(2, 7), one(3, 7, { size: 11 }))
    expect(numbers(best)).toEqual([2, 3])
    expect(best.elites.map(({ number }) => number)).toEqual([2])
    expect(come(best, one(4, 6, { cell: '4' }))).toEqual({ kind: 'not-added' })
  })
})

describe('cell', () => {
  test('has one individual for each cell, the better or shorter one', () => {
    const map = home({ use: 'cell' })
    come(map, one(1, 5, { cell: 'a' }), one(2, 9, { cell: 'b' }), one(3, 4, { cell: 'a' }))
    expect(numbers(map)).toEqual([2, 1])
    expect(come(map, one(4, 5, { cell: 'a', size: 9 }))).toEqual({ kind: 'placed', elite: true, removed: [1] })
  })

  test('has two where people keep one of them', () => {
    const map = home({ use: 'cell' }, [1])
    come(map, one(1, 5), one(2, 6), one(3, 7))
    expect(numbers(map)).toEqual([3, 1])
  })
})

describe('overwrite-loser', () => {
  test('puts a newcomer in the place of the worst, also if it is worse, and never loses the best', () => {
    const steady = home({ use: 'overwrite-loser', capacity: 3 })
    come(steady, one(1, 5), one(2, 7), one(3, 6))
    expect(come(steady, one(4, 1))).toMatchObject({ removed: [1] })
    expect(come(steady, one(5, 0))).toMatchObject({ removed: [4] })
    expect(numbers(steady)).toEqual([2, 3, 5])
  })

  test('has the worse of two parents lose', () => {
    const steady = home({ use: 'overwrite-loser', capacity: 4, of: 'parents' })
    come(steady, one(1, 5), one(2, 7), one(3, 6), one(4, 1))
    expect(come(steady, one(5, 0, { parents: [3, 2] }))).toMatchObject({ removed: [3] })
    expect(come(steady, one(6, 9, { parents: [2] }))).toMatchObject({ removed: [5] })
  })
})
