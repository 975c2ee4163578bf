import { defineAcceptance } from '../../engine/contracts/part.ts'
import type { AcceptancePart } from '../../engine/contracts/part.ts'

/** Judges every offspring on all cases at once. */
export const none: AcceptancePart = defineAcceptance({
  name: 'none',
  create: () => ({
    next: ({ results, weights }) => (results.size === 0 ? { evaluate: [...weights.keys()] } : { accept: true }),
  }),
})
