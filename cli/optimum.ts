import type { Evaluator } from '../engine/contracts/evaluator.ts'
import { TernateError } from '../engine/contracts/fault.ts'
import type { Languages } from '../engine/contracts/language.ts'
import type { Problem } from '../engine/contracts/problem.ts'

/**
 * Sees that every initial program is worse than the optimum that the problem states, on each set that it states one for: otherwise either
 * the optimum is none, or there is nothing to search for.
 *
 * @throws TernateError `PROBLEM_OPTIMUM`
 */
export async function mustBeWorseThanOptimum(
  { name, direction, optimum = new Map(), initialPrograms }: Problem,
  { makeProgram }: Pick<Languages, 'makeProgram'>,
  evaluator: Pick<Evaluator, 'evaluate'>,
): Promise<void> {
  const sign = direction === 'minimize' ? 1 : -1
  for (const [set, best] of optimum) {
    for (const files of initialPrograms) {
      const made = makeProgram(files)
      const { score } = made.ok ? await evaluator.evaluate({ program: made.program, set }) : {}
      if (score === undefined || sign * (score - best) > 0) continue
      throw new TernateError(
        'PROBLEM_OPTIMUM',
        `${name}: an initial program scores ${score} on ${set}, and ${best} is stated as the optimum`,
        'State a score that none surpasses as `optimum`, or leave it out; if it is right, begin with a worse program.',
      )
    }
  }
}
