import type { Case, Problem } from '../../engine/contracts/problem.ts'
import type { JudgedCase } from '../contracts.ts'

/** The score of a judged case; undefined where it did not score. */
export const scoreOf = ({ result }: Pick<JudgedCase, 'result'>): number | undefined =>
  result.verdict === 'scored' ? result.score : undefined

/** A score with more being better, whatever the problem's direction; what did not score is worse than all that did. */
export const worth = ({ direction }: Pick<Problem, 'direction'>, judged: Pick<JudgedCase, 'result'>): number => {
  const score = scoreOf(judged)
  if (score === undefined) return -Infinity
  return direction === 'maximize' ? score : -score
}

/**
 * The score of a set: the problem's own aggregate, or the weighted mean; undefined unless every case scored. More is better, whatever
 * the problem's direction.
 */
export function meanWorth(problem: Problem, judged: readonly JudgedCase[], cases: readonly Case[]): number | undefined {
  const results = judged.flatMap(({ result }, k) =>
    result.verdict === 'scored' ? [{ score: result.score, metrics: result.metrics, weight: cases[k]?.weight ?? 1 }] : [],
  )
  if (results.length === 0 || results.length < judged.length) return undefined
  const weights = results.reduce((sum, { weight }) => sum + weight, 0)
  const mean = problem.aggregate?.(results) ?? results.reduce((sum, { score, weight }) => sum + score * weight, 0) / weights
  return problem.direction === 'maximize' ? mean : -mean
}

/** Whether two numbers are equal but for rounding. */
export const isSame = (a: number, b: number): boolean => a === b || Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b))
