import type { Strategy } from '../../engine/contracts/manifest.ts'

/**
 * Promptbreeder (Fernando et al. 2023; its authors have published no code): a population of 50 texts; of two that are drawn the better one is changed by one of
 * several operators and takes the place of the worse one, and what changes them evolves too. There a population is made of drawn styles of thinking first;
 * here it grows from the initial program.
 */
export const promptbreeder: Strategy = {
  name: 'promptbreeder',
  islands: [
    {
      parents: { use: 'random', count: 2 },
      inspirations: [{ use: 'random', count: 10, role: 'drawn' }],
      proposers: { use: 'promptbreeder' },
      survival: { use: 'overwrite-loser', capacity: 50, of: 'parents' },
      acceptance: { use: 'none' },
    },
  ],
  finalists: 30,
}
