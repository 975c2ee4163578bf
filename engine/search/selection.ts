import type { IslandStrategy, SelectorRecipe } from '../contracts/manifest.ts'
import { pickWeighted } from '../contracts/random.ts'
import type { Random } from '../contracts/random.ts'
import type { Population } from './elitist.ts'
import type { Individual } from './ranking.ts'

/** Chooses a parent among the individuals of an island, which is never empty. */
export interface Selector {
  select(island: Population, random: Random): Individual
}

/** The best of `size` individuals drawn with replacement. */
const tournament = (size: number): Selector => ({
  select({ individuals }, random) {
    let best = random.integer(individuals.length)
    for (let round = 1; round < size; round++) best = Math.min(best, random.integer(individuals.length))
    return individuals[best] as Individual
  },
})

/** The elite of a cell drawn with equal chances (MAP-Elites, Mouret and Clune 2015). */
const elite: Selector = { select: ({ elites }, random) => random.pick(elites) }

/** An individual that none dominates. */
const front: Selector = { select: (island, random) => random.pick(island.front) }

/** The best individual. */
const best: Selector = { select: ({ individuals }) => individuals[0] as Individual }

/** The selector that a recipe names. */
export function createSelector(recipe: SelectorRecipe): Selector {
  switch (recipe.name) {
    case 'tournament':
      return tournament(recipe.size)
    case 'elite':
      return elite
    case 'front':
      return front
    case 'best':
      return best
  }
}

/** Draws a parent and, beside it, up to `recipe.inspirations` other individuals. */
export function select(
  island: Population,
  recipe: IslandStrategy,
  random: Random,
): { readonly parents: readonly Individual[]; readonly inspirations: readonly Individual[] } {
  const parent = createSelector(pickWeighted(recipe.selectors, random)).select(island, random)
  const inspirations: Individual[] = []
  for (let draw = 0; draw < recipe.inspirations; draw++) {
    const other = random.pick(island.individuals)
    if (other !== parent && !inspirations.includes(other)) inspirations.push(other)
  }
  return { parents: [parent], inspirations }
}
