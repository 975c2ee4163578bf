import type { Strategy } from '../../engine/contracts/manifest.ts'

/**
 * Self-Refine (Madaan et al. 2023; madaan/self-refine, src): four rounds of writing and advice within each proposal, of which the best by the verifier is
 * taken; each proposal begins with the best program so far, where there it begins from nothing.
 */
export const selfRefine: Strategy = {
  name: 'self-refine',
  islands: [
    {
      parents: { use: 'greedy', ties: 'newest' },
      proposers: { use: 'self-refine', rounds: 4, advice: true },
      survival: { use: 'top-n', capacity: 20 },
      acceptance: { use: 'none' },
    },
  ],
  finalists: 20,
}
