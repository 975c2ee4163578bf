import type { Strategy } from '../../engine/contracts/manifest.ts'

/**
 * Reflexion (Shinn et al. 2023; noahshinn/reflexion, alfworld_runs): a model reflects on a case that went badly and writes the program again, the last three
 * reflections on this and on similar cases before it. There each trial goes on from the last one, better or not; here from the best.
 */
export const reflexion: Strategy = {
  name: 'reflexion',
  islands: [
    {
      parents: { use: 'greedy', ties: 'newest' },
      proposers: { use: 'reflexion', window: 3 },
      survival: { use: 'top-n', capacity: 20 },
      acceptance: { use: 'none' },
    },
  ],
  finalists: 20,
}
