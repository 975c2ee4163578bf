import type { IslandRecipe, Strategy } from './contracts/manifest.ts'

const island: IslandRecipe = {
  selectors: [
    { name: 'tournament', size: 8, weight: 3 },
    { name: 'elite', weight: 1 },
  ],
  proposers: [{ name: 'genetic', weight: 1 }],
  capacity: 200,
  inspirations: 2,
}

/**
 * The recipes that come with the engine.
 *
 * - `default`: four islands; parents by tournament and from the elites of niches
 * - `random`: independent random draws, the null model
 * - `sequential`: a (1+1) climber on one island
 */
export const strategies: Readonly<Record<string, Strategy>> = {
  default: {
    name: 'default',
    islands: [island, island, island, island],
    migration: { every: 1000, count: 3 },
    finalists: 30,
  },
  random: {
    name: 'random',
    islands: [{ ...island, selectors: [{ name: 'best', weight: 1 }], proposers: [{ name: 'random', weight: 1 }], inspirations: 0 }],
    migration: { every: 0, count: 0 },
    finalists: 30,
  },
  sequential: {
    name: 'sequential',
    islands: [{ ...island, selectors: [{ name: 'best', weight: 1 }], capacity: 1, inspirations: 0 }],
    migration: { every: 0, count: 0 },
    finalists: 30,
  },
}
