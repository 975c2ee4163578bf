import * as z from 'zod'
import { defined } from '../../engine/contracts/defined.ts'
import { defineFuel } from '../../engine/contracts/part.ts'
import type { FuelPart } from '../../engine/contracts/part.ts'

/**
 * Fuel for a case grows with the run: `start` times the most that an initial program burned on one, or a `share` of all that the run has burned so
 * far, if that is more. A run looks for what a program should do while programs are cheap, and lets it do more of that later.
 * `ofParent`: and so many times what the first parent burned there, at most.
 */
export const growing: FuelPart = defineFuel({
  name: 'growing',
  options: z.strictObject({
    start: z.number().min(1).finite(),
    share: z.number().positive().max(1),
    ofParent: z.number().min(1).finite().exactOptional(),
  }),
  create: ({ start, share, ofParent }) => ({
    ...defined({ ofParent }),
    limit: ({ initial, spent }) => Math.floor(Math.max(start * initial, share * spent)),
  }),
})
