import type { Strategy } from '../../engine/contracts/manifest.ts'

/**
 * The Huxley-Gödel Machine (Wang et al., ICLR 2026): a tree of all programs, whose parents are drawn by clades, and whose nodes are judged a
 * case at a time. For cases that pass or fail. There a model rewrites an agent; here the genetic proposer changes a program. No
 * inspirations, since a node has one parent. The initial program is judged in full, as there.
 */
export const hgm: Strategy = {
  name: 'hgm',
  islands: [
    {
      parents: { use: 'hgm', window: 1000 },
      proposers: { use: 'genetic' },
      survival: { use: 'keep-all' },
      acceptance: { use: 'sample', cases: 1, of: 'drawn' },
    },
  ],
  scheduler: { use: 'hgm', alpha: 0.6 },
  finalists: 30,
}
