import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { stream } from '../contracts/random.ts'
import { inspire } from './inspire.ts'
import { byScore } from '../population/ranking.ts'
import type { Individual } from '../contracts/individual.ts'

const individual = (number: number, cases: readonly number[]): Individual => ({
  number,
  score: cases.reduce((sum, score) => sum + score, 0),
  size: 1,
  signature: String(number),
  cell: '',
  parents: [],
  cost: 1,
  caseScores: cases,
})
const higher = byScore('maximize')
const rolesOf = (parent: Individual, individuals: readonly Individual[], count = 8): Map<string, number> =>
  new Map(
    Array.from({ length: 20 }, (_, k) => inspire({ parent, individuals, count, compare: higher, random: stream(`draw ${k}`) }))
      .flat()
      .map(({ role, individual: { number } }) => [role, number]),
  )

describe('inspirations', () => {
  const [best, winner, near, weak] = [
    individual(1, [9, 9, 0]),
    individual(2, [0, 0, 9]),
    individual(3, [4, 5, 1]),
    individual(4, [0, 0, 0]),
  ]
  const parent = individual(5, [4, 4, 1])
  const all = [best, near, parent, winner, weak]

  test('are the best of the run, the winner of the cases that parent and best lose, and the nearest in behaviour', () => {
    expect(Object.fromEntries(rolesOf(parent, all))).toMatchObject({ best: 1, winner: 2, nearest: 3 })
  })

  test('name nobody the best when the parent is, and nobody a winner who wins nowhere', () => {
    expect(rolesOf(best, [best, weak]).has('best')).toBe(false)
    expect(rolesOf(best, [best, weak]).has('winner')).toBe(false)
    expect(inspire({ parent: best, individuals: [best], count: 3, compare: higher, random: stream('alone') })).toEqual([])
  })

  test('never hold the parent, nobody twice, and no more than there are places; the best comes first', () => {
    const cases = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 3, maxLength: 3 })
    fc.assert(
      fc.property(fc.array(cases, { minLength: 1, maxLength: 12 }), fc.nat(11), fc.nat(4), fc.nat(99), (list, at, count, key) => {
        const individuals = list.map((each, k) => individual(k + 1, each)).sort((a, b) => higher(a.score, b.score))
        const own = individuals[at % individuals.length] as Individual
        const found = inspire({ parent: own, individuals, count, compare: higher, random: stream(`p ${key}`) })
        const numbers = found.map((each) => each.individual.number)
        expect(numbers).not.toContain(own.number)
        expect(new Set(numbers).size).toBe(numbers.length)
        expect(numbers.length).toBeLessThanOrEqual(count)
        if (count > 0 && individuals[0] !== own) expect(found[0]).toEqual({ role: 'best', individual: individuals[0] })
      }),
    )
  })
})
