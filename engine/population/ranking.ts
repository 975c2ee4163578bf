import type { Individual } from '../contracts/individual.ts'
import type { Direction } from '../contracts/objective.ts'

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

/** The best individual of a list; undefined for an empty one. */
export const bestOf = (individuals: readonly Individual[], rank: (a: Individual, b: Individual) => number): Individual | undefined =>
  individuals.length === 0 ? undefined : individuals.reduce((best, one) => (rank(one, best) < 0 ? one : best))
