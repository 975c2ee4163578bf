import * as z from 'zod'
import type { Individual } from '../../engine/contracts/individual.ts'
import type { Direction } from '../../engine/contracts/objective.ts'
import { defineScheduler } from '../../engine/contracts/part.ts'
import type { SchedulerPart } from '../../engine/contracts/part.ts'
import type { SchedulerView } from '../../engine/contracts/scheduler.ts'
import { islandInTurn } from './island.ts'
import { livingOn, openCases } from './living.ts'

const options = z.strictObject({
  /** Cases on which each program of a bracket is judged in its first round. */
  cases: z.int().positive().default(1),
  /** One in so many goes on to the next round, and is judged there on so many times as many further cases. */
  eta: z.int().min(2).max(100).default(2),
  /** Programs by number that compete with each other. */
  bracket: z.int().min(2).max(10_000).default(16),
})

type Options = z.output<typeof options>

/** Individuals by their mean over the first `count` cases, best first; of equal ones the older. */
function byFirstCases(individuals: readonly Individual[], count: number, direction: Direction): Individual[] {
  const sign = direction === 'minimize' ? 1 : -1
  const sums = new Map(
    individuals.map((each) => [each, sign * each.caseScores.slice(0, count).reduce((sum, score) => sum + score, 0)] as const),
  )
  return [...individuals].sort((a, b) => (sums.get(a) as number) - (sums.get(b) as number) || a.number - b.number)
}

/** What a bracket has to be judged on next; undefined when it waits for results, or is through. */
function nextOf(bracket: readonly Individual[], view: SchedulerView, { cases, eta }: Options): SchedulerEvaluation | undefined {
  let round = bracket
  let further = cases
  for (let count = 0; round.length > 1 && count < view.trainCases; further *= eta) {
    count = Math.min(view.trainCases, count + further)
    for (const individual of round) {
      const open = openCases(individual, count, view)
      if (open.length > 0) return { evaluate: individual.number, cases: open }
    }
    const isJudged = ({ caseScores }: Individual): boolean =>
      caseScores.length >= count && caseScores.slice(0, count).every((score) => !Number.isNaN(score))
    if (!round.every(isJudged)) return undefined
    round = byFirstCases(round, count, view.islands[0]?.direction ?? 'maximize').slice(0, Math.floor(round.length / eta))
  }
  return undefined
}

type SchedulerEvaluation = { readonly evaluate: number; readonly cases: readonly number[] }

/**
 * Judges programs in rounds, of which each leaves the best 1/`eta`: in round k those who are left are judged on `cases` x `eta`^k further
 * cases (successive halving, with `eta` 2: Jamieson and Talwalkar, Non-stochastic Best Arm Identification and Hyperparameter
 * Optimization, AISTATS 2016; `eta` as in Hyperband, Li et al., JMLR 2018). There a budget B says how many that are, B/(|S| log2 n):
 * what a round costs in all is the same for each, as it is here. A round ends when one is left or all train cases are judged.
 *
 * `bracket` (16) programs that follow each other by number compete, those of them that live and have a parent. They are judged in the
 * order of the train set, so that each comparison is over the same cases whatever else is known of a program. While a bracket waits
 * for results, offspring are made for the next one. A pass over all programs that live.
 */
export const successiveHalving: SchedulerPart = defineScheduler({
  name: 'successive-halving',
  options,
  create: (given) => ({
    next(view, random) {
      const brackets = new Map<number, Individual[]>()
      let newest = 0
      for (const individual of livingOn(view)) {
        newest = Math.max(newest, individual.number)
        const at = Math.ceil(individual.number / given.bracket)
        if (individual.parents.length > 0) brackets.set(at, [...(brackets.get(at) ?? []), individual])
      }
      for (const [at, bracket] of [...brackets].sort(([a], [b]) => a - b)) {
        const isFull = newest >= at * given.bracket
        const evaluation = isFull
          ? nextOf(
              bracket.sort((a, b) => a.number - b.number),
              view,
              given,
            )
          : undefined
        if (evaluation !== undefined) return evaluation
      }
      return { propose: islandInTurn(view, random) }
    },
  }),
})
