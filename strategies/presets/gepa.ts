import type { Strategy } from '../../engine/contracts/manifest.ts'

/**
 * GEPA (Agrawal et al. 2025; gepa-ai/gepa, src/gepa/api.py and src/gepa/core/engine.py): parents from the pruned fronts by train case; a model reflects on a
 * minibatch of three cases and writes one file anew, files taking turns; offspring that beat their parent on the same three cases are judged on
 * all, and join a pool that nobody leaves; after one has joined, two of the pool are merged. There pools are judged on a second set; here all is
 * judged on train, as there where no second set is given. The parent's three cases are counted once more, so that budgets compare.
 */
export const gepa: Strategy = {
  name: 'gepa',
  islands: [
    {
      parents: { use: 'merging', of: 'case', pruned: true, window: 1000, most: 5, count: 3 },
      proposers: { use: 'gepa', cases: 3, again: true },
      survival: { use: 'keep-all' },
      acceptance: { use: 'minibatch', cases: 3, ties: false },
    },
  ],
  finalists: 30,
}
