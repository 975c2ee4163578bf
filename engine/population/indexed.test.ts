import { describe, expect, test } from 'vitest'
import type { Individual } from '../contracts/individual.ts'
import { stream } from '../contracts/random.ts'
import type { Population, Ranking } from '../contracts/survival.ts'
import { sampleIndividual, sampleRank } from '../../conformance/populations.ts'
import { parts } from '../../strategies/fixtures/populations.ts'
import { indexed } from './indexed.ts'
import { RecordedPopulation } from './recorded.ts'

const rejected = new Set<number>()
const ranking: Ranking = { rank: sampleRank, keeps: () => false, rejects: ({ number }) => rejected.has(number) }
const survivals = ['elitist', 'nsga2', 'top-n', 'overwrite-loser', 'slot'].map((use) => ({ use, capacity: 7 }))

/** Sees that those are found who live, and no others. */
function agrees(population: ReturnType<typeof indexed>, most: number): void {
  for (let number = 0; number <= most; number++)
    expect(population.find(number)).toBe(population.individuals.find((one) => one.number === number))
}

describe('anyone who lives is found by number, and nobody else', () => {
  test.each([...survivals, { use: 'keep-all' }, { use: 'cell' }])('under $use', (ref) => {
    const random = stream('indexed')
    const survival = parts.create('survival', ref, ['use'])
    let population = indexed(survival.create(ranking))
    rejected.clear()
    for (let number = 1; number <= 60; number++) {
      population.insert(sampleIndividual(number, random))
      if (number % 20 === 0) {
        rejected.add(random.pick(population.individuals).number)
        population.reorder()
        agrees(population, number)
        const find = (wanted: number): Individual => population.find(wanted) as Individual
        population = indexed(survival.create(ranking, { snapshot: population.snapshot(), find }))
      }
      agrees(population, number)
    }
  })

  test('under the rule of a plug-in that has no index', () => {
    const individuals: Individual[] = []
    const plain: Population = {
      individuals,
      elites: [],
      front: [],
      insert(individual) {
        const removed = individuals.splice(0, 1).map(({ number }) => number)
        individuals.push(individual)
        return { kind: 'placed', elite: false, removed }
      },
      reorder: () => {},
      snapshot: () => [],
    }
    const population = indexed(plain)
    for (let number = 1; number <= 5; number++) {
      population.insert(sampleIndividual(number, stream('plain')))
      agrees(population, number)
    }
  })

  test('in what a journal tells', () => {
    const population = new RecordedPopulation(ranking)
    const random = stream('recorded')
    for (let number = 1; number <= 40; number++) {
      population.change([sampleIndividual(number, random)], number % 3 === 0 ? [random.pick(population.individuals).number] : [])
      agrees(population, number)
    }
    population.change([{ ...sampleIndividual(40, random), score: 99 }], [40])
    expect(population.find(40)?.score).toBe(99)
  })
})
