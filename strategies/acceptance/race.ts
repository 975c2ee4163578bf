import * as z from 'zod'
import type { Trial } from '../../engine/contracts/acceptance.ts'
import type { CaseResult } from '../../engine/contracts/evaluation.ts'
import { defineAcceptance } from '../../engine/contracts/part.ts'
import type { AcceptancePart } from '../../engine/contracts/part.ts'
import { nextStep, stepsSchema } from './steps.ts'

/** Cases of which the first alone says nothing of a spread. */
const LEAST = 2

/** Whether two results say the same, metrics included. */
function isAlike(a: CaseResult, b: CaseResult | undefined): boolean {
  if (a.verdict !== 'scored' || b?.verdict !== 'scored' || a.score !== b.score) return false
  const names = Object.keys(a.metrics)
  return names.length === Object.keys(b.metrics).length && names.every((name) => a.metrics[name] === b.metrics[name])
}

/**
 * Why an offspring is out of the race against its parent after these results; undefined while it is in it. One that wins no case and loses
 * some is out, and so is one whose mean is behind by more than `margin` standard errors of the paired differences: a program that wins a
 * case is protected while its losses may be chance, or belong to another class of cases. (A strict race, in which the mean alone decides,
 * traps runs among programs that are good on the first cases.)
 */
export function outOfRace(
  { direction, weights, results, size, parent }: Trial,
  margin: number,
): 'race' | 'duplicate-behaviour' | undefined {
  if (parent === undefined) return undefined
  const judged = [...results].sort(([a], [b]) => a - b)
  if (size >= parent.size && judged.every(([at, result]) => isAlike(result, parent.results.get(at)))) return 'duplicate-behaviour'
  if (judged.length < LEAST) return undefined
  const sign = direction === 'minimize' ? 1 : -1
  /** By how much the program is worse, case by case. */
  const behind = judged.map(([at, result]) => {
    const other = parent.results.get(at)
    if (result.verdict !== 'scored' || other?.verdict !== 'scored') return 0
    return sign * (weights[at] ?? 1) * (result.score - other.score)
  })
  if (!behind.some((difference) => difference < 0)) return behind.some((difference) => difference > 0) ? 'race' : undefined
  const mean = behind.reduce((sum, difference) => sum + difference, 0) / behind.length
  const squares = behind.reduce((sum, difference) => sum + (difference - mean) ** 2, 0)
  const error = Math.sqrt(squares / (behind.length - 1) / behind.length)
  return mean > margin * error ? 'race' : undefined
}

/**
 * An offspring is judged step by step against its first parent, and leaves when it is behind by more than `margin` standard errors, or does
 * what its parent does and is not shorter. `after: 'gain'`: nobody races until something is better than what the search began with; else
 * one program would be left. A race is about the score alone: with several objectives, where it would end programs that are good at
 * another one, nobody leaves.
 *
 * Races are from Maron and Moore, Hoeffding Races (NIPS 1993), paired ones from Birattari et al., F-Race (GECCO 2002).
 *
 * How often a race is wrong follows from where it looks. Of an offspring whose chance on a case is d above its parent's, and whose paired
 * differences have the deviation s, the mean after n cases is d sqrt(n) / s standard errors ahead, nearly normal. With the margin m a look
 * drops it with chance Phi(-m - d sqrt(n) / s), and lets one that is d behind go on with chance Phi(m - d sqrt(n) / s). For passed cases
 * of chance .5 and d = .1, s is .7: after 80 of 100 cases 1.28 standard errors, and every m between .20 and .43 drops at most 7 % of those
 * ahead and keeps at most 20 % of those behind; after 50 no m does. So `margin: 0.3, steps: [{ cases: 80 }]` is for such cases; the
 * steps unless given (an eighth, a quarter, half) save cases where differences are larger.
 */
export const race: AcceptancePart = defineAcceptance({
  name: 'race',
  options: z.strictObject({ margin: z.number().nonnegative().finite(), after: z.literal('gain').exactOptional(), steps: stepsSchema }),
  create: ({ margin, after, steps }) => ({
    next(trial) {
      const races = trial.objectives === undefined && (after === undefined || trial.gained)
      return nextStep(steps, trial, () => (races ? outOfRace(trial, margin) : undefined))
    },
  }),
})
