import * as z from 'zod'
import type { Individual } from '../../engine/contracts/individual.ts'
import { defineSurvival } from '../../engine/contracts/part.ts'
import type { SurvivalPart } from '../../engine/contracts/part.ts'
import { rankIn } from '../../engine/contracts/ranked.ts'
import type { Insertion, Population, Ranking, SavedPopulation } from '../../engine/contracts/survival.ts'
import { CAPACITY, elitesOf, restored, saved, staying } from './living.ts'

/** The individuals of one cell, best first. */
interface Cell {
  /** Position of its elite among the elites. */
  at: number
  readonly individuals: Individual[]
}

class ElitistPopulation implements Population {
  readonly individuals: Individual[]
  readonly elites: Individual[]
  readonly #capacity: number
  readonly #ranking: Ranking
  readonly #bySignature = new Map<string, Individual>()
  readonly #cells = new Map<string, Cell>()

  constructor(capacity: number, ranking: Ranking, past?: SavedPopulation) {
    this.#capacity = capacity
    this.#ranking = ranking
    const { individuals, elites } = restored(past)
    this.individuals = individuals
    this.elites = elites
    this.#index()
  }

  get front(): readonly Individual[] {
    return this.individuals.slice(0, 1)
  }

  insert(individual: Individual): Insertion {
    const duplicate = this.#bySignature.get(individual.signature)
    if (duplicate !== undefined && (duplicate.size <= individual.size || this.#ranking.keeps(duplicate)))
      return { kind: 'duplicate-behaviour', of: duplicate.number }
    const before = duplicate === undefined ? undefined : { individuals: [...this.individuals], elites: [...this.elites] }
    if (duplicate !== undefined) this.#remove(duplicate)
    const previousElite = this.#cells.get(individual.cell)?.individuals[0]
    this.#add(individual)
    const crowdedOut = this.#crowdOut([individual, previousElite, this.individuals[this.#capacity]])
    if (crowdedOut.includes(individual)) {
      if (before !== undefined) this.#restore(before)
      return { kind: 'not-added' }
    }
    const removed = duplicate === undefined ? crowdedOut : [duplicate, ...crowdedOut]
    return { kind: 'placed', elite: this.#isElite(individual), removed: removed.map(({ number }) => number) }
  }

  reorder(): void {
    const ranked = staying(this.individuals, this.#ranking)
    const elites = elitesOf(ranked, this.elites)
    const left = ranked.filter(
      (individual, place) => place < this.#capacity || elites.includes(individual) || this.#ranking.keeps(individual),
    )
    this.#restore({ individuals: left, elites })
  }

  snapshot(): ReturnType<Population['snapshot']> {
    return saved(this.individuals, this.elites)
  }

  /** Finds the individuals that live here by their signatures and cells. */
  #index(): void {
    this.#bySignature.clear()
    this.#cells.clear()
    for (const individual of this.individuals) this.#bySignature.set(individual.signature, individual)
    this.elites.forEach(({ cell }, at) => this.#cells.set(cell, { at, individuals: [] }))
    for (const individual of this.individuals) this.#cells.get(individual.cell)?.individuals.push(individual)
  }

  /** Lets those live that lived before. */
  #restore(before: { readonly individuals: readonly Individual[]; readonly elites: readonly Individual[] }): void {
    this.individuals.splice(0, this.individuals.length, ...before.individuals)
    this.elites.splice(0, this.elites.length, ...before.elites)
    this.#index()
  }

  #rankIn(list: readonly Individual[], individual: Individual): number {
    return rankIn(list, individual, this.#ranking.rank)
  }

  #isElite(individual: Individual): boolean {
    return this.#cells.get(individual.cell)?.individuals[0] === individual
  }

  #add(individual: Individual): void {
    this.individuals.splice(this.#rankIn(this.individuals, individual), 0, individual)
    this.#bySignature.set(individual.signature, individual)
    const cell = this.#cells.get(individual.cell)
    if (cell === undefined) {
      this.#cells.set(individual.cell, { at: this.elites.length, individuals: [individual] })
      this.elites.push(individual)
      return
    }
    const place = this.#rankIn(cell.individuals, individual)
    cell.individuals.splice(place, 0, individual)
    if (place === 0) this.elites[cell.at] = individual
  }

  /** Takes an individual away; the cell of an elite goes to the next best there, or is given up. */
  #remove(individual: Individual): void {
    this.individuals.splice(this.#rankIn(this.individuals, individual), 1)
    this.#bySignature.delete(individual.signature)
    const cell = this.#cells.get(individual.cell)
    if (cell === undefined) return
    cell.individuals.splice(this.#rankIn(cell.individuals, individual), 1)
    const [successor] = cell.individuals
    if (successor !== undefined) this.elites[cell.at] = successor
    else {
      this.#cells.delete(individual.cell)
      this.elites.splice(cell.at, 1)
      for (const other of this.#cells.values()) if (other.at > cell.at) other.at -= 1
    }
  }

  /**
   * Removes the suspects that are neither among the best nor elites, lowest rank first. Only three individuals may be: the new one, the
   * previous elite of its cell, and the one that it pushed over the edge.
   */
  #crowdOut(suspects: readonly (Individual | undefined)[]): Individual[] {
    const out = new Set<Individual>()
    for (const individual of suspects) {
      if (individual === undefined || this.#isElite(individual) || this.#ranking.keeps(individual)) continue
      if (this.#rankIn(this.individuals, individual) >= this.#capacity) out.add(individual)
    }
    const removed = [...out].sort((a, b) => this.#ranking.rank(b, a))
    for (const individual of removed) this.#remove(individual)
    return removed
  }
}

/**
 * The best `capacity` individuals live, and beside them the elite of every cell. No two individuals behave alike: the shortest of
 * equal signatures stays, since otherwise clones of the best fill the island and the search collapses.
 *
 * An insertion costs a few binary searches, and moves within lists of numbers; no list is searched from end to end.
 */
export const elitist: SurvivalPart = defineSurvival({
  name: 'elitist',
  options: z.strictObject({ capacity: CAPACITY }),
  create: ({ capacity }) => ({ create: (ranking, past) => new ElitistPopulation(capacity, ranking, past) }),
})
