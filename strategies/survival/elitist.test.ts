import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { byRank } from '../../engine/population/ranking.ts'
import { populationOf, restoredFrom } from '../fixtures/populations.ts'
import type { Population } from '../../engine/contracts/survival.ts'
import type { Individual } from '../../engine/contracts/individual.ts'

/** The same island by looking through everybody. */
function plainIsland(
  capacity: number,
): (individual: Individual) => { readonly individuals: number[]; readonly elites: number[]; readonly out: number[] } {
  const rank = byRank('maximize')
  const individuals: Individual[] = []
  const elites: Individual[] = []
  function crown(cell: string): void {
    const at = elites.findIndex((elite) => elite.cell === cell)
    const best = individuals.filter((individual) => individual.cell === cell).sort(rank)[0]
    if (at === -1 && best !== undefined) elites.push(best)
    else if (at !== -1) elites.splice(at, 1, ...(best === undefined ? [] : [best]))
  }
  function remove(individual: Individual): void {
    individuals.splice(individuals.indexOf(individual), 1)
    crown(individual.cell)
  }
  return (individual) => {
    const before = individuals.map(({ number }) => number)
    const twin = individuals.find(({ signature }) => signature === individual.signature)
    if (twin === undefined || twin.size > individual.size) {
      const past = [[...individuals], [...elites]] as const
      if (twin !== undefined) remove(twin)
      individuals.push(individual)
      crown(individual.cell)
      for (const low of individuals.sort(rank).slice(capacity)) if (!elites.includes(low)) remove(low)
      // a newcomer that is not kept takes no other's place
      if (!individuals.includes(individual)) {
        individuals.splice(0, individuals.length, ...past[0])
        elites.splice(0, elites.length, ...past[1])
      }
    }
    const now = numbers(individuals)
    return { individuals: now, elites: numbers(elites), out: before.filter((number) => !now.includes(number)).sort((a, b) => a - b) }
  }
}

const individual = (number: number, score: number, { size = 10, signature = String(score), cell = '0' } = {}): Individual => ({
  number,
  parents: [],
  score,
  caseScores: [],
  cost: 1,
  signature,
  cell: cell,
  size,
})
const island = (capacity: number): Population => populationOf('elitist', capacity, byRank('maximize'))
const numbers = (individuals: readonly Individual[]): number[] => individuals.map(({ number }) => number)

describe('an island', () => {
  test('places as one does who looks through everybody, also when it is made again in between', () => {
    const arrivals = fc.array(
      fc.record({ score: fc.nat(9), size: fc.integer({ min: 1, max: 4 }), signature: fc.nat(12), cell: fc.nat(5), again: fc.boolean() }),
      { maxLength: 60 },
    )
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), arrivals, (capacity, list) => {
        let home = island(capacity)
        const place = plainIsland(capacity)
        for (const [index, { score, size, signature, cell, again }] of list.entries()) {
          // Those who behave alike score alike.
          const newcomer = individual(index + 1, score % 3 === 0 ? signature : score, {
            size,
            signature: `${score % 3} ${signature} ${score}`,
            cell: `${cell}`,
          })
          if (again) home = restoredFrom(home, 'elitist', capacity, byRank('maximize'))
          const placement = home.insert(newcomer)
          const expected = place(newcomer)
          expect(numbers(home.individuals)).toEqual(expected.individuals)
          expect(numbers(home.elites)).toEqual(expected.elites)
          if (placement.kind === 'placed') expect(placement.removed.toSorted((a, b) => a - b)).toEqual(expected.out)
          expect(placement.kind === 'placed').toBe(expected.individuals.includes(newcomer.number))
        }
      }),
      { numRuns: 300 },
    )
  })

  test('keeps its best by rank: score, then the shorter, then the older', () => {
    const home = island(3)
    home.insert(individual(1, 5))
    home.insert(individual(2, 7))
    home.insert(individual(3, 6, { size: 9, signature: 'a' }))
    expect(home.insert(individual(4, 6, { size: 8, signature: 'b' }))).toEqual({ kind: 'placed', elite: false, removed: [1] })
    expect(numbers(home.individuals)).toEqual([2, 4, 3])
    expect(home.insert(individual(5, 1))).toEqual({ kind: 'not-added' })
  })

  test('of those that behave alike keeps the shortest only', () => {
    const home = island(5)
    home.insert(individual(1, 5, { size: 10 }))
    expect(home.insert(individual(2, 5, { size: 10 }))).toEqual({ kind: 'duplicate-behaviour', of: 1 })
    expect(home.insert(individual(3, 5, { size: 9 }))).toEqual({ kind: 'placed', elite: true, removed: [1] })
    expect(numbers(home.individuals)).toEqual([3])
    expect(numbers(home.elites)).toEqual([3])
  })

  test('keeps the elite of a cell however low it ranks', () => {
    const home = island(2)
    home.insert(individual(1, 1, { cell: 'far' }))
    for (let number = 2; number < 6; number++) home.insert(individual(number, number))
    expect(numbers(home.individuals)).toEqual([5, 4, 1])
    expect(home.insert(individual(6, 2.5, { cell: 'far' }))).toEqual({ kind: 'placed', elite: true, removed: [1] })
    expect(numbers(home.elites)).toEqual([6, 5])
  })

  test('a cell whose elite moved on goes to the next best there', () => {
    const home = island(5)
    home.insert(individual(1, 5, { cell: 'a', size: 10, signature: 's' }))
    home.insert(individual(2, 4, { cell: 'a' }))
    home.insert(individual(3, 5, { cell: 'b', size: 9, signature: 's' }))
    expect(numbers(home.elites).toSorted((a, b) => a - b)).toEqual([2, 3])
  })
})
