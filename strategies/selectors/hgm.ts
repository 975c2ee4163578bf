import * as z from 'zod'
import { defineSelector } from '../../engine/contracts/part.ts'
import type { SelectorPart } from '../../engine/contracts/part.ts'
import { thompson } from '../thompson/thompson.ts'
import { WINDOW } from './window.ts'

/**
 * The individual whose clade promises most: of one draw for each from Beta(1 + passed, 1 + failed), over the cases of the individual and
 * of all that descends from it, the largest (Huxley-Gödel Machine: Wang et al., ICLR 2026; metauto-ai/HGM, hgm.py, `TS_sample`).
 *
 * The published code (tree.py) adds the results of descendants to a node's own list at each draw, and so counts them once more each time.
 * Here a clade counts each case once, and an individual's own cases stay its own. The published code leaves out nodes
 * without a pass; the draw decides here.
 *
 * Cases pass or fail: of scores other than 0 and 1 all pass, and the rule then prefers large clades. One pass over the `window` (1,000)
 * best. There are no weights: the chance of the largest draw has no closed form.
 */
export const hgm: SelectorPart = defineSelector({
  name: 'hgm',
  options: z.strictObject({ window: WINDOW }),
  create: ({ window }) => ({
    select({ individuals, lineage }, count, random) {
      const nodes = individuals.slice(0, window)
      return Array.from({ length: count }, () => thompson(nodes, ({ number }) => lineage.clade(number), random)).filter(
        (node) => node !== undefined,
      )
    },
  }),
})
