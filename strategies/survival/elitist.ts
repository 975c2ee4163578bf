import * as z from 'zod'
import type { Individual } from '../../engine/contracts/individual.ts'
import { defineSurvival } from '../../engine/contracts/part.ts'
import type { SurvivalPart } from '../../engine/contracts/part.ts'
import type { Population, Ranking, SavedPopulation } from '../../engine/contracts/survival.ts'
import { CAPACITY, elitesOf, restored, saved, staying } from './living.ts'

/** The individuals of one cell, best first. */
interface Cell {
  /** Position of its elite among the elites. */
  at: number
  readonly individuals: Individual[]
}

function createElitist(capacity: number, ranking: Ranking, past?: SavedPopulation): Population {
  const { rank, keeps } = ranking
  const { individuals, elites } = restored(past)
  const bySignature = new Map<string, Individual>()
  const cells = new Map<string, Cell>()

  /** Finds the individuals that live here by their signatures and cells. */
  function index(): void {
    bySignature.clear()
    cells.clear()
    for (const individual of individuals) bySignature.set(individual.signature, individual)
    elites.forEach(({ cell }, at) => cells.set(cell, { at, individuals: [] }))
    for (const individual of individuals) cells.get(individual.cell)?.individuals.push(individual)
  }
  index()

  /** Lets those live that lived before. */
  function restore(before: { readonly individuals: readonly Individual[]; readonly elites: readonly Individual[] }): void {
    individuals.splice(0, individuals.length, ...before.individuals)
    elites.splice(0, elites.length, ...before.elites)
    index()
  }

  /** How many of a ranked list come before an individual; its position if it is there. */
  function rankIn(list: readonly Individual[], individual: Individual): number {
    let low = 0
    let high = list.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (rank(list[middle] as Individual, individual) < 0) low = middle + 1
      else high = middle
    }
    return low
  }

  const isElite = (individual: Individual): boolean => cells.get(individual.cell)?.individuals[0] === individual

  function settle(individual: Individual): void {
    individuals.splice(rankIn(individuals, individual), 0, individual)
    bySignature.set(individual.signature, individual)
    const cell = cells.get(individual.cell)
    if (cell === undefined) {
      cells.set(individual.cell, { at: elites.length, individuals: [individual] })
      elites.push(individual)
      return
    }
    const place = rankIn(cell.individuals, individual)
    cell.individuals.splice(place, 0, individual)
    if (place === 0) elites[cell.at] = individual
  }

  /** Takes an individual away; the cell of an elite goes to the next best there, or is given up. */
  function remove(individual: Individual): void {
    individuals.splice(rankIn(individuals, individual), 1)
    bySignature.delete(individual.signature)
    const cell = cells.get(individual.cell)
    if (cell === undefined) return
    cell.individuals.splice(rankIn(cell.individuals, individual), 1)
    const [heir] = cell.individuals
    if (heir !== undefined) elites[cell.at] = heir
    else {
      cells.delete(individual.cell)
      elites.splice(cell.at, 1)
      for (const other of cells.values()) if (other.at > cell.at) other.at -= 1
    }
  }

  /**
   * Removes whoever is now neither among the best nor an elite, lowest rank first. Only three may be: the new individual, the elite
   * it previousElite, and the one it pushed over the edge.
   */
  function crowdOut(suspects: readonly (Individual | undefined)[]): Individual[] {
    const out = new Set<Individual>()
    for (const individual of suspects) {
      if (individual === undefined || isElite(individual) || keeps(individual) || rankIn(individuals, individual) < capacity) continue
      out.add(individual)
    }
    const removed = [...out].sort((a, b) => rank(b, a))
    removed.forEach(remove)
    return removed
  }

  function insert(individual: Individual): ReturnType<Population['insert']> {
    const twin = bySignature.get(individual.signature)
    if (twin !== undefined && (twin.size <= individual.size || keeps(twin))) return { kind: 'duplicate-behaviour', of: twin.number }
    const before = twin === undefined ? undefined : { individuals: [...individuals], elites: [...elites] }
    if (twin !== undefined) remove(twin)
    const previousElite = cells.get(individual.cell)?.individuals[0]
    settle(individual)
    const crowded = crowdOut([individual, previousElite, individuals[capacity]])
    if (crowded.includes(individual)) {
      if (before !== undefined) restore(before)
      return { kind: 'not-added' }
    }
    const removed = twin === undefined ? crowded : [twin, ...crowded]
    return { kind: 'placed', elite: isElite(individual), removed: removed.map(({ number }) => number) }
  }

  return {
    individuals,
    elites,
    get front() {
      return individuals.slice(0, 1)
    },
    insert,
    reorder() {
      const ranked = staying(individuals, ranking)
      elites.splice(0, elites.length, ...elitesOf(ranked, elites))
      const left = ranked.filter((individual, place) => place < capacity || elites.includes(individual) || keeps(individual))
      restore({ individuals: left, elites: [...elites] })
    },
    snapshot: () => saved(individuals, elites),
  }
}

/**
 * The best `capacity` individuals live, and beside them the elite of every cell. No two individuals behave alike: of equal signatures
 * only the shortest stays, since otherwise clones of the best fill the island and the search collapses.
 *
 * An insertion costs a few binary searches, and moves within lists of numbers; no list is searched from end to end.
 */
export const elitist: SurvivalPart = defineSurvival({
  name: 'elitist',
  options: z.strictObject({ capacity: CAPACITY }),
  create: ({ capacity }) => ({ create: (ranking, past) => createElitist(capacity, ranking, past) }),
})
