/** Where a sample lies. Infinite values are allowed: a run that has no score is infinitely bad. */
export interface Summary {
  readonly least: number
  /** First quartile, the smaller one by value. */
  readonly lower: number
  readonly median: number
  readonly upper: number
  readonly greatest: number
}

/** A sample in rising order. */
export const sorted = (values: Iterable<number>): Float64Array => Float64Array.from(values).sort()

/**
 * A quantile of a rising, non-empty sample, for `p` in [0, 1]: linear between order statistics (type 7 of Hyndman and Fan, The
 * American Statistician 50, 1996). Between an infinite value and another one it is the nearer of the two.
 */
export function quantile(rising: ArrayLike<number>, p: number): number {
  if (rising.length === 0) throw new RangeError('a quantile of nothing')
  const at = p * (rising.length - 1)
  const below = rising[Math.floor(at)] as number
  const above = rising[Math.ceil(at)] as number
  const share = at - Math.floor(at)
  if (Number.isFinite(below) && Number.isFinite(above)) return below + share * (above - below)
  return share < 0.5 ? below : above
}

/** The middle of a non-empty sample. */
export const median = (values: readonly number[]): number => quantile(sorted(values), 0.5)

/** Median, quartiles and range of a non-empty sample. */
export function summarize(values: readonly number[]): Summary {
  const rising = sorted(values)
  return {
    least: quantile(rising, 0),
    lower: quantile(rising, 0.25),
    median: quantile(rising, 0.5),
    upper: quantile(rising, 0.75),
    greatest: quantile(rising, 1),
  }
}
