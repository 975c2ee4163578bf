import type { CaseResult, Race } from './evaluation.ts'
import type { Direction } from './problem.ts'

/** Cases of which the first alone says nothing of a spread. */
const LEAST = 2

/** Whether two results say the same, metrics included. */
function isAlike(a: CaseResult, b: CaseResult | undefined): boolean {
  if (a.verdict !== 'scored' || b?.verdict !== 'scored' || a.score !== b.score) return false
  const names = Object.keys(a.metrics)
  return names.length === Object.keys(b.metrics).length && names.every((name) => a.metrics[name] === b.metrics[name])
}

/**
 * Whether a program is out of a race after these results, which are of the first cases of the train set, in their order, and all scored.
 * One that wins no case and loses some is out, and so is one whose mean is behind by more than `margin` standard errors of the paired
 * differences: a program that wins a case is protected while its losses may be chance, or belong to another class of cases. (A strict
 * race, in which the mean alone decides, traps runs among programs that are good on the first cases.) `weights` are those of the cases.
 *
 * Races are from Maron and Moore, Hoeffding Races (NIPS 1993), paired ones from Birattari et al., F-Race (GECCO 2002).
 */
export function prunes(
  results: readonly CaseResult[],
  size: number,
  { rival, margin }: Race,
  direction: Direction,
  weights: readonly number[],
): 'race' | 'duplicate-behaviour' | undefined {
  if (size >= rival.size && results.every((result, k) => isAlike(result, rival.cases[k]))) return 'duplicate-behaviour'
  if (results.length < LEAST) return undefined
  const sign = direction === 'minimize' ? 1 : -1
  /** By how much the program is worse, case by case. */
  const behind = results.map((result, k) => {
    const other = rival.cases[k]
    if (result.verdict !== 'scored' || other?.verdict !== 'scored') return 0
    return sign * (weights[k] ?? 1) * (result.score - other.score)
  })
  if (!behind.some((difference) => difference < 0)) return behind.some((difference) => difference > 0) ? 'race' : undefined
  const mean = behind.reduce((sum, difference) => sum + difference, 0) / behind.length
  const squares = behind.reduce((sum, difference) => sum + (difference - mean) ** 2, 0)
  const error = Math.sqrt(squares / (behind.length - 1) / behind.length)
  return mean > margin * error ? 'race' : undefined
}
