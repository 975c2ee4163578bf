import type { Strategy } from '../../engine/contracts/manifest.ts'

/**
 * EvoPrompt by its genetic algorithm (Guo et al. 2024; beeevita/EvoPrompt, evoluter.py, `GAEvoluter` with `wheel` and `topk`): two parents by roulette wheel on raw
 * scores, which a model crosses and mutates, and the ten best live. There a generation of ten is made at a time, and the first one of paraphrases;
 * here one offspring at a time, and the first ones from the initial programs.
 */
export const evoprompt: Strategy = {
  name: 'evoprompt',
  islands: [
    {
      parents: { use: 'wheel', scale: 'raw', count: 2 },
      proposers: { use: 'evoprompt' },
      survival: { use: 'top-n', capacity: 10 },
      acceptance: { use: 'none' },
    },
  ],
  finalists: 10,
}
