import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { stream } from '../contracts/random.ts'
import { inspire } from './inspire.ts'
import { byScore } from './ranking.ts'
import type { Member } from './ranking.ts'

const member = (number: number, cases: readonly number[]): Member => ({
  number,
  score: cases.reduce((sum, score) => sum + score, 0),
  size: 1,
  signature: String(number),
  niche: '',
  cases,
})
const higher = byScore('maximize')
const rolesOf = (parent: Member, residents: readonly Member[], count = 8): Map<string, number> =>
  new Map(
    Array.from({ length: 20 }, (_, k) => inspire(parent, residents, count, higher, stream(`draw ${k}`)))
      .flat()
      .map(({ role, member: { number } }) => [role, number]),
  )

describe('inspirations', () => {
  const [best, winner, near, weak] = [member(1, [9, 9, 0]), member(2, [0, 0, 9]), member(3, [4, 5, 1]), member(4, [0, 0, 0])]
  const parent = member(5, [4, 4, 1])
  const all = [best, near, parent, winner, weak]

  test('are the best of the run, the winner of the cases that parent and best lose, and the nearest in behaviour', () => {
    expect(Object.fromEntries(rolesOf(parent, all))).toMatchObject({ best: 1, winner: 2, nearest: 3 })
  })

  test('name nobody the best when the parent is, and nobody a winner who wins nowhere', () => {
    expect(rolesOf(best, [best, weak]).has('best')).toBe(false)
    expect(rolesOf(best, [best, weak]).has('winner')).toBe(false)
    expect(inspire(best, [best], 3, higher, stream('alone'))).toEqual([])
  })

  test('never hold the parent, nobody twice, and no more than there are places; the best comes first', () => {
    const cases = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 3, maxLength: 3 })
    fc.assert(
      fc.property(fc.array(cases, { minLength: 1, maxLength: 12 }), fc.nat(11), fc.nat(4), fc.nat(99), (list, at, count, key) => {
        const residents = list.map((each, k) => member(k + 1, each)).sort((a, b) => higher(a.score, b.score))
        const own = residents[at % residents.length] as Member
        const found = inspire(own, residents, count, higher, stream(`p ${key}`))
        const numbers = found.map((each) => each.member.number)
        expect(numbers).not.toContain(own.number)
        expect(new Set(numbers).size).toBe(numbers.length)
        expect(numbers.length).toBeLessThanOrEqual(count)
        if (count > 0 && residents[0] !== own) expect(found[0]).toEqual({ role: 'best', member: residents[0] })
      }),
    )
  })
})
