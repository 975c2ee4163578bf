import type { Individual } from '../contracts/individual.ts'
import { dominates } from '../contracts/pareto.ts'
import { rankIn } from '../contracts/ranked.ts'
import type { Insertion, Population, Ranking, Survival } from '../contracts/survival.ts'

/**
 * A population that is told who comes and who leaves, for readers of a journal: it decides nothing, so that it stands for every
 * survival rule. Individuals are in the order of the ranking, elites are the best of their cells.
 */
export class RecordedPopulation implements Population {
  readonly individuals: Individual[] = []
  readonly #ranking: Ranking
  readonly #byNumber = new Map<number, Individual>()
  #elites: readonly Individual[] | undefined

  constructor(ranking: Ranking) {
    this.#ranking = ranking
  }

  get elites(): readonly Individual[] {
    if (this.#elites === undefined) {
      const cells = new Map<string, Individual>()
      for (const individual of this.individuals) if (!cells.has(individual.cell)) cells.set(individual.cell, individual)
      this.#elites = [...cells.values()]
    }
    return this.#elites
  }

  get front(): readonly Individual[] {
    const isDominated = ({ objectives = [] }: Individual): boolean =>
      this.individuals.some((other) => dominates(other.objectives ?? [], objectives))
    if (this.individuals[0]?.objectives === undefined) return this.individuals.slice(0, 1)
    return this.individuals.filter((individual) => !isDominated(individual))
  }

  /** Lets some leave, and others come; one that is among both is another since. */
  change(added: readonly Individual[], removed: readonly number[]): void {
    this.#elites = undefined
    for (const number of removed) {
      const leaving = this.#byNumber.get(number)
      if (leaving === undefined) continue
      this.individuals.splice(this.individuals.indexOf(leaving), 1)
      this.#byNumber.delete(number)
    }
    for (const individual of added) this.#place(individual)
  }

  find(number: number): Individual | undefined {
    return this.#byNumber.get(number)
  }

  insert(individual: Individual): Insertion {
    this.change([individual], [])
    return { kind: 'placed', elite: this.elites.includes(individual), removed: [] }
  }

  reorder(): void {
    this.individuals.sort(this.#ranking.rank)
    this.#elites = undefined
  }

  snapshot(): number[] {
    return this.individuals.map(({ number }) => number)
  }

  /** Puts an individual where it ranks. */
  #place(individual: Individual): void {
    this.individuals.splice(rankIn(this.individuals, individual, this.#ranking.rank), 0, individual)
    this.#byNumber.set(individual.number, individual)
  }
}

/** Survival as a journal tells it. */
export const recordedSurvival: Survival = { create: (ranking) => new RecordedPopulation(ranking) }
