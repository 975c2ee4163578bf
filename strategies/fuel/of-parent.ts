import * as z from 'zod'
import { defineFuel } from '../../engine/contracts/part.ts'
import type { FuelPart } from '../../engine/contracts/part.ts'

/**
 * Limits an offspring to `times` the fuel that its first parent burned on a case: a program that burns far more is mostly broken, and a
 * better one grows to the problem's limit generation by generation.
 */
export const ofParent: FuelPart = defineFuel({
  name: 'of-parent',
  options: z.strictObject({ times: z.number().min(1).finite() }),
  create: ({ times }) => ({ ofParent: times }),
})
