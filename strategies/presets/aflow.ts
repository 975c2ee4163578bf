import type { Strategy } from '../../engine/contracts/manifest.ts'

/**
 * The search of AFlow (Zhang et al. 2025; FoundationAgents/AFlow, scripts/optimizer.py), without its model: parents are the first program and the
 * best three. It is made for scores between 0 and 1, and evaluates a program once, where AFlow takes the mean of several times.
 */
export const aflow: Strategy = {
  name: 'aflow',
  islands: [{ parents: { use: 'aflow' }, proposers: { use: 'genetic' }, survival: { use: 'keep-all' } }],
  finalists: 30,
}
