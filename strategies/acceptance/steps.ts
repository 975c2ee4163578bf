import * as z from 'zod'
import { TernateError } from '../../engine/contracts/fault.ts'
import type { AcceptanceStep, Trial } from '../../engine/contracts/acceptance.ts'

/** A part of the train cases that is judged before the rest is. */
export interface CascadeStep {
  /** Train cases that have been judged when it ends, counted from the first; repeats are cases of their own. */
  readonly cases: number
  /** The weighted mean score of these cases that a program must reach to go on. */
  readonly threshold?: number | undefined
}

/** Where judging pauses: rising numbers of cases, and the mean scores that a program must reach by then. */
export const stepsSchema: z.ZodExactOptional<z.ZodType<CascadeStep[]>> = z
  .array(z.strictObject({ cases: z.int().positive(), threshold: z.number().finite().exactOptional() }))
  .max(20)
  .refine((list) => list.every(({ cases }, k) => k === 0 || cases > (list[k - 1]?.cases ?? 0)), 'must rise in their cases')
  .exactOptional()

/** The parts of the train set after which judging pauses unless steps are given. */
const PARTS = [8, 4, 2] as const

/** The steps of a train set of so many cases; the last one is the whole set. */
function stepsOf(given: readonly CascadeStep[] | undefined, count: number): readonly CascadeStep[] {
  const steps = given ?? [...new Set(PARTS.map((part) => Math.ceil(count / part)))].map((cases): CascadeStep => ({ cases }))
  const last = steps.at(-1)
  if (last !== undefined && last.cases > count) {
    throw new TernateError(
      'STRATEGY_ACCEPTANCE',
      `a step has ${last.cases} cases and the train set ${count}`,
      'Let the steps end within the train set; repeats of a case count.',
    )
  }
  return last?.cases === count ? steps : [...steps, { cases: count }]
}

/** Whether the weighted mean score of what was judged misses a threshold. */
function misses({ direction, weights, results }: Trial, threshold: number): boolean {
  let total = 0
  let sum = 0
  for (const [at, result] of [...results].sort(([a], [b]) => a - b)) {
    const weight = weights[at] ?? 1
    total += weight
    sum += weight * (result.verdict === 'scored' ? result.score : 0)
  }
  const mean = sum / total
  return direction === 'minimize' ? mean > threshold : mean < threshold
}

/** Judges step by step, and asks `drops` after each but the last whether it is worth going on. */
export function nextStep(
  given: readonly CascadeStep[] | undefined,
  trial: Trial,
  drops: () => string | undefined = () => undefined,
): AcceptanceStep {
  const { results, weights } = trial
  const steps = stepsOf(given, weights.length)
  const done = results.size
  if (done === weights.length) return { accept: true }
  const at = steps.findIndex(({ cases }) => cases > done)
  const over = steps[at - 1]
  if (over !== undefined) {
    if (over.threshold !== undefined && misses(trial, over.threshold)) return { reject: 'threshold' }
    const why = drops()
    if (why !== undefined) return { reject: why }
  }
  const end = steps[at]?.cases ?? weights.length
  return { evaluate: Array.from({ length: end - done }, (_, k) => done + k) }
}
