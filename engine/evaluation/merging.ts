import type { CaseResult } from '../contracts/evaluation.ts'
import type { Case, Problem } from '../contracts/problem.ts'
import { byPosition } from '../contracts/results.ts'
import type { Merge } from '../contracts/results.ts'
import { summarize } from './score.ts'

/**
 * The merging of a problem's train results. The score is the weighted mean over the cases that were judged, and what the problem makes of
 * all of them once all were. A case that does not score leaves the program without one.
 */
export const mergeBy =
  (problem: Problem): Merge =>
  (known, further) => {
    const { train } = problem
    const results = new Map<number, CaseResult>([...byPosition(known), ...byPosition(further)])
    const isWhole = results.size === train.length
    const positions = isWhole ? [...train.keys()] : [...results.keys()]
    const judged = positions.map((at) => results.get(at) as CaseResult)
    const cases = positions.map((at) => train[at] as Case)
    return {
      ...summarize(problem, 'train', judged, cases, isWhole || 'sample'),
      ...(isWhole ? {} : { positions }),
      ...(known.repeatable === false || further.repeatable === false ? { repeatable: false } : {}),
      fuel: known.fuel + further.fuel,
    }
  }
