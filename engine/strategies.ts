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

const asking: IslandRecipe = { ...island, proposers: [{ name: 'model', weight: 1 }], inspirations: 3 }

/**
 * The recipes that come with the engine.
 *
 * - `default`: four islands; parents by tournament and from the elites of niches
 * - `lean`: one small island and races, for programs that take seconds each; changes may burn ten times what their parent burned
 * - `random`: independent random draws, the null model
 * - `sequential`: a (1+1) climber on one island
 * - `asking`: two islands whose programs models change, and two that ask none; needs a model
 * - `asking-only`: two islands whose programs models change; needs a model
 */
export const strategies: Readonly<Record<string, Strategy>> = {
  asking: { name: 'asking', islands: [asking, asking, island, island], migration: { every: 100, count: 3 }, finalists: 30 },
  'asking-only': { name: 'asking-only', islands: [asking, asking], migration: { every: 100, count: 3 }, finalists: 30 },
  default: {
    name: 'default',
    islands: [island, island, island, island],
    migration: { every: 1000, count: 3 },
    finalists: 30,
  },
  lean: {
    name: 'lean',
    islands: [
      {
        ...island,
        selectors: [
          { name: 'tournament', size: 4, weight: 2 },
          { name: 'best', weight: 1 },
        ],
        capacity: 30,
        inspirations: 1,
      },
    ],
    migration: { every: 0, count: 0 },
    race: { margin: 2 },
    allowance: 10,
    finalists: 4,
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
