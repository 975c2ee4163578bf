import type { IslandStrategy, Strategy } from '../../engine/contracts/manifest.ts'

const island: IslandStrategy = {
  parents: { use: 'funsearch', count: 2, temperature: 0.1, period: 30_000, scale: 1, window: 1000 },
  proposers: { use: 'genetic' },
  survival: { use: 'keep-all' },
}

/**
 * FunSearch as published, without its model (google-deepmind/funsearch, implementation/config.py): ten islands on which everyone lives, two
 * programs drawn by cluster and length, and the weaker half of the islands begun anew from the others. Published every four hours, here every 1,000
 * commits, which is a choice of ours. The first parent is the worse one of two, the other one a donor.
 */
export const funsearch: Strategy = {
  name: 'funsearch',
  islands: Array.from({ length: 10 }, () => island),
  exchange: [{ use: 'reset-weaker', every: 1000 }],
  finalists: 30,
}
