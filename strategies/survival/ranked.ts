import type { Individual } from '../../engine/contracts/individual.ts'
import { dominates } from '../../engine/contracts/pareto.ts'
import { rankIn } from '../../engine/contracts/ranked.ts'
import type { Insertion, Population, Ranking, SavedPopulation, Survival } from '../../engine/contracts/survival.ts'
import { elitesOf, restored, saved, staying } from './living.ts'

/** The individuals that live, as a rule sees them when it decides on a newcomer. */
export interface Home extends Pick<Ranking, 'rank' | 'keeps'> {
  /** Best first; the newcomer is not among them. */
  readonly individuals: readonly Individual[]
  /** The individual of that number, if it lives here. */
  find(number: number): Individual | undefined
  /** The best of a cell. */
  elite(cell: string): Individual | undefined
  /** How many individuals here rank before one. */
  before(individual: Individual): number
}

/** What a survival rule decides; all else is the same for every rule. */
export interface SurvivalRule {
  /** Who leaves for a newcomer; undefined: it does not come to live here. */
  leaving(newcomer: Individual, home: Home): readonly Individual[] | undefined
  /** Whether one lives on when all are ranked anew, `place` others before it; unless given all do. */
  lasts?(individual: Individual, place: number, home: Home): boolean
}

/** A population in the order of the ranking, with the elite of each cell, which a rule decides on. */
class RankedPopulation implements Population, Home {
  readonly individuals: Individual[]
  readonly elites: Individual[]
  readonly rank: Ranking['rank']
  readonly keeps: Ranking['keeps']
  readonly #rule: SurvivalRule
  readonly #ranking: Ranking
  readonly #byNumber = new Map<number, Individual>()
  /** Positions of elites by cell. */
  readonly #cells = new Map<string, number>()
  #front: readonly Individual[] | undefined

  constructor(rule: SurvivalRule, ranking: Ranking, past?: SavedPopulation) {
    this.#rule = rule
    this.#ranking = ranking
    this.rank = ranking.rank
    this.keeps = ranking.keeps
    const { individuals, elites } = restored(past)
    this.individuals = individuals
    this.elites = elites
    this.#index()
  }

  /** Where the score is all, the best; otherwise those that no other one dominates, found anew after a change. */
  get front(): readonly Individual[] {
    if (this.individuals[0]?.objectives === undefined) return this.individuals.slice(0, 1)
    return (this.#front ??= frontOf(this.individuals))
  }

  find(number: number): Individual | undefined {
    return this.#byNumber.get(number)
  }

  elite(cell: string): Individual | undefined {
    const at = this.#cells.get(cell)
    return at === undefined ? undefined : this.elites[at]
  }

  before(individual: Individual): number {
    return rankIn(this.individuals, individual, this.rank)
  }

  insert(newcomer: Individual): Insertion {
    const { number } = newcomer
    if (this.#byNumber.has(number)) return { kind: 'duplicate-behaviour', of: number }
    const leaving = this.#rule.leaving(newcomer, this)
    if (leaving === undefined) return { kind: 'not-added' }
    for (const individual of leaving) this.#remove(individual)
    this.#add(newcomer)
    return { kind: 'placed', elite: this.elite(newcomer.cell) === newcomer, removed: leaving.map((one) => one.number) }
  }

  reorder(): void {
    const ranked = staying(this.individuals, this.#ranking)
    const elites = elitesOf(ranked, this.elites)
    this.#restore(ranked, elites)
    const { lasts } = this.#rule
    if (lasts === undefined) return
    const left = ranked.filter((individual, place) => this.keeps(individual) || lasts(individual, place, this))
    this.#restore(left, elitesOf(left, elites))
  }

  snapshot(): ReturnType<Population['snapshot']> {
    return saved(this.individuals, this.elites)
  }

  #restore(individuals: readonly Individual[], elites: readonly Individual[]): void {
    this.individuals.length = 0
    for (const individual of individuals) this.individuals.push(individual)
    this.elites.splice(0, this.elites.length, ...elites)
    this.#index()
  }

  #index(): void {
    this.#front = undefined
    this.#byNumber.clear()
    this.#cells.clear()
    for (const individual of this.individuals) this.#byNumber.set(individual.number, individual)
    for (const [at, { cell }] of this.elites.entries()) this.#cells.set(cell, at)
  }

  #add(individual: Individual): void {
    this.#front = undefined
    this.individuals.splice(this.before(individual), 0, individual)
    this.#byNumber.set(individual.number, individual)
    const at = this.#cells.get(individual.cell)
    if (at === undefined) this.#cells.set(individual.cell, this.elites.push(individual) - 1)
    else if (this.rank(individual, this.elites[at] as Individual) < 0) this.elites[at] = individual
  }

  /** Takes an individual away; the cell of an elite goes to the next best there, or is given up. */
  #remove(individual: Individual): void {
    this.#front = undefined
    this.individuals.splice(this.before(individual), 1)
    this.#byNumber.delete(individual.number)
    const { cell } = individual
    const at = this.#cells.get(cell)
    if (at === undefined || this.elites[at] !== individual) return
    const successor = this.individuals.find((other) => other.cell === cell)
    if (successor !== undefined) this.elites[at] = successor
    else {
      this.elites.splice(at, 1)
      this.#cells.delete(cell)
      for (const [other, place] of this.#cells) if (place > at) this.#cells.set(other, place - 1)
    }
  }
}

/** Those of ranked individuals that no other one dominates. */
function frontOf(individuals: readonly Individual[]): readonly Individual[] {
  let front: Individual[] = []
  for (const individual of individuals) {
    const values = individual.objectives ?? []
    if (front.some((other) => dominates(other.objectives ?? [], values))) continue
    front = [...front.filter((other) => !dominates(values, other.objectives ?? [])), individual]
  }
  const among = new Set(front)
  return individuals.filter((individual) => among.has(individual))
}

/**
 * The survival of a rule. An insertion costs a binary search, a move within a list of references, and what the rule itself looks at; where
 * the elite of a cell leaves, its successor is sought by rank.
 */
export const survivalBy = (rule: SurvivalRule): Survival => ({ create: (ranking, past) => new RankedPopulation(rule, ranking, past) })

/** Whether a newcomer is better than another by score, or as good where ties are let in. */
export const isBetter = (newcomer: Individual, other: Individual, ties: boolean, { rank }: Pick<Ranking, 'rank'>): boolean =>
  newcomer.score === other.score ? ties : rank(newcomer, other) < 0
