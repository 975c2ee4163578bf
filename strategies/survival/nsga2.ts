import * as z from 'zod'
import type { Individual } from '../../engine/contracts/individual.ts'
import { defineSurvival } from '../../engine/contracts/part.ts'
import type { SurvivalPart } from '../../engine/contracts/part.ts'
import type { Population, Ranking, SavedPopulation } from '../../engine/contracts/survival.ts'
import { crowdingOf, frontsOf } from './fronts.ts'
import { CAPACITY, elitesOf, restored, saved, staying } from './living.ts'

/** Individuals, best first: by front, then the lonelier, then by rank; and how many are on the first front. */
function ordered(
  individuals: readonly Individual[],
  byRank: (a: Individual, b: Individual) => number,
): { readonly all: Individual[]; readonly first: number } {
  // By rank first, so that which of two equal ones is at an end of its front does not depend on the past.
  const ranked = [...individuals].sort(byRank)
  const fronts = frontsOf(ranked.map(({ objectives = [] }) => objectives))
  const depth = fronts.reduce((a, b) => Math.max(a, b), -1) + 1
  const all = Array.from({ length: depth }, (_, front) => {
    const there = ranked.filter((_member, at) => fronts[at] === front)
    const crowding = crowdingOf(there.map(({ objectives = [] }) => objectives))
    const order = there.map((_member, at) => at).sort((a, b) => compareNumbers(crowding[b] as number, crowding[a] as number) || a - b)
    return order.map((at) => there[at] as Individual)
  }).flat()
  return { all, first: fronts.filter((front) => front === 0).length }
}

/** Compares numbers of which several may be infinite. */
const compareNumbers = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0)

function createNsga2(capacity: number, ranking: Ranking, past?: SavedPopulation): Population {
  const { rank, keeps } = ranking
  const { individuals: before, elites } = restored(past)
  const individuals: Individual[] = []
  let first = 0

  function settle(living: readonly Individual[]): void {
    const order = ordered(living, rank)
    individuals.splice(0, individuals.length, ...order.all)
    first = order.first
  }
  settle(before)

  /** The elite of each cell, in the order in which the cells were found. */
  function crown(individuals: readonly Individual[]): void {
    const best = new Map<string, Individual>()
    for (const individual of individuals) {
      const rival = best.get(individual.cell)
      if (rival === undefined || rank(individual, rival) < 0) best.set(individual.cell, individual)
    }
    const known = elites.flatMap(({ cell }) => best.get(cell) ?? [])
    const found = [...best.values()].filter(({ cell }) => !known.some((elite) => elite.cell === cell))
    elites.splice(0, elites.length, ...known, ...found)
  }

  return {
    individuals,
    elites,
    get front() {
      return individuals.slice(0, first)
    },
    insert(individual) {
      const twin = individuals.find(({ signature }) => signature === individual.signature)
      if (twin !== undefined && (twin.size <= individual.size || keeps(twin))) return { kind: 'duplicate-behaviour', of: twin.number }
      const before = { individuals: [...individuals], elites: [...elites] }
      settle([...individuals.filter((other) => other !== twin), individual])
      crown(individuals)
      const out = individuals.filter((other, at) => at >= capacity && !elites.includes(other) && !keeps(other)).toReversed()
      if (out.includes(individual)) {
        // it may have pushed others beyond the capacity, which stay now that it does not
        settle(before.individuals)
        elites.splice(0, elites.length, ...before.elites)
        return { kind: 'not-added' }
      }
      if (out.length > 0) settle(individuals.filter((other) => !out.includes(other)))
      const removed = [...(twin === undefined ? [] : [twin]), ...out].map(({ number }) => number)
      return { kind: 'placed', elite: elites.includes(individual), removed }
    },
    reorder() {
      const ranked = staying(individuals, ranking)
      elites.splice(0, elites.length, ...elitesOf(ranked, elites))
      settle(ranked)
    },
    snapshot: () => saved(individuals, elites),
  }
}

/**
 * For several objectives: those individuals live that fewer dominate, and of one front those that are alone (NSGA-II: Deb, Pratap,
 * Agarwal and Meyarivan, IEEE Transactions on Evolutionary Computation 6, 2002; one newcomer at a time). A tournament among them is
 * NSGA-II's crowded comparison, since they stand in its order. Elites of cells are the best there by score. Of individuals that behave
 * alike only the shortest stays.
 *
 * An insertion takes a time in proportion to the square of the individuals.
 */
export const nsga2: SurvivalPart = defineSurvival({
  name: 'nsga2',
  options: z.strictObject({ capacity: CAPACITY }),
  create: ({ capacity }) => ({ create: (ranking, past) => createNsga2(capacity, ranking, past) }),
})
