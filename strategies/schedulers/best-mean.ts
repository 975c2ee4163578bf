import * as z from 'zod'
import type { Individual } from '../../engine/contracts/individual.ts'
import { defineScheduler } from '../../engine/contracts/part.ts'
import type { SchedulerPart } from '../../engine/contracts/part.ts'
import type { SchedulerView } from '../../engine/contracts/scheduler.ts'
import { islandInTurn } from './island.ts'
import { livingOn, openCases } from './living.ts'

/** The program of the best score on its sample that has cases to be judged on, with these. */
function bestOpen(view: SchedulerView): { readonly evaluate: number; readonly cases: readonly number[] } | undefined {
  const sign = view.islands[0]?.direction === 'minimize' ? 1 : -1
  const ranked = [...livingOn(view)].sort((a: Individual, b: Individual) => sign * (a.score - b.score) || a.number - b.number)
  for (const individual of ranked) {
    const cases = openCases(individual, view.trainCases, view)
    if (cases.length > 0) return { evaluate: individual.number, cases }
  }
  return undefined
}

/**
 * Makes `every` (5) offspring, then has the program of the best mean on its sample, of those that are not judged in full, judged on all other train cases, and so on
 * (MIPROv2: Opsahl-Ong et al. 2024; stanfordnlp/dspy, dspy/teleprompt/mipro_optimizer_v2.py, `minibatch_full_eval_steps`). A pass over all programs that live.
 */
export const bestMean: SchedulerPart = defineScheduler({
  name: 'best-mean',
  options: z.strictObject({ every: z.int().positive().max(1_000_000).default(5) }),
  create: ({ every }) => ({
    next(view, random) {
      const full = view.ticket % (every + 1) === 0 ? bestOpen(view) : undefined
      return full ?? { propose: islandInTurn(view, random) }
    },
  }),
})
