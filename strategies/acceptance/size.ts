import * as z from 'zod'
import { defineAcceptance } from '../../engine/contracts/part.ts'
import type { AcceptancePart } from '../../engine/contracts/part.ts'
import { stepBehind } from './gate.ts'

/**
 * An offspring that is larger than `most`, or than `times` its first parent, is judged on no case (bounds on growth as in genetic
 * programming: Koza 1992, section 6.2, for an absolute one). All others are judged by the rule that `next` names, or on all cases at once.
 */
export const size: AcceptancePart = defineAcceptance({
  name: 'size',
  options: z
    .strictObject({ times: z.number().positive().finite().exactOptional(), most: z.int().positive().exactOptional() })
    .refine(({ times, most }) => times !== undefined || most !== undefined, 'needs `times` or `most`'),
  gate: true,
  create: ({ times = Infinity, most = Infinity }, next) => ({
    next(trial, random) {
      const limit = Math.min(most, trial.parent === undefined ? Infinity : times * trial.parent.size)
      return trial.size > limit ? { reject: 'size' } : stepBehind(trial, [], next, random)
    },
  }),
})
