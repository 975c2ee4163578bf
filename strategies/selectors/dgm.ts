import * as z from 'zod'
import { defineSelector } from '../../engine/contracts/part.ts'
import type { SelectorPart } from '../../engine/contracts/part.ts'
import { belowBound } from './draw.ts'
import { highest, performance, sigmoid } from './performance.ts'

/**
 * The parent selection of the Darwin Gödel Machine (Zhang, Hu, Lu, Lange and Clune 2025; jennyzzt/dgm, DGM_outer.py, `score_child_prop`):
 * p ~ s h with s = 1 / (1 + exp(-10 (a - 0.5))) of the share `a` that is solved, and h = 1 / (1 + children). Drawn from all individuals by
 * the bound of the best one's s.
 *
 * Where a small score is good `a` is 1 less the score. Scores far outside of 0 to 1 leave s at its ends, so that children alone decide, or
 * nothing: `slope` and `midpoint` fit it to another scale.
 */
export const dgm: SelectorPart = defineSelector({
  name: 'dgm',
  options: z.strictObject({ slope: z.number().positive().default(10), midpoint: z.number().default(0.5) }),
  create: ({ slope, midpoint }) =>
    belowBound((view) => {
      const { direction, lineage } = view
      const best = highest(view, ({ score }) => performance(score, direction))
      const share = (a: number): number => sigmoid(slope * (a - midpoint))
      return {
        bound: share(best),
        weight: ({ number, score }) => share(Math.min(best, performance(score, direction))) / (1 + lineage.children(number)),
      }
    }),
})
