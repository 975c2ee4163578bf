import type { Strategy } from '../../engine/contracts/manifest.ts'

/**
 * The archive of the Darwin Gödel Machine (Zhang et al. 2025; jennyzzt/dgm, DGM_outer.py), without its models: everyone lives, and those are
 * parents that solve much and have few children. It is made for scores between 0 and 1.
 */
export const dgm: Strategy = {
  name: 'dgm',
  islands: [{ parents: { use: 'dgm', slope: 10, midpoint: 0.5 }, proposers: { use: 'genetic' }, survival: { use: 'keep-all' } }],
  finalists: 30,
}
