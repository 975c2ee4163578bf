import * as z from 'zod'
import { defineAcceptance } from '../../engine/contracts/part.ts'
import type { AcceptancePart } from '../../engine/contracts/part.ts'
import { nextStep, stepsSchema } from './steps.ts'

/**
 * An offspring is judged step by step, and leaves when it misses the threshold of one. Without thresholds it is judged on every case,
 * and a refused answer of an early step spares the later ones. (OpenEvolve has such a cascade of evaluations with thresholds.)
 */
export const cascade: AcceptancePart = defineAcceptance({
  name: 'cascade',
  options: z.strictObject({ steps: stepsSchema }),
  create: ({ steps }) => ({ next: (trial) => nextStep(steps, trial) }),
})
