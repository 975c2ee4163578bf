import * as z from 'zod'
import { defineAcceptance } from '../../engine/contracts/part.ts'
import type { AcceptancePart } from '../../engine/contracts/part.ts'
import { shuffled } from '../shuffled.ts'

/**
 * Judges an offspring on `cases` (1) train cases and takes it, so that a scheduler can have it judged case by case. The cases are drawn,
 * or the first ones with `of: 'first'`, so that all offspring are compared on the same. The Huxley-Gödel Machine adds a node before
 * its first case; here the first case is part of what makes the node.
 */
export const sample: AcceptancePart = defineAcceptance({
  name: 'sample',
  options: z.strictObject({ cases: z.int().positive().default(1), of: z.enum(['drawn', 'first']).default('drawn') }),
  create: ({ cases, of }) => ({
    next({ results, weights }, random) {
      if (results.size > 0) return { accept: true }
      const all = [...weights.keys()]
      return { evaluate: of === 'first' ? all.slice(0, cases) : shuffled(all, Math.min(cases, all.length), random).sort((a, b) => a - b) }
    },
  }),
})
