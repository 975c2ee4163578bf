import * as z from 'zod'
import { TernateError } from '../../engine/contracts/fault.ts'
import { defineAcceptance } from '../../engine/contracts/part.ts'
import type { AcceptancePart } from '../../engine/contracts/part.ts'
import type { Trial } from '../../engine/contracts/acceptance.ts'
import { stepBehind } from './gate.ts'

/** Whether an offspring is worse than its parent on a case that both were judged on, by more than a tolerance. */
function isWorse({ results, parent, direction }: Trial, at: number, tolerance: number): boolean {
  const [own, before] = [results.get(at), parent?.results.get(at)]
  if (own?.verdict !== 'scored' || before?.verdict !== 'scored') return false
  return (direction === 'minimize' ? own.score - before.score : before.score - own.score) > tolerance
}

/**
 * An offspring is judged first on the train cases at the positions `cases`, the anchors, and leaves if it is worse than its first parent on
 * one of them, by more than `tolerance` (regression tests that must go on to pass). All others are judged on the rest by the rule
 * that `next` names, or at once. One without a parent has no anchors.
 */
export const anchors: AcceptancePart = defineAcceptance({
  name: 'anchors',
  options: z.strictObject({
    cases: z
      .array(z.int().nonnegative())
      .min(1)
      .max(10_000)
      .refine((list) => new Set(list).size === list.length, 'names a case twice'),
    tolerance: z.number().nonnegative().finite().default(0),
  }),
  gate: true,
  create: ({ cases, tolerance }, next) => ({
    next(trial, random) {
      const { weights, results, parent } = trial
      const beyond = cases.find((at) => at >= weights.length)
      if (beyond !== undefined) {
        throw new TernateError(
          'STRATEGY_ACCEPTANCE',
          `the acceptance rule anchors names the case ${beyond}, and the train set has ${weights.length}`,
          'Name cases by position, from 0 on; repeats of a case count.',
        )
      }
      if (parent === undefined) return stepBehind(trial, [], next, random)
      const open = cases.filter((at) => !results.has(at))
      if (open.length > 0) return { evaluate: open }
      return cases.some((at) => isWorse(trial, at, tolerance)) ? { reject: 'anchors' } : stepBehind(trial, cases, next, random)
    },
  }),
})
