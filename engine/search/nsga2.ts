import { crowdingOf, frontsOf } from './pareto.ts'
import type { Population, PopulationState } from './elitist.ts'
import type { Individual } from './ranking.ts'

/** Individuals, best first: by front, then the lonelier, then by rank; and how many are on the first front. */
function ordered(
  individuals: readonly Individual[],
  byRank: (a: Individual, b: Individual) => number,
): { readonly all: Individual[]; readonly first: number } {
  // By rank first, so that which of two equal ones is at an end of its front does not depend on the past.
  const ranked = [...individuals].sort(byRank)
  const fronts = frontsOf(ranked.map(({ objectives: figures = [] }) => figures))
  const depth = fronts.reduce((a, b) => Math.max(a, b), -1) + 1
  const all = Array.from({ length: depth }, (_, front) => {
    const there = ranked.filter((_member, at) => fronts[at] === front)
    const crowding = crowdingOf(there.map(({ objectives: figures = [] }) => figures))
    const order = there.map((_member, at) => at).sort((a, b) => compareNumbers(crowding[b] as number, crowding[a] as number) || a - b)
    return order.map((at) => there[at] as Individual)
  }).flat()
  return { all, first: fronts.filter((front) => front === 0).length }
}

/** Compares numbers of which several may be infinite. */
const compareNumbers = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0)

/**
 * An island for several objectives: those survive that fewer dominate, and of one front those that are alone (NSGA-II: Deb, Pratap,
 * Agarwal and Meyarivan, IEEE Transactions on Evolutionary Computation 6, 2002; one newcomer at a time). A tournament among its individuals is
 * NSGA-II's crowded comparison, since they stand in its order. Elites of cells are the best there by score. As on every island, of those that
 * behave alike only the shortest stays.
 *
 * Placing takes a time in proportion to the square of the individuals.
 */
export function createNsga2(
  capacity: number,
  byRank: (a: Individual, b: Individual) => number,
  population: PopulationState = { individuals: [], elites: [] },
  keeps: (individual: Individual) => boolean = () => false,
): Population {
  const individuals: Individual[] = []
  const elites: Individual[] = [...population.elites]
  let first = 0

  function settle(living: readonly Individual[]): void {
    const order = ordered(living, byRank)
    individuals.splice(0, individuals.length, ...order.all)
    first = order.first
  }
  settle(population.individuals)

  /** The elite of each cell, in the order in which the cells were found. */
  function crown(individuals: readonly Individual[]): void {
    const best = new Map<string, Individual>()
    for (const individual of individuals) {
      const rival = best.get(individual.cell)
      if (rival === undefined || byRank(individual, rival) < 0) best.set(individual.cell, individual)
    }
    const known = elites.flatMap(({ cell }) => best.get(cell) ?? [])
    const found = [...best.values()].filter(({ cell }) => !known.some((elite) => elite.cell === cell))
    elites.splice(0, elites.length, ...known, ...found)
  }

  return {
    individuals: individuals,
    elites,
    get front() {
      return individuals.slice(0, first)
    },
    insert(individual) {
      const twin = individuals.find(({ signature }) => signature === individual.signature)
      if (twin !== undefined && (twin.size <= individual.size || keeps(twin))) return { kind: 'duplicate-behaviour', of: twin.number }
      const staying = individuals.filter((individual) => individual !== twin)
      settle([...staying, individual])
      crown(individuals)
      const out = individuals.filter((individual, at) => at >= capacity && !elites.includes(individual) && !keeps(individual)).toReversed()
      if (out.length > 0) settle(individuals.filter((individual) => !out.includes(individual)))
      if (out.includes(individual)) return { kind: 'not-added' }
      const removed = [...(twin === undefined ? [] : [twin]), ...out].map(({ number }) => number)
      return { kind: 'placed', cell: individual.cell, elite: elites.includes(individual), removed: removed }
    },
  }
}
