import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createIsland } from './elitist.ts'
import { byRank } from './ranking.ts'
import type { Member } from './ranking.ts'

/** The same island by looking through everybody. */
function plainIsland(
  capacity: number,
): (member: Member) => { readonly residents: number[]; readonly elites: number[]; readonly out: number[] } {
  const rank = byRank('maximize')
  const residents: Member[] = []
  const elites: Member[] = []
  function crown(niche: string): void {
    const at = elites.findIndex((elite) => elite.niche === niche)
    const best = residents.filter((resident) => resident.niche === niche).sort(rank)[0]
    if (at === -1 && best !== undefined) elites.push(best)
    else if (at !== -1) elites.splice(at, 1, ...(best === undefined ? [] : [best]))
  }
  function remove(member: Member): void {
    residents.splice(residents.indexOf(member), 1)
    crown(member.niche)
  }
  return (member) => {
    const before = residents.map(({ number }) => number)
    const twin = residents.find(({ signature }) => signature === member.signature)
    if (twin === undefined || twin.size > member.size) {
      if (twin !== undefined) remove(twin)
      residents.push(member)
      crown(member.niche)
      for (const low of residents.sort(rank).slice(capacity)) if (!elites.includes(low)) remove(low)
    }
    const now = numbers(residents)
    return { residents: now, elites: numbers(elites), out: before.filter((number) => !now.includes(number)).sort((a, b) => a - b) }
  }
}

const member = (number: number, score: number, { size = 10, signature = String(score), niche = '0' } = {}): Member => ({
  number,
  score,
  signature,
  niche,
  size,
})
const island = (capacity: number): ReturnType<typeof createIsland> => createIsland(capacity, byRank('maximize'))
const numbers = (members: readonly Member[]): number[] => members.map(({ number }) => number)

describe('an island', () => {
  test('places as one does who looks through everybody, also when it is made again in between', () => {
    const arrivals = fc.array(
      fc.record({ score: fc.nat(9), size: fc.integer({ min: 1, max: 4 }), signature: fc.nat(12), niche: fc.nat(5), again: fc.boolean() }),
      { maxLength: 60 },
    )
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), arrivals, (capacity, list) => {
        let home = island(capacity)
        const place = plainIsland(capacity)
        for (const [index, { score, size, signature, niche, again }] of list.entries()) {
          // Those who behave alike score alike.
          const newcomer = member(index + 1, score % 3 === 0 ? signature : score, {
            size,
            signature: `${score % 3} ${signature} ${score}`,
            niche: `${niche}`,
          })
          if (again) home = createIsland(capacity, byRank('maximize'), home)
          const placement = home.place(newcomer)
          const expected = place(newcomer)
          expect(numbers(home.residents)).toEqual(expected.residents)
          expect(numbers(home.elites)).toEqual(expected.elites)
          if (placement.kind === 'placed') expect(placement.displaced.toSorted((a, b) => a - b)).toEqual(expected.out)
          expect(placement.kind === 'placed').toBe(expected.residents.includes(newcomer.number))
        }
      }),
      { numRuns: 300 },
    )
  })

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
