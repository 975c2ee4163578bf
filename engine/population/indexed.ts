import type { Individual } from '../contracts/individual.ts'
import type { Insertion, Population } from '../contracts/survival.ts'

/** A population of which anyone is found by number at once. */
export type IndexedPopulation = Population & Required<Pick<Population, 'find'>>

/** A population that keeps no index of its own, and an index beside it, which follows what its rule says of insertions. */
class Indexed implements IndexedPopulation {
  readonly #population: Population
  readonly #byNumber = new Map<number, Individual>()

  constructor(population: Population) {
    this.#population = population
    this.#index()
  }

  get individuals(): readonly Individual[] {
    return this.#population.individuals
  }

  get elites(): readonly Individual[] {
    return this.#population.elites
  }

  get front(): readonly Individual[] {
    return this.#population.front
  }

  find(number: number): Individual | undefined {
    return this.#byNumber.get(number)
  }

  insert(individual: Individual): Insertion {
    const inserted = this.#population.insert(individual)
    if (inserted.kind !== 'placed') return inserted
    for (const number of inserted.removed) this.#byNumber.delete(number)
    this.#byNumber.set(individual.number, individual)
    return inserted
  }

  reorder(): void {
    this.#population.reorder()
    this.#index()
  }

  snapshot(): unknown {
    return this.#population.snapshot()
  }

  #index(): void {
    this.#byNumber.clear()
    for (const individual of this.individuals) this.#byNumber.set(individual.number, individual)
  }
}

const finds = (population: Population): population is IndexedPopulation => population.find !== undefined

/** A population with an index by number: its own, where it has one. */
export const indexed = (population: Population): IndexedPopulation => (finds(population) ? population : new Indexed(population))
