import type { Strategy } from '../../engine/contracts/manifest.ts'

/**
 * Programs from a signature and examples: parents and mates by lexicase selection (Helmuth, Spector and Matheson 2015), a part of them on a tenth of
 * the cases (down-sampled lexicase: Helmuth and Spector 2021), and a few by how unlike others they behave. Programs are enumerated and varied by
 * their types; one in ten is changed as any other code is. All are judged on all cases.
 */
export const synthesis: Strategy = {
  name: 'synthesis',
  islands: [
    {
      parents: [
        { use: 'lexicase', batch: 1, epsilon: 0, downSample: 1, window: 500, weight: 5 },
        { use: 'lexicase', batch: 1, epsilon: 0, downSample: 0.1, window: 500, weight: 4 },
        { use: 'novelty', neighbours: 5, window: 100, weight: 1 },
      ],
      inspirations: [{ use: 'lexicase', batch: 1, epsilon: 0, downSample: 1, window: 500, count: 1 }],
      proposers: [
        { use: 'synthesis', weight: 9 },
        { use: 'genetic', weight: 1 },
      ],
      survival: { use: 'elitist', capacity: 500 },
      acceptance: { use: 'none' },
    },
  ],
  finalists: 30,
}
