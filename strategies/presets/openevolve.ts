import type { IslandStrategy, Strategy } from '../../engine/contracts/manifest.ts'

const island: IslandStrategy = {
  parents: [
    { use: 'random', weight: 2 },
    { use: 'top', size: 20, weight: 7 },
    { use: 'wheel', scale: 'raw', weight: 1 },
  ],
  inspirations: [
    { use: 'greedy', count: 1, role: 'best' },
    { use: 'elite', count: 4, role: 'diverse' },
  ],
  proposers: { use: 'genetic' },
  survival: { use: 'elitist', capacity: 200 },
}

/**
 * OpenEvolve with its defaults (algorithmicsuperintelligence/openevolve, configs/default_config.yaml and openevolve/database.py), without its models:
 *
 * - five islands, 1,000 programs in all and beside them the elite of each cell; cells are those of the problem's descriptors
 * - parents: with .2 anyone, with .7 a member of the archive of 100, here the 20 best of each island, with .1 by raw score
 * - five inspirations: the best and programs of other cells
 * - migration of a tenth of an island every 50 of its generations, so every 250 commits: 20 to the next island. OpenEvolve sends them to both
 *   neighbours, and none twice.
 */
export const openevolve: Strategy = {
  name: 'openevolve',
  islands: Array.from({ length: 5 }, () => island),
  exchange: [{ use: 'migration', every: 250, count: 20 }],
  finalists: 30,
}
