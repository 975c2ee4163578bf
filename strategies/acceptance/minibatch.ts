import * as z from 'zod'
import type { Trial } from '../../engine/contracts/acceptance.ts'
import type { CaseResult } from '../../engine/contracts/evaluation.ts'
import { defineAcceptance } from '../../engine/contracts/part.ts'
import type { AcceptancePart } from '../../engine/contracts/part.ts'
import { shuffled } from '../shuffled.ts'

type Results = ReadonlyMap<number, CaseResult>

/** Positions on which the parent scored, in order. */
const comparable = ({ parent, weights }: Trial): number[] =>
  [...weights.keys()].filter((at) => parent?.results.get(at)?.verdict === 'scored')

/** The positions that an offspring was made for, or all on which the parent scored, and how many of them make the minibatch. */
function minibatchOf(trial: Trial, cases: number): { readonly from: number[]; readonly count: number } {
  const known = comparable(trial)
  const own = known.filter((at) => trial.proposed?.includes(at) === true)
  return own.length > 0 ? { from: own, count: own.length } : { from: known, count: Math.min(cases, known.length) }
}

/** The weighted sum of scores at some positions, signed so that more is better. */
function sumAt(positions: readonly number[], results: Results, { weights, direction }: Trial): number {
  const sign = direction === 'minimize' ? -1 : 1
  return positions.reduce((sum, at) => {
    const result = results.get(at)
    return sum + (result?.verdict === 'scored' ? sign * (weights[at] ?? 1) * result.score : 0)
  }, 0)
}

/**
 * An offspring is judged first on the train cases that its proposer made it for, or on `cases` that are drawn, and on the rest only if the sum of its scores there is
 * greater than that of its first parent on the same cases, or, with `ties`, as great. One without a parent is judged on all at once.
 *
 * From GEPA (Agrawal et al., 2025; gepa-ai/gepa, src/gepa/core/engine.py and src/gepa/strategies/acceptance.py: a sum strictly greater, or
 * one at least as great for ties; three cases). There minibatches go through a shuffled train set epoch by epoch, and the rest are the cases of a
 * second set; here each is drawn anew, since neither rule nor proposer keeps a state, and the rest are those of the train set.
 */
export const minibatch: AcceptancePart = defineAcceptance({
  name: 'minibatch',
  options: z.strictObject({ cases: z.int().positive().default(3), ties: z.boolean().default(false) }),
  create: ({ cases, ties }) => ({
    next(trial, random) {
      const { results, weights, parent } = trial
      const { from, count } = minibatchOf(trial, cases)
      if (results.size === 0 && count > 0) return { evaluate: shuffled(from, count, random) }
      if (results.size === count && count > 0 && parent !== undefined) {
        const judged = [...results.keys()].sort((a, b) => a - b)
        const gain = sumAt(judged, results, trial) - sumAt(judged, parent.results, trial)
        if (gain < 0 || (gain === 0 && !ties)) return { reject: 'minibatch' }
      }
      const rest = [...weights.keys()].filter((at) => !results.has(at))
      return rest.length === 0 ? { accept: true } : { evaluate: rest }
    },
  }),
})
