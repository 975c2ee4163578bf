import { describe, expect, test } from 'vitest'
import type { Strategy } from '../contracts/manifest.ts'
import type { Ticket } from '../contracts/ticket.ts'
import { createParts } from '../contracts/strategy.ts'
import { parts } from '../../strategies/fixtures/populations.ts'
import { Islands } from './islands.ts'
import type { IslandsSnapshot } from './islands.ts'
import type { Individual } from '../contracts/individual.ts'

const individual = (number: number, score: number): Individual => ({ number, score, size: 10, signature: `${number}`, cell: `${number}` })
const seed: Ticket = { kind: 'initial', number: 1, initial: 0 }
const offspringOn = (island: number, number = 2): Ticket => ({
  kind: 'offspring',
  number,
  island,
  parents: [1],
  inspirations: [],
  proposer: 'genetic',
})

const island = { parents: { use: 'best' }, proposers: { use: 'genetic' }, survival: { capacity: 10 } }
const strategy: Strategy = {
  name: 'three',
  islands: [island, island, island],
  exchange: [
    { use: 'migration', every: 10, count: 1 },
    { use: 'reset', every: 20 },
  ],
  finalists: 3,
}
const setting = { problem: { name: 'p', content: '', direction: 'minimize' }, seed: '1' } as const
const own = createParts(strategy, {}, parts)
const resetting = { ...own, exchange: own.exchange.slice(1) }
const nobody = (): never => {
  throw new Error('nobody is known')
}
const create = (made = own, snapshot?: IslandsSnapshot, individualOf: (number: number) => Individual = nobody): Islands =>
  new Islands({ manifest: setting, parts: made, commits: () => 0 }, snapshot, individualOf)
const settled = (made = own): Islands => {
  const all = create(made)
  all.place(seed, individual(1, 5))
  return all
}
const living = ({ populations: islands }: Islands): number[][] => islands.map(({ individuals }) => individuals.map(({ number }) => number))

describe('islands', () => {
  test('settles seeds everywhere and offspring at home, and knows the best', () => {
    const all = settled()
    expect(living(all)).toEqual([[1], [1], [1]])
    expect(all.place(offspringOn(1), individual(2, 7))).toMatchObject({ placement: { kind: 'placed' }, improved: false })
    expect(all.place(offspringOn(1), individual(3, 4))).toMatchObject({ placement: { kind: 'placed' }, improved: true })
    expect(living(all)).toEqual([[1], [3, 1, 2], [1]])
    expect(all.best?.number).toBe(3)
    expect(all.leaders(2).map(({ number }) => number)).toEqual([3, 1])
    expect(all.status()[1]).toEqual({ individuals: 3, cells: 3, best: 4 })
  })

  test('moves migrants and lets an island begin anew when that is due', () => {
    const all = settled()
    all.place(offspringOn(0), individual(2, 4))
    all.place(offspringOn(2), individual(3, 6))
    expect(all.exchange(9, 20)).toEqual([])
    expect(all.exchange(10, 20)).toEqual([{ type: 'migration', from: 0, to: 1, programs: [2] }])
    expect(all.exchange(19, 30)).toEqual([])
    expect(living(all)).toEqual([
      [2, 1],
      [2, 1],
      [1, 3],
    ])
    // the best goes on to island 2 before a reset looks for it there and on island 0
    expect(all.exchange(40, 50)).toEqual([{ type: 'migration', from: 1, to: 2, programs: [2] }])
    const apart = settled(resetting)
    apart.place(offspringOn(0), individual(2, 4))
    apart.place(offspringOn(2), individual(3, 6))
    expect(apart.exchange(40, 50)).toEqual([{ type: 'reset', island: 2, programs: [1] }])
    expect(living(apart)).toEqual([[2, 1], [1], [1]])
  })

  test('what was under way when its island began anew does not settle there, unless it is the best of all', () => {
    const all = settled(resetting)
    all.place(offspringOn(0), individual(2, 4))
    expect(all.exchange(20, 25)).toEqual([{ type: 'reset', island: 1, programs: [1] }])
    expect(all.place(offspringOn(1, 25), individual(3, 4.5))).toMatchObject({ placement: { kind: 'not-added' }, improved: false })
    expect(all.placeAgain(offspringOn(1, 25), () => individual(3, 4.5))).toBeUndefined()
    expect(living(all)).toEqual([[2, 1], [1], [1]])
    const gone = create(own, all.snapshot(), (number) => individual(number, number === 1 ? 5 : 4))
    for (const each of [all, gone]) {
      expect(each.place(offspringOn(2, 25), individual(4, 4.5))).toMatchObject({ placement: { kind: 'placed' } })
      expect(each.place(offspringOn(1, 24), individual(5, 4.5))).toMatchObject({ placement: { kind: 'not-added' } })
      expect(each.place(offspringOn(1, 26), individual(6, 4.5))).toMatchObject({ placement: { kind: 'placed' } })
      expect(each.place(offspringOn(1, 25), individual(7, 3))).toMatchObject({ placement: { kind: 'placed' }, improved: true })
    }
  })

  test('settles again what is known, where islands begin anew', () => {
    const all = settled()
    expect(all.placeAgain(offspringOn(2), () => individual(4, 6))).toBe('4')
    expect(living(all)[2]).toEqual([1, 4])
    expect(all.placeAgain(seed, () => individual(5, 6))).toBeUndefined()
  })

  test('a rejected program lives nowhere, one that is kept returns', () => {
    const all = settled()
    all.place(offspringOn(1), individual(2, 4))
    all.override({ type: 'override', program: 2, verdict: 'reject' }, nobody)
    expect(living(all)).toEqual([[1], [1], [1]])
    expect(all.best?.number).toBe(1)
    all.override({ type: 'override', program: 2, verdict: 'keep' }, (number) => ({ individual: individual(number, 4), home: 1 }))
    expect(living(all)).toEqual([[1], [2, 1], [1]])
    expect(all.best?.number).toBe(2)
  })

  test('the last one that lives stays although it is rejected, until there is another', () => {
    const all = settled()
    all.override({ type: 'override', program: 1, verdict: 'reject' }, nobody)
    expect(living(all)).toEqual([[1], [1], [1]])
    all.place(offspringOn(1), individual(2, 9))
    expect(living(all)).toEqual([[2], [2], [2]])
  })

  test('is created again from its snapshot', () => {
    const all = settled()
    all.place(offspringOn(1), individual(2, 4))
    all.override({ type: 'override', program: 1, verdict: 'prefer', over: 2 }, nobody)
    const individuals = new Map(all.named.map((item) => [item.number, item]))
    const again = create(own, structuredClone(all.snapshot()), (number) => individuals.get(number) as Individual)
    expect(living(again)).toEqual(living(all))
    expect(living(again)[1]).toEqual([1, 2])
    expect(again.snapshot()).toEqual(all.snapshot())
  })
})
