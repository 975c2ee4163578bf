import type { Individual, PopulationView } from '../contracts/individual.ts'
import { pickWeighted } from '../contracts/random.ts'
import type { Random } from '../contracts/random.ts'
import type { Role } from '../contracts/role.ts'
import type { IslandParts } from '../contracts/strategy.ts'
import { choose } from './choose.ts'

/** Individuals that were selected, each once. */
export interface Selected {
  readonly parents: readonly Individual[]
  /** Individuals beside the parents, with why they are shown. */
  readonly inspirations: ReadonlyMap<Individual, Role>
}

/** Draws parents of the island at a position, and beside them other individuals of that island or of others. */
export function select(
  islands: readonly PopulationView[],
  at: number,
  { parents: selectors, inspirations: shown }: Pick<IslandParts, 'parents' | 'inspirations'>,
  random: Random,
): Selected {
  const island = islands[at] as PopulationView
  const named = pickWeighted(selectors, random)
  const parents = [...new Set(choose(named, island, named.count, random))]
  const isParent = ({ number }: Individual): boolean => parents.some((parent) => parent.number === number)
  const inspirations = new Map<Individual, Role>()
  for (const { island: from, role = from === undefined ? 'drawn' : 'elsewhere', ...inspiring } of shown) {
    const home = from === undefined ? island : islands.length > 1 ? random.pick(islands.toSpliced(at, 1)) : undefined
    if (home === undefined) continue
    for (const individual of choose(inspiring, home, inspiring.count, random))
      if (!isParent(individual) && !inspirations.has(individual)) inspirations.set(individual, role)
  }
  return { parents, inspirations }
}
