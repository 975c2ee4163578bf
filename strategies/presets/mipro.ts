import type { Strategy } from '../../engine/contracts/manifest.ts'

/**
 * MIPROv2 (Opsahl-Ong et al. 2024; stanfordnlp/dspy, dspy/teleprompt/mipro_optimizer_v2.py): sets of demonstrations that are bootstrapped from cases which pass,
 * instructions that a model writes by what is known of the task, and a tree-structured Parzen estimator that combines both. An offspring is judged on 35 cases
 * that are drawn; after every fifth the one of the best mean is judged on all. There all sets and instructions are made first; here one offspring
 * in seven is a new set and one a new instruction, so that a run may be as long as one likes.
 */
export const mipro: Strategy = {
  name: 'mipro',
  islands: [
    {
      parents: { use: 'tournament', size: 4 },
      inspirations: [{ use: 'trajectory', of: 'latest', count: 100, role: 'drawn' }],
      proposers: [
        { use: 'bootstrap', most: 4, weight: 1 },
        { use: 'instruct', examples: 3, history: 5, weight: 1 },
        { use: 'tpe', weight: 5 },
      ],
      survival: { use: 'keep-all' },
      acceptance: { use: 'sample', cases: 35, of: 'drawn' },
    },
  ],
  scheduler: { use: 'best-mean', every: 5 },
  finalists: 30,
}
