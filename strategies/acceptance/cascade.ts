import * as z from 'zod'
import { defineAcceptance } from '../../engine/contracts/part.ts'
import type { AcceptancePart } from '../../engine/contracts/part.ts'
import { nextStage, stagesSchema } from './stages.ts'

/**
 * An offspring is judged stage by stage, and leaves when it misses the threshold of one. Without thresholds it is judged on every case,
 * and a refused answer of an early stage spares the later ones. (OpenEvolve has such a cascade of evaluations with thresholds.)
 */
export const cascade: AcceptancePart = defineAcceptance({
  name: 'cascade',
  options: z.strictObject({ stages: stagesSchema }),
  create: ({ stages }) => ({ next: (trial) => nextStage(stages, trial) }),
})
