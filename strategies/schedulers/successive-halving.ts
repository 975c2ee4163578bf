import * as z from 'zod'
import { defineScheduler } from '../../engine/contracts/part.ts'
import type { SchedulerPart } from '../../engine/contracts/part.ts'
import { islandInTurn } from './island.ts'
import { livingOn } from './living.ts'
import { nextInRounds } from './rounds.ts'

const options = z.strictObject({
  /** Cases on which each program of a bracket is judged in its first round. */
  cases: z.int().positive().default(1),
  /** One in so many goes on to the next round, and is judged there on so many times as many further cases. */
  eta: z.int().min(2).max(100).default(2),
  /** Programs by number that compete with each other. */
  bracket: z.int().min(2).max(10_000).default(16),
})

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
      const living = livingOn(view).toSorted((a, b) => a.number - b.number)
      const newest = living.at(-1)?.number ?? 0
      const brackets = Map.groupBy(living, ({ number }) => Math.ceil(number / given.bracket))
      for (const [at, bracket] of brackets) {
        if (newest < at * given.bracket) break
        const made = bracket.filter(({ parents }) => parents.length > 0)
        const evaluation = nextInRounds(made, view, given)
        if (evaluation !== undefined) return evaluation
      }
      return { propose: islandInTurn(view, random) }
    },
  }),
})
