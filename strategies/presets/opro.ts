import type { Strategy } from '../../engine/contracts/manifest.ts'

/**
 * OPRO (Yang et al. 2023; google-deepmind/opro, opro/optimization/optimize_instructions.py): a model sees the 20 best texts in ascending order of their
 * scores and three train cases, and writes eight more by one prompt, of which the best lives; nobody leaves.
 */
export const opro: Strategy = {
  name: 'opro',
  islands: [
    {
      parents: { use: 'greedy' },
      inspirations: [{ use: 'trajectory', of: 'best', count: 20, role: 'drawn' }],
      proposers: { use: 'opro', most: 20, examples: 3, order: 'ascending', scores: true, samples: 8 },
      survival: { use: 'keep-all' },
      acceptance: { use: 'none' },
    },
  ],
  finalists: 30,
}
