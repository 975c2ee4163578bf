import type { Random } from 'ternate'

/** A law to be found: a range for each variable, and the value at a point. */
export interface Formula {
  readonly name: string
  readonly ranges: readonly (readonly [low: number, high: number])[]
  value(...point: number[]): number
}

/** Points of a formula and its values there. */
export interface Sample {
  readonly points: readonly (readonly number[])[]
  readonly targets: readonly number[]
}

/** A range half as wide again on each side; one of positive numbers stays positive. */
const widen = ([low, high]: readonly [number, number]): readonly [number, number] => [
  low < 0 ? low - (high - low) / 2 : low / 2,
  high + (high - low) / 2,
]

/** Draws points at which the formula has a finite value, uniformly from its ranges or from wider ones. */
export function draw({ ranges, value }: Formula, count: number, random: Random, wider = false): Sample {
  const points: number[][] = []
  const targets: number[] = []
  while (points.length < count) {
    const point = ranges.map((range) => {
      const [low, high] = wider ? widen(range) : range
      return low + (high - low) * random.next()
    })
    const target = value(...point)
    if (!Number.isFinite(target)) continue
    points.push(point)
    targets.push(target)
  }
  return { points, targets }
}

/** Adds normal noise with a standard deviation of `share` times the root mean square of the targets, as in SRBench (La Cava et al. 2021). */
export function disturb({ points, targets }: Sample, share: number, random: Random): Sample {
  const size = Math.sqrt(targets.reduce((sum, target) => sum + target ** 2, 0) / targets.length)
  return { points, targets: share === 0 ? targets : targets.map((target) => target + share * size * random.normal()) }
}
