import { describe, expect, test } from 'vitest'
import { createIsland } from './island.ts'
import { byRank } from './ranking.ts'
import type { Member } from './ranking.ts'

const member = (number: number, score: number, { size = 10, signature = String(score), niche = '0' } = {}): Member => ({
  number,
  score,
  signature,
  niche,
  program: { id: `${number}`, form: `${number}`, size, files: {} },
  evaluation: { set: 'train', verdict: 'scored', cases: [], score, metrics: {}, fuel: 0 },
})
const island = (capacity: number): ReturnType<typeof createIsland> => createIsland(capacity, byRank('maximize'))
const numbers = (members: readonly Member[]): number[] => members.map(({ number }) => number)

describe('an island', () => {
  test('keeps its best by rank: score, then the shorter, then the older', () => {
    const home = island(3)
    home.place(member(1, 5))
    home.place(member(2, 7))
    home.place(member(3, 6, { size: 9, signature: 'a' }))
    expect(home.place(member(4, 6, { size: 8, signature: 'b' }))).toEqual({ kind: 'placed', niche: '0', elite: false, displaced: [1] })
    expect(numbers(home.residents)).toEqual([2, 4, 3])
    expect(home.place(member(5, 1))).toEqual({ kind: 'crowded' })
  })

  test('of those that behave alike keeps the shortest only', () => {
    const home = island(5)
    home.place(member(1, 5, { size: 10 }))
    expect(home.place(member(2, 5, { size: 10 }))).toEqual({ kind: 'alike', of: 1 })
    expect(home.place(member(3, 5, { size: 9 }))).toEqual({ kind: 'placed', niche: '0', elite: true, displaced: [1] })
    expect(numbers(home.residents)).toEqual([3])
    expect(numbers(home.elites)).toEqual([3])
  })

  test('keeps the elite of a niche however low it ranks', () => {
    const home = island(2)
    home.place(member(1, 1, { niche: 'far' }))
    for (let number = 2; number < 6; number++) home.place(member(number, number))
    expect(numbers(home.residents)).toEqual([5, 4, 1])
    expect(home.place(member(6, 2.5, { niche: 'far' }))).toEqual({ kind: 'placed', niche: 'far', elite: true, displaced: [1] })
    expect(numbers(home.elites)).toEqual([6, 5])
  })

  test('a niche whose elite moved on goes to the next best there', () => {
    const home = island(5)
    home.place(member(1, 5, { niche: 'a', size: 10, signature: 's' }))
    home.place(member(2, 4, { niche: 'a' }))
    home.place(member(3, 5, { niche: 'b', size: 9, signature: 's' }))
    expect(numbers(home.elites).toSorted((a, b) => a - b)).toEqual([2, 3])
  })
})
