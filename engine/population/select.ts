import type { Individual, PopulationView } from '../contracts/individual.ts'
import { pickWeighted } from '../contracts/random.ts'
import type { Random } from '../contracts/random.ts'
import type { IslandParts } from '../contracts/strategy.ts'
import { choose } from './choose.ts'

/** Draws parents, and beside them other individuals of the island, each once. */
export function select(
  island: PopulationView,
  { parents: selectors, inspirations: shown }: Pick<IslandParts, 'parents' | 'inspirations'>,
  random: Random,
): { readonly parents: readonly Individual[]; readonly inspirations: readonly Individual[] } {
  const parents = choose(pickWeighted(selectors, random), island, 1, random)
  const inspirations = new Set<Individual>()
  for (const named of shown)
    for (const individual of choose(named, island, named.count, random)) if (!parents.includes(individual)) inspirations.add(individual)
  return { parents, inspirations: [...inspirations] }
}
