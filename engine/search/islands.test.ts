import { describe, expect, test } from 'vitest'
import type { Strategy } from '../contracts/manifest.ts'
import type { Ticket } from '../contracts/ticket.ts'
import { createArchipelago } from './islands.ts'
import type { Member } from './ranking.ts'

const member = (number: number, score: number): Member => ({ number, score, size: 10, signature: `${number}`, niche: `${number}` })
const seed: Ticket = { kind: 'seed', number: 1, seed: 0 }
const offspringOn = (island: number, number = 2): Ticket => ({
  kind: 'offspring',
  number,
  island,
  parents: [1],
  inspirations: [],
  proposer: 'genetic',
})

const island = { selectors: [], proposers: [], capacity: 10, inspirations: 0 }
const strategy: Strategy = {
  name: 'three',
  islands: [island, island, island],
  migration: { every: 10, count: 1 },
  renewal: { every: 20 },
  finalists: 3,
}
const setting = { strategy, problem: { name: 'p', content: '', direction: 'minimize' } } as const
const nobody = (): never => {
  throw new Error('nobody is known')
}
const settled = (): ReturnType<typeof createArchipelago> => {
  const archipelago = createArchipelago(setting, undefined, nobody)
  archipelago.place(seed, member(1, 5))
  return archipelago
}
const living = ({ islands }: ReturnType<typeof createArchipelago>): number[][] =>
  islands.map(({ residents }) => residents.map(({ number }) => number))

describe('an archipelago', () => {
  test('settles seeds everywhere and offspring at home, and knows the best', () => {
    const archipelago = settled()
    expect(living(archipelago)).toEqual([[1], [1], [1]])
    expect(archipelago.place(offspringOn(1), member(2, 7))).toMatchObject({ placement: { kind: 'placed' }, improved: false })
    expect(archipelago.place(offspringOn(1), member(3, 4))).toMatchObject({ placement: { kind: 'placed' }, improved: true })
    expect(living(archipelago)).toEqual([[1], [3, 1, 2], [1]])
    expect(archipelago.best?.number).toBe(3)
    expect(archipelago.leaders(2).map(({ number }) => number)).toEqual([3, 1])
    expect(archipelago.standing()[1]).toEqual({ members: 3, niches: 3, best: 4 })
  })

  test('moves migrants and lets an island begin anew when that is due', () => {
    const archipelago = settled()
    archipelago.place(offspringOn(0), member(2, 4))
    archipelago.place(offspringOn(2), member(3, 6))
    expect(archipelago.migrate(9)).toEqual([])
    expect(archipelago.migrate(10)).toEqual([{ from: 0, to: 1, programs: [2] }])
    expect(archipelago.renew(19, 30)).toBeUndefined()
    // islands 1 and 0 have the best, and only two are asked
    expect(archipelago.renew(40, 50)).toEqual({ island: 2, programs: [1] })
    expect(living(archipelago)).toEqual([[2, 1], [2, 1], [1]])
  })

  test('what was under way when its island began anew does not settle there, unless it is the best of all', () => {
    const archipelago = settled()
    archipelago.place(offspringOn(0), member(2, 4))
    expect(archipelago.renew(20, 25)).toEqual({ island: 1, programs: [1] })
    expect(archipelago.place(offspringOn(1, 25), member(3, 4.5))).toMatchObject({ placement: { kind: 'crowded' }, improved: false })
    expect(archipelago.placeAgain(offspringOn(1, 25), () => member(3, 4.5))).toBeUndefined()
    expect(living(archipelago)).toEqual([[2, 1], [1], [1]])
    const gone = createArchipelago(setting, archipelago.image(), (number) => member(number, number === 1 ? 5 : 4))
    for (const { place } of [archipelago, gone]) {
      expect(place(offspringOn(2, 25), member(4, 4.5))).toMatchObject({ placement: { kind: 'placed' } })
      expect(place(offspringOn(1, 24), member(5, 4.5))).toMatchObject({ placement: { kind: 'crowded' } })
      expect(place(offspringOn(1, 26), member(6, 4.5))).toMatchObject({ placement: { kind: 'placed' } })
      expect(place(offspringOn(1, 25), member(7, 3))).toMatchObject({ placement: { kind: 'placed' }, improved: true })
    }
  })

  test('settles again what is known, where islands begin anew', () => {
    const archipelago = settled()
    expect(archipelago.placeAgain(offspringOn(2), () => member(4, 6))).toBe('4')
    expect(living(archipelago)[2]).toEqual([1, 4])
    expect(archipelago.placeAgain(seed, () => member(5, 6))).toBeUndefined()
  })

  test('a rejected program lives nowhere, one that is kept returns', () => {
    const archipelago = settled()
    archipelago.place(offspringOn(1), member(2, 4))
    archipelago.judge({ type: 'judgement', program: 2, verdict: 'reject' }, nobody)
    expect(living(archipelago)).toEqual([[1], [1], [1]])
    expect(archipelago.best?.number).toBe(1)
    archipelago.judge({ type: 'judgement', program: 2, verdict: 'keep' }, (number) => ({ member: member(number, 4), home: 1 }))
    expect(living(archipelago)).toEqual([[1], [2, 1], [1]])
    expect(archipelago.best?.number).toBe(2)
  })

  test('the last one that lives stays although it is rejected, until there is another', () => {
    const archipelago = settled()
    archipelago.judge({ type: 'judgement', program: 1, verdict: 'reject' }, nobody)
    expect(living(archipelago)).toEqual([[1], [1], [1]])
    archipelago.place(offspringOn(1), member(2, 9))
    expect(living(archipelago)).toEqual([[2], [2], [2]])
  })

  test('is created again from its image', () => {
    const archipelago = settled()
    archipelago.place(offspringOn(1), member(2, 4))
    archipelago.judge({ type: 'judgement', program: 1, verdict: 'prefer', over: 2 }, nobody)
    const members = new Map(archipelago.members.map((item) => [item.number, item]))
    const again = createArchipelago(setting, structuredClone(archipelago.image()), (number) => members.get(number) as Member)
    expect(living(again)).toEqual(living(archipelago))
    expect(living(again)[1]).toEqual([1, 2])
    expect(again.image()).toEqual(archipelago.image())
  })
})
