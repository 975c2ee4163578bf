import type { Strategy } from '../../engine/contracts/manifest.ts'

/**
 * A Self-Improving Coding Agent (Robeyns et al. 2025): each program is made from the most recent one that is about as good as the best, and
 * is judged in full. Means of scores are compared, as in its published code; there a model rewrites an agent, here the genetic
 * proposer changes a program.
 */
export const sica: Strategy = {
  name: 'sica',
  islands: [
    {
      parents: { use: 'sica', window: 1000 },
      proposers: { use: 'genetic' },
      survival: { use: 'keep-all' },
      acceptance: { use: 'none' },
    },
  ],
  finalists: 30,
}
