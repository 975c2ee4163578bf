import type { Strategy } from '../../engine/contracts/manifest.ts'

/**
 * Epsilon-lexicase selection (La Cava et al. 2016) of parents and of mates for crossover, in a population of a thousand, as in genetic
 * programming; one newcomer at a time instead of generations. All programs are judged on all cases.
 */
export const lexicase: Strategy = {
  name: 'lexicase',
  islands: [
    {
      parents: { use: 'lexicase', batch: 1, epsilon: 'mad', downSample: 1, window: 1000 },
      inspirations: [{ use: 'lexicase', batch: 1, epsilon: 'mad', downSample: 1, window: 1000, count: 1 }],
      proposers: { use: 'genetic' },
      survival: { use: 'elitist', capacity: 1000 },
      acceptance: { use: 'none' },
    },
  ],
  finalists: 30,
}
