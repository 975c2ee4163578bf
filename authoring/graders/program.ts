import * as z from 'zod'
import type { GradedCase, Mark } from '../../engine/contracts/grader.ts'
import { defineGrader } from '../../engine/contracts/part.ts'
import type { GraderPart } from '../../engine/contracts/part.ts'

/** A grader that a problem writes as a function. */
export type GradeFunction = (subject: GradedCase, answer: unknown) => boolean | number | Mark

const options = z.strictObject({
  grade: z.custom<GradeFunction>((value) => typeof value === 'function', 'must be a function (subject, answer) => mark'),
})

/** A function of the problem marks the answer: by true or false, by a number from 0 to 1, or by a mark with a reason. */
export const program: GraderPart = defineGrader({
  name: 'program',
  options,
  create: ({ grade }) => ({
    grade(subject, answer) {
      const said = grade(subject, answer)
      return typeof said === 'object' ? said : { score: Number(said) }
    },
  }),
})
