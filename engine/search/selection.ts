import type { IslandRecipe, SelectorRecipe } from '../contracts/manifest.ts'
import { pickWeighted } from '../contracts/random.ts'
import type { Random } from '../contracts/random.ts'
import type { Island } from './elitist.ts'
import type { Member } from './ranking.ts'

/** Chooses a parent among the residents of an island, which is never empty. */
export interface Selector {
  select(island: Island, random: Random): Member
}

/** The best of `size` residents drawn with replacement. */
const tournament = (size: number): Selector => ({
  select({ residents }, random) {
    let best = random.integer(residents.length)
    for (let round = 1; round < size; round++) best = Math.min(best, random.integer(residents.length))
    return residents[best] as Member
  },
})

/** The elite of a niche drawn with equal chances (MAP-Elites, Mouret and Clune 2015). */
const elite: Selector = { select: ({ elites }, random) => random.pick(elites) }

/** A resident that none dominates. */
const front: Selector = { select: (island, random) => random.pick(island.front) }

/** The best resident. */
const best: Selector = { select: ({ residents }) => residents[0] as Member }

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

/** Draws a parent and, beside it, up to `recipe.inspirations` other residents. */
export function select(
  island: Island,
  recipe: IslandRecipe,
  random: Random,
): { readonly parents: readonly Member[]; readonly inspirations: readonly Member[] } {
  const parent = createSelector(pickWeighted(recipe.selectors, random)).select(island, random)
  const inspirations: Member[] = []
  for (let draw = 0; draw < recipe.inspirations; draw++) {
    const other = random.pick(island.residents)
    if (other !== parent && !inspirations.includes(other)) inspirations.push(other)
  }
  return { parents: [parent], inspirations }
}
