import type { IslandStrategy, Strategy } from '../../engine/contracts/manifest.ts'

const island: IslandStrategy = {
  parents: { use: 'shinka', archive: 20 },
  inspirations: [
    { use: 'random', count: 1 },
    { use: 'greedy', count: 1, role: 'best' },
  ],
  proposers: { use: 'genetic' },
  survival: { use: 'top-n', capacity: 20 },
}

/**
 * ShinkaEvolve with the defaults of its database (SakanaAI/ShinkaEvolve, shinka/database/dbase.py), without its models: two islands without
 * migration, an archive of 40, here half of it on each island, one inspiration of the archive and one best one. Its rejection of code that is
 * near to known code by embeddings has no part here.
 */
export const shinka: Strategy = { name: 'shinka', islands: [island, island], finalists: 30 }
