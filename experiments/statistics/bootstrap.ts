import type { Random } from '../../engine/contracts/random.ts'
import { median, quantile, sorted } from './quantile.ts'

/** An interval, ends included. */
export interface Interval {
  readonly low: number
  readonly high: number
}

/** Fewest values for which an interval is given: the range of five holds the median with a chance of 93.75 % only. */
export const FEWEST = 6

const RESAMPLES = 4000

/**
 * A 95 % interval for the median: the percentile bootstrap (Efron, Annals of Statistics 7, 1979) with 4,000 resamples. The percentile
 * method and not BCa, since the jackknife on which BCa's acceleration rests is inconsistent for medians. Undefined for fewer than six values.
 */
export function medianInterval(values: readonly number[], random: Random): Interval | undefined {
  if (values.length < FEWEST) return undefined
  const medians = Array.from({ length: RESAMPLES }, () => median(values.map(() => random.pick(values))))
  const rising = sorted(medians)
  return { low: quantile(rising, 0.025), high: quantile(rising, 0.975) }
}
