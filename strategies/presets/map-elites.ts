import type { Strategy } from '../../engine/contracts/manifest.ts'

/**
 * MAP-Elites (Mouret and Clune 2015): one individual in each cell, and each as often a parent. Cells are those of the problem's descriptors. It
 * begins with the problem's initial programs, where the paper has random ones.
 */
export const mapElites: Strategy = {
  name: 'map-elites',
  islands: [{ parents: { use: 'elite' }, proposers: { use: 'genetic' }, survival: { use: 'cell' } }],
  finalists: 30,
}
