import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createOverrides } from './overrides.ts'
import type { Overrides } from './overrides.ts'
import { byRank } from './ranking.ts'
import type { Individual } from '../contracts/individual.ts'

const individuals = Array.from({ length: 8 }, (_, k): Individual => ({
  number: k + 1,
  score: k >> 1,
  size: 9,
  signature: `s${k}`,
  cell: `${k % 3}`,
}))
const rank = byRank('minimize')
const find = (number: number): Individual | undefined => individuals[number - 1]
const ordered = (judgements: Overrides): number[] => [...individuals].sort(judgements.rank).map(({ number }) => number)
const prefer = (judgements: Overrides, program: number, over: number): void =>
  judgements.hear({ type: 'override', verdict: 'prefer', program, over }, find)

const pairs = fc.array(fc.tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 8 })), { maxLength: 12 })

test('whatever is preferred to what, the order is total, heeds what was said last, and is the same from its snapshot', () => {
  fc.assert(
    fc.property(pairs, fc.shuffledSubarray(individuals, { minLength: 8 }), (calls, shuffled) => {
      const judgements = createOverrides(rank)
      for (const [one, over] of calls) prefer(judgements, one, over)
      const order = ordered(judgements)
      expect([...shuffled].sort(judgements.rank).map(({ number }) => number)).toEqual(order)
      for (const a of individuals)
        for (const b of individuals) expect(Math.sign(judgements.rank(a, b)) + Math.sign(judgements.rank(b, a))).toBe(0)
      const last = calls.at(-1)
      if (last !== undefined && last[0] !== last[1]) expect(order.indexOf(last[0])).toBeLessThan(order.indexOf(last[1]))
      for (const { one, over } of judgements.snapshot()?.preferred ?? [])
        expect(order.indexOf(one.number)).toBeLessThan(order.indexOf(over.number))
      expect(ordered(createOverrides(rank, judgements.snapshot()))).toEqual(order)
    }),
  )
})

test('who is preferred stands right before the other and follows it; the rest stay where they are', () => {
  const judgements = createOverrides(rank)
  expect(ordered(judgements)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  prefer(judgements, 7, 5)
  expect(ordered(judgements)).toEqual([1, 2, 3, 4, 7, 5, 6, 8])
  prefer(judgements, 5, 2)
  expect(ordered(judgements)).toEqual([1, 7, 5, 2, 3, 4, 6, 8])
  prefer(judgements, 1, 8)
  expect(ordered(judgements)).toEqual([1, 7, 5, 2, 3, 4, 6, 8])
  prefer(judgements, 2, 7)
  expect(ordered(judgements)[0]).toBe(1)
  expect(ordered(judgements).indexOf(2)).toBeLessThan(ordered(judgements).indexOf(7))
})

test('of what was said of one program the last holds', () => {
  const judgements = createOverrides(rank)
  const [first] = individuals as [Individual]
  for (const verdict of ['keep', 'reject', 'keep', 'reject'] as const) {
    judgements.hear({ type: 'override', verdict, program: 1 }, find)
    expect([judgements.keeps(first), judgements.rejects(first)]).toEqual([verdict === 'keep', verdict === 'reject'])
  }
  expect(judgements.snapshot()).toEqual({ kept: [], rejected: [1], preferred: [] })
})

test('the favourite among candidates is the one that nobody there is preferred to', () => {
  const judgements = createOverrides(rank)
  prefer(judgements, 7, 5)
  prefer(judgements, 6, 7)
  const at = (...numbers: number[]): Individual[] => numbers.flatMap((number) => find(number) ?? [])
  expect(judgements.favourite(individuals[4] as Individual, at(1, 5, 7)).number).toBe(7)
  expect(judgements.favourite(individuals[4] as Individual, individuals).number).toBe(6)
  expect(judgements.favourite(individuals[4] as Individual, at(5, 6)).number).toBe(5)
})
