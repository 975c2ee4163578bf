import type { Random } from '../../engine/contracts/random.ts'
import { stream } from '../../engine/contracts/random.ts'
import { fewest } from './fewest.ts'
import { normalAbove, normalQuantile } from './normal.ts'
import { POWER } from './power.ts'

/** Differences up to which all assignments of signs are gone through. */
export const EXACT = 20

/** Assignments that are drawn where there are more. */
export const DRAWS = 100_000

/** What a sign-flip test says. */
export interface SignFlip {
  /** One-sided: the chance of a sum as large, were the sign of each difference a fair coin. */
  readonly p: number
  readonly exact: boolean
}

/** Sums that differ by rounding alone are equal. */
const tolerance = (differences: readonly number[]): number => 1e-12 * differences.reduce((sum, each) => sum + Math.abs(each), 0)

/** The share of all 2^n assignments whose sum is as large, each from the one before by one flip (Gray code). */
function exact(differences: readonly number[], least: number): number {
  const signed = differences.map((each) => -Math.abs(each))
  let sum = signed.reduce((total, each) => total + each, 0)
  let hits = sum >= least ? 1 : 0
  const all = 2 ** differences.length
  for (let k = 1; k < all; k++) {
    const flipped = 31 - Math.clz32(k & -k)
    sum -= 2 * (signed[flipped] as number)
    signed[flipped] = -(signed[flipped] as number)
    if (sum >= least) hits++
  }
  return hits / all
}

/** (1 + hits) / (1 + draws), which is valid for any number of draws (Phipson and Smyth, Statistical Applications in Genetics 9, 2010). */
function drawn(differences: readonly number[], least: number, random: Random): number {
  let hits = 0
  for (let draw = 0; draw < DRAWS; draw++) {
    let sum = 0
    for (let k = 0; k < differences.length; k += 30) {
      let coins = random.integer(2 ** 30)
      for (let at = k; at < Math.min(k + 30, differences.length); at++) {
        sum += (coins & 1) === 1 ? (differences[at] as number) : -(differences[at] as number)
        coins >>>= 1
      }
    }
    if (sum >= least) hits++
  }
  return (1 + hits) / (1 + DRAWS)
}

/**
 * The one-sided sign-flip permutation test of paired differences (Fisher, The Design of Experiments, 1935): the differences are symmetric
 * about zero under the null hypothesis. Exact up to 20 differences that are not zero, else of 100,000 draws from `random`.
 */
export function signFlip(differences: readonly number[], random: Random): SignFlip {
  const moved = differences.filter((difference) => difference !== 0)
  const least = moved.reduce((sum, each) => sum + each, 0) - tolerance(moved)
  if (moved.length <= EXACT) return { p: exact(moved, least), exact: true }
  return { p: drawn(moved, least, random), exact: false }
}

/** Differences up to which the power is simulated, and samples. */
const SIMULATED = 12
const SAMPLES = 1000

/**
 * The chance that the test of `n` differences finds a mean of `effect` standard deviations at `level`, where differences are normal: simulated
 * from a fixed stream up to 12, else that of a normal mean.
 */
export function signFlipPower(n: number, effect: number, level: number): number {
  if (n < 1 || 2 ** -n > level) return 0
  if (n > SIMULATED) return normalAbove(normalQuantile(1 - level) - effect * Math.sqrt(n))
  const key = `${n}/${effect}/${level}`
  const known = simulated.get(key)
  if (known !== undefined) return known
  const random = stream(`sign flips/${n}`)
  let found = 0
  for (let sample = 0; sample < SAMPLES; sample++) {
    const differences = Array.from({ length: n }, () => effect + random.normal())
    if (signFlip(differences, random).p <= level) found++
  }
  simulated.set(key, found / SAMPLES)
  return found / SAMPLES
}

const simulated = new Map<string, number>()

/** About the fewest differences that give the test power .8; undefined where 20,000 do not. */
export const signFlipNeeds = (effect: number, level: number): number | undefined => fewest((n) => signFlipPower(n, effect, level) >= POWER)
