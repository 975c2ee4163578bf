import * as z from 'zod'
import { defineAcceptance } from '../../engine/contracts/part.ts'
import type { AcceptancePart } from '../../engine/contracts/part.ts'
import type { Random } from '../../engine/contracts/random.ts'

/** So many different positions below `length`, drawn with equal chances (a shuffle that stops: Fisher and Yates 1938), in their order. */
function drawPositions(count: number, length: number, random: Random): number[] {
  const positions = Array.from({ length }, (_, at) => at)
  for (let k = 0; k < count; k++) {
    const other = k + random.integer(length - k)
    ;[positions[k], positions[other]] = [positions[other] as number, positions[k] as number]
  }
  return positions.slice(0, count).sort((a, b) => a - b)
}

/**
 * Judges an offspring on `cases` (1) train cases and takes it, so that a scheduler can have it judged case by case. The cases are drawn,
 * or the first ones with `of: 'first'`, so that all offspring are compared on the same. The Huxley-Gödel Machine adds a node before
 * its first case; here the first case is part of what makes the node.
 */
export const sample: AcceptancePart = defineAcceptance({
  name: 'sample',
  options: z.strictObject({ cases: z.int().positive().default(1), of: z.enum(['drawn', 'first']).default('drawn') }),
  create: ({ cases, of }) => ({
    next({ results, weights: { length } }, random) {
      if (results.size > 0) return { accept: true }
      const count = Math.min(cases, length)
      return { evaluate: of === 'first' ? Array.from({ length: count }, (_, at) => at) : drawPositions(count, length, random) }
    },
  }),
})
