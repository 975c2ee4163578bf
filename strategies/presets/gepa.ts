import type { Strategy } from '../../engine/contracts/manifest.ts'

/**
 * GEPA (Agrawal et al. 2025), as published: parents from the pruned fronts by train case, and offspring that beat their parent on a minibatch
 * of three join a pool that nobody leaves. There a model reflects on a prompt, and pools are judged on a second set; here the genetic
 * proposer changes a program, and all is judged on train. Without its merging of two programs: the second parent of a crossover is
 * another one from the fronts.
 */
export const gepa: Strategy = {
  name: 'gepa',
  islands: [
    {
      parents: { use: 'gepa', of: 'case', pruned: true, window: 1000 },
      inspirations: [{ use: 'gepa', of: 'case', pruned: true, window: 1000, count: 1 }],
      proposers: { use: 'genetic' },
      survival: { use: 'keep-all' },
      acceptance: { use: 'minibatch', cases: 3, ties: false },
    },
  ],
  finalists: 30,
}
