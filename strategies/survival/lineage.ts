import type { Individual } from '../../engine/contracts/individual.ts'
import { defineSurvival } from '../../engine/contracts/part.ts'
import type { SurvivalPart } from '../../engine/contracts/part.ts'
import type { Population, Ranking, SavedPopulation } from '../../engine/contracts/survival.ts'
import { elitesOf, restored, saved, staying } from './living.ts'

/** The numbers of all that ever lived, each with that of the individual that its lineage began with. */
type Roots = readonly (readonly [number: number, root: number])[]

function createLineages(ranking: Ranking, past?: SavedPopulation): Population {
  const { rank, keeps } = ranking
  const { individuals, elites } = restored(past)
  const roots = new Map((past?.snapshot as { readonly roots: Roots } | undefined)?.roots)

  /** Where a lineage began: that of the first parent, or here where the first parent never lived on this island. */
  const rootOf = ({ number, parents: [parent = 0] }: Individual): number => roots.get(number) ?? roots.get(parent) ?? number

  function settle(living: readonly Individual[]): void {
    individuals.splice(0, individuals.length, ...living.toSorted(rank))
    elites.splice(0, elites.length, ...elitesOf(individuals, elites))
  }

  return {
    individuals,
    elites,
    get front() {
      return individuals.slice(0, 1)
    },
    insert(individual) {
      const root = rootOf(individual)
      const rivals = individuals.filter((other) => rootOf(other) === root)
      if (rivals.some((other) => rank(individual, other) >= 0)) return { kind: 'not-added' }
      roots.set(individual.number, root)
      const removed = rivals.filter((other) => !keeps(other))
      settle([individual, ...individuals.filter((other) => !removed.includes(other))])
      return { kind: 'placed', elite: elites.includes(individual), removed: removed.map(({ number }) => number) }
    },
    reorder() {
      const ranked = staying(individuals, ranking)
      const best = new Map(ranked.toReversed().map((individual) => [rootOf(individual), individual]))
      settle(ranked.filter((individual) => keeps(individual) || best.get(rootOf(individual)) === individual))
    },
    snapshot: () => ({ ...saved(individuals, elites), roots: [...roots] }),
  }
}

/**
 * The best of each lineage lives: an individual takes the place of the one from which it descends, by first parents, or of that one's
 * successor, if it is better, and never that of another lineage. Each initial program begins one, so that there are as many
 * (1+1) climbers (Rechenberg 1973) on one island as the problem has initial programs.
 */
export const lineage: SurvivalPart = defineSurvival({
  name: 'lineage',
  create: () => ({ create: (ranking, past) => createLineages(ranking, past) }),
})
