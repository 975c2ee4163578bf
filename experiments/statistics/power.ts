import { stream } from '../../engine/contracts/random.ts'
import { sorted, quantile } from './quantile.ts'

/** Chance with which a difference is to be found. */
export const POWER = 0.8

/** Samples that are simulated. */
const SAMPLES = 2000

/** Pairs up to which they are simulated. */
export const SIMULATED = 50

/**
 * The least sum of ranks of positive differences at which a two-sided signed-rank test of so many pairs without ties has a p-value of at
 * most `level`; undefined where none has.
 */
function criticalSum(pairs: number, level: number): number | undefined {
  const total = (pairs * (pairs + 1)) / 2
  const chances = new Float64Array(total + 1)
  chances[0] = 1
  for (let rank = 1; rank <= pairs; rank++)
    for (let sum = total; sum >= 0; sum--)
      chances[sum] = ((chances[sum] as number) + (sum >= rank ? (chances[sum - rank] as number) : 0)) / 2
  let tail = 0
  let least: number | undefined
  for (let sum = total; sum > total / 2; sum--) {
    tail += chances[sum] as number
    if (2 * tail > level) break
    least = sum
  }
  return least
}

/**
 * By how much a sample has to be moved up for the test to find it: the sum of ranks of the positive values is the number of Walsh averages,
 * means of two values or of one with itself, above 0 (Tukey; Hollander and Wolfe, Nonparametric Statistical Methods, 1999).
 */
function shiftFor(values: readonly number[], sum: number): number {
  const averages = sorted(values.flatMap((a, i) => values.slice(i).map((b) => (a + b) / 2)))
  return -(averages[averages.length - sum] as number)
}

/** Fewest pairs of which a two-sided signed-rank test can have a p-value of at most `level`. */
export const fewestPairs = (level: number): number => Math.ceil(1 - Math.log2(level))

/**
 * The smallest mean difference, in standard deviations of the differences, that an exact two-sided signed-rank test of so many pairs finds
 * at `level` with a chance of 80 %, where differences are normal; undefined where the test can find nothing at that level.
 *
 * Simulated: 2,000 samples from a fixed stream, each of which says by how much it has to be moved to be found; the answer is the 80 %
 * quantile of that. Beyond 50 pairs it falls with the square root of their number, as in Noether's formula (Journal of the American
 * Statistical Association 82, 1987).
 */
export function detectable(pairs: number, level: number): number | undefined {
  const simulated = Math.min(pairs, SIMULATED)
  const key = `${simulated} ${level}`
  if (!found.has(key)) found.set(key, simulate(simulated, level))
  const effect = found.get(key)
  return effect === undefined ? undefined : effect * Math.sqrt(simulated / pairs)
}

/** What was simulated, by pairs and level. */
const found = new Map<string, number | undefined>()

/** The same of so many pairs that it is simulated. */
function simulate(pairs: number, level: number): number | undefined {
  const sum = criticalSum(pairs, level)
  if (sum === undefined) return undefined
  const random = stream(`power/${pairs}`)
  const shifts = Array.from({ length: SAMPLES }, () =>
    shiftFor(
      Array.from({ length: pairs }, () => random.normal()),
      sum,
    ),
  )
  return quantile(sorted(shifts), POWER)
}
