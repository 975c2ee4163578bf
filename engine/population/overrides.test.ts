import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createOverrides } from './overrides.ts'
import type { Overrides } from './overrides.ts'
import { byRank } from './ranking.ts'
import type { Individual } from '../contracts/individual.ts'

const individuals = Array.from({ length: 8 }, (_, k): Individual => ({
  number: k + 1,
  parents: [],
  caseScores: [],
  cost: 1,
  score: k >> 1,
  size: 9,
  signature: `s${k}`,
  cell: `${k % 3}`,
}))
const rank = byRank('minimize')
const find = (number: number): Individual | undefined => individuals[number - 1]
const ordered = (overrides: Overrides): number[] => [...individuals].sort(overrides.rank).map(({ number }) => number)
const prefer = (overrides: Overrides, program: number, over: number): void =>
  overrides.record({ type: 'override', verdict: 'prefer', program, over }, find)

const pairs = fc.array(fc.tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 8 })), { maxLength: 12 })

test('whatever is preferred to what, the order is total, heeds what was said last, and is the same from its snapshot', () => {
  fc.assert(
    fc.property(pairs, fc.shuffledSubarray(individuals, { minLength: 8 }), (calls, shuffled) => {
      const overrides = createOverrides(rank)
      for (const [one, over] of calls) prefer(overrides, one, over)
      const order = ordered(overrides)
      expect([...shuffled].sort(overrides.rank).map(({ number }) => number)).toEqual(order)
      for (const a of individuals)
        for (const b of individuals) expect(Math.sign(overrides.rank(a, b)) + Math.sign(overrides.rank(b, a))).toBe(0)
      const last = calls.at(-1)
      if (last !== undefined && last[0] !== last[1]) expect(order.indexOf(last[0])).toBeLessThan(order.indexOf(last[1]))
      for (const { one, over } of overrides.snapshot()?.preferred ?? [])
        expect(order.indexOf(one.number)).toBeLessThan(order.indexOf(over.number))
      expect(ordered(createOverrides(rank, overrides.snapshot()))).toEqual(order)
    }),
  )
})

test('who is preferred stands right before the other and follows it; the rest stay where they are', () => {
  const overrides = createOverrides(rank)
  expect(ordered(overrides)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  prefer(overrides, 7, 5)
  expect(ordered(overrides)).toEqual([1, 2, 3, 4, 7, 5, 6, 8])
  prefer(overrides, 5, 2)
  expect(ordered(overrides)).toEqual([1, 7, 5, 2, 3, 4, 6, 8])
  prefer(overrides, 1, 8)
  expect(ordered(overrides)).toEqual([1, 7, 5, 2, 3, 4, 6, 8])
  prefer(overrides, 2, 7)
  expect(ordered(overrides)[0]).toBe(1)
  expect(ordered(overrides).indexOf(2)).toBeLessThan(ordered(overrides).indexOf(7))
})

test('of what was said of one program the last holds', () => {
  const overrides = createOverrides(rank)
  const [first] = individuals as [Individual]
  for (const verdict of ['keep', 'reject', 'keep', 'reject'] as const) {
    overrides.record({ type: 'override', verdict, program: 1 }, find)
    expect([overrides.keeps(first), overrides.rejects(first)]).toEqual([verdict === 'keep', verdict === 'reject'])
  }
  expect(overrides.snapshot()).toEqual({ kept: [], rejected: [1], preferred: [] })
})

test('the preferred of some candidates is the one that nobody there is preferred to', () => {
  const overrides = createOverrides(rank)
  prefer(overrides, 7, 5)
  prefer(overrides, 6, 7)
  const at = (...numbers: number[]): Individual[] => numbers.flatMap((number) => find(number) ?? [])
  expect(overrides.preferred(individuals[4] as Individual, at(1, 5, 7)).number).toBe(7)
  expect(overrides.preferred(individuals[4] as Individual, individuals).number).toBe(6)
  expect(overrides.preferred(individuals[4] as Individual, at(5, 6)).number).toBe(5)
})
