import type { Strategy } from '../../engine/contracts/manifest.ts'

/**
 * TextGrad (Yuksekgonul et al. 2024; zou-group/textgrad, evaluation/prompt_optimization.py): one program; a batch of three train cases is criticised along the
 * trace, each file that has part in it is written anew, and what is then worse is reverted, as there by its option `run_validation`. What
 * it is reverted by is the whole train set: validation chooses the champion here and nothing else.
 */
export const textgrad: Strategy = {
  name: 'textgrad',
  islands: [
    {
      parents: { use: 'greedy', ties: 'newest' },
      proposers: { use: 'textgrad', cases: 3, chain: true },
      survival: { use: 'slot', capacity: 1, ties: true },
      acceptance: { use: 'none' },
    },
  ],
  finalists: 30,
}
