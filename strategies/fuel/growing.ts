import * as z from 'zod'
import { defined } from '../../engine/contracts/defined.ts'
import { defineFuel } from '../../engine/contracts/part.ts'
import type { FuelPart } from '../../engine/contracts/part.ts'

/**
 * Lets the fuel of a case grow with the run: `start` times the most that an initial program burned on one, or a `share` of all that the run has burned so
 * far, if that is more. Early offspring are cheap, and the search finds what a program should do; later ones may do more of it.
 * `ofParent` is a second limit: so many times what the first parent burned on the case.
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
