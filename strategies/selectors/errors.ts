import type { Individual } from '../../engine/contracts/individual.ts'

/** Mean error of an individual over those of some cases that it was judged on; infinite where it was judged on none. */
export function errorOn(cases: readonly number[], { caseScores }: Individual, sign: number): number {
  const scores = cases.map((at) => caseScores[at] ?? Number.NaN).filter((score) => !Number.isNaN(score))
  return scores.length === 0 ? Number.POSITIVE_INFINITY : (sign * scores.reduce((sum, score) => sum + score, 0)) / scores.length
}

function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort()
  const middle = sorted.length / 2
  return ((sorted[Math.floor(middle - 0.5)] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2
}

/** Median absolute deviation of finite errors; 0 of none. */
export function deviationOf(errors: readonly number[]): number {
  const known = errors.filter(Number.isFinite)
  const middle = median(known)
  return median(known.map((error) => Math.abs(error - middle)))
}
