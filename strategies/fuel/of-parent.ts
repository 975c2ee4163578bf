import * as z from 'zod'
import { defineFuel } from '../../engine/contracts/part.ts'
import type { FuelPart } from '../../engine/contracts/part.ts'

/**
 * An offspring may burn so many times what its first parent burned on a case: what burns far more is mostly broken, and one that is better
 * grows to the problem's limit step by step.
 */
export const ofParent: FuelPart = defineFuel({
  name: 'of-parent',
  options: z.strictObject({ times: z.number().min(1).finite() }),
  create: ({ times }) => ({ ofParent: times }),
})
