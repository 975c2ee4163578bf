/** A program and its score on train. */
export interface Scored {
  readonly number: number
  readonly score: number
}

/** The best on train of the programs that a journal tells of, a record at a time. */
export interface Best {
  /** Takes in the score of a program, where it has one; returns it where it is better than the best before. A program that is judged further is taken in again. */
  take(number: number, score: number | undefined): Scored | undefined
  /** The best now: a program that was judged further may be it no longer. */
  now(): Scored | undefined
}

/** Nothing is known yet. */
export function createBest(isBetter: (a: number, b: number) => boolean): Best {
  const scores: number[] = []
  let best: Scored | undefined
  const leads = (score: number): boolean => !Number.isNaN(score) && (best === undefined || isBetter(score, best.score))
  return {
    take(number, score = Number.NaN) {
      const before = best
      scores[number - 1] = score
      if (before?.number === number) {
        best = undefined
        for (const [k, each] of scores.entries()) if (leads(each)) best = { number: k + 1, score: each }
      } else if (leads(score)) best = { number, score }
      return best?.number === number && (before === undefined || isBetter(best.score, before.score)) ? best : undefined
    },
    now: () => best,
  }
}
