import type { Strategy } from '../../engine/contracts/manifest.ts'

/**
 * OPRO (Yang et al. 2023; google-deepmind/opro, opro/optimization/optimize_instructions.py): a model sees the 20 best texts in ascending order of their
 * scores and three train cases, and writes the next; eight offspring a step are made of the same trajectory. Everyone lives. Each
 * offspring is a ticket, so that steps overlap where tickets do.
 */
export const opro: Strategy = {
  name: 'opro',
  islands: [
    {
      parents: { use: 'greedy' },
      inspirations: [{ use: 'trajectory', of: 'best', step: 8, count: 20, role: 'drawn' }],
      proposers: { use: 'opro', most: 20, examples: 3, order: 'ascending', scores: true },
      survival: { use: 'keep-all' },
      acceptance: { use: 'none' },
    },
  ],
  finalists: 30,
}
