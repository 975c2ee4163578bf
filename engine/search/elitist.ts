import type { Placement } from '../contracts/archive.ts'
import type { Individual } from './ranking.ts'

/** A sub-population: its best `capacity` individuals by rank, and beside them the elite of every cell. */
export interface Population {
  /** Everyone who lives here, best first. */
  readonly individuals: readonly Individual[]
  /** The best individual of each cell, in the order in which the cells were found. */
  readonly elites: readonly Individual[]
  /** Those that no other individual dominates; the best one where the score is all. */
  readonly front: readonly Individual[]
  /** Tries to settle a individual. */
  insert(individual: Individual): Extract<Placement, { kind: 'duplicate-behaviour' | 'not-added' | 'placed' }>
}

/** Who lives on an island, to make it again. */
export type PopulationState = Pick<Population, 'individuals' | 'elites'>

/** The individuals of one cell, best first. */
interface Cell {
  /** Position of its elite among the elites. */
  at: number
  readonly individuals: Individual[]
}

/**
 * An island on which no two individuals behave alike: of equal signatures only the shortest stays, since otherwise clones of
 * the best fill the island and the search collapses. Whom it `keeps` gives way to nobody.
 *
 * Placing costs a few binary searches, and moves within lists of numbers; nothing is looked for from end to end.
 */
export function createElitist(
  capacity: number,
  byRank: (a: Individual, b: Individual) => number,
  population: PopulationState = { individuals: [], elites: [] },
  keeps: (individual: Individual) => boolean = () => false,
): Population {
  const individuals: Individual[] = [...population.individuals]
  const elites: Individual[] = [...population.elites]
  const bySignature = new Map(individuals.map((individual) => [individual.signature, individual]))
  const cells = new Map(elites.map(({ cell }, at): [string, Cell] => [cell, { at, individuals: [] }]))
  for (const individual of individuals) cells.get(individual.cell)?.individuals.push(individual)

  /** How many of a ranked list come before a individual; its position if it is there. */
  function rankIn(list: readonly Individual[], individual: Individual): number {
    let low = 0
    let high = list.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (byRank(list[middle] as Individual, individual) < 0) low = middle + 1
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
    const rank = rankIn(cell.individuals, individual)
    cell.individuals.splice(rank, 0, individual)
    if (rank === 0) elites[cell.at] = individual
  }

  /** Takes a individual away; the cell of an elite goes to the next best there, or is given up. */
  function remove(individual: Individual): void {
    individuals.splice(rankIn(individuals, individual), 1)
    bySignature.delete(individual.signature)
    const cell = cells.get(individual.cell)
    if (cell === undefined) return
    const rank = rankIn(cell.individuals, individual)
    cell.individuals.splice(rank, 1)
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
   * it dethroned, and the one it pushed over the edge.
   */
  function crowdOut(suspects: readonly (Individual | undefined)[]): Individual[] {
    const out = new Set<Individual>()
    for (const individual of suspects) {
      if (individual === undefined || isElite(individual) || keeps(individual) || rankIn(individuals, individual) < capacity) continue
      out.add(individual)
    }
    const removed = [...out].sort((a, b) => byRank(b, a))
    removed.forEach(remove)
    return removed
  }

  return {
    individuals: individuals,
    elites,
    get front() {
      return individuals.slice(0, 1)
    },
    insert(individual) {
      const twin = bySignature.get(individual.signature)
      if (twin !== undefined && (twin.size <= individual.size || keeps(twin))) return { kind: 'duplicate-behaviour', of: twin.number }
      if (twin !== undefined) remove(twin)
      const dethroned = cells.get(individual.cell)?.individuals[0]
      settle(individual)
      const crowded = crowdOut([individual, dethroned, individuals[capacity]])
      if (crowded.includes(individual)) return { kind: 'not-added' }
      const removed = twin === undefined ? crowded : [twin, ...crowded]
      return { kind: 'placed', cell: individual.cell, elite: isElite(individual), removed: removed.map(({ number }) => number) }
    },
  }
}
