import type { Direction } from '../contracts/problem.ts'

/** A scored program in a population: all that ranking and selection ask of it. The program itself stays in the archive. */
export interface Individual {
  /** Its number in the archive. */
  readonly number: number
  readonly score: number
  /** Nodes of its syntax tree. */
  readonly size: number
  /** Its per-case scores as a key: equal signatures behave alike. */
  readonly signature: string
  /** The cell of descriptor space that it falls in. */
  readonly cell: string
  /** What is optimised together, all to be made small; absent where the score is all. */
  readonly objectives?: readonly number[]
  /** Scores by case, in a run that asks models; absent elsewhere. */
  readonly caseScores?: readonly number[]
}

/** Compares scores: negative when `a` is better. The one place that knows the direction of a problem. */
export const byScore =
  (direction: Direction): ((a: number, b: number) => number) =>
  (a, b) =>
    direction === 'minimize' ? a - b : b - a

/** A total order of individuals, best first: score, then the shorter program, then the older one. */
export function byRank(direction: Direction): (a: Individual, b: Individual) => number {
  const compare = byScore(direction)
  return (a, b) => compare(a.score, b.score) || a.size - b.size || a.number - b.number
}
