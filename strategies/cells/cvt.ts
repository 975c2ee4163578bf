import * as z from 'zod'
import { UNKNOWN } from '../../engine/contracts/cells.ts'
import { defineCells } from '../../engine/contracts/part.ts'
import type { CellsPart } from '../../engine/contracts/part.ts'
import type { Descriptor } from '../../engine/contracts/problem.ts'
import { stream } from '../../engine/contracts/random.ts'

type Point = readonly number[]

/** Points for each centroid, and rounds of Lloyd's algorithm: both are choices of ours. */
const SAMPLES = 20
const ROUNDS = 20

/** The range of a descriptor: its edges, and on either side as much as they lie apart. */
function rangeOf({ edges }: Descriptor): { readonly low: number; readonly width: number } {
  const [first = 0] = edges
  const last = edges.at(-1) ?? first
  const gap = edges.length > 1 ? (last - first) / (edges.length - 1) : Math.max(1, Math.abs(first))
  return { low: first - gap, width: last - first + 2 * gap }
}

/** The position of the centroid that is nearest, of equally near ones the first. */
function nearest(point: Point, centroids: readonly Point[]): number {
  let best = 0
  let least = Number.POSITIVE_INFINITY
  for (const [at, centroid] of centroids.entries()) {
    let distance = 0
    for (let k = 0; k < centroid.length; k++) distance += ((point[k] as number) - (centroid[k] as number)) ** 2
    if (distance < least) [best, least] = [at, distance]
  }
  return best
}

/** Centroids of points of the unit cube that are drawn with equal chances: k-means by Lloyd's algorithm, begun with the first points. */
function centroidsOf(dimensions: number, count: number): readonly Point[] {
  const random = stream(`cvt/${dimensions}/${count}`)
  const points = Array.from({ length: count * SAMPLES }, () => Array.from({ length: dimensions }, () => random.next()))
  let centroids: readonly Point[] = points.slice(0, count)
  for (let round = 0; round < ROUNDS; round++) {
    const sums = centroids.map(() => ({ sum: Array.from({ length: dimensions }, () => 0), points: 0 }))
    for (const point of points) {
      const own = sums[nearest(point, centroids)] as (typeof sums)[number]
      own.points += 1
      for (const [k, value] of point.entries()) own.sum[k] = (own.sum[k] as number) + value
    }
    centroids = sums.map((own, at) => (own.points === 0 ? (centroids[at] as Point) : own.sum.map((value) => value / own.points)))
  }
  return centroids
}

/**
 * As many cells as are asked for, however many descriptors there are: the regions of a centroidal Voronoi tessellation of descriptor space
 * (CVT-MAP-Elites: Vassiliades, Chatzilygeroudis and Mouret, IEEE Transactions on Evolutionary Computation 22, 2018). Of a descriptor's
 * edges the first and the last give its range; values beyond it count as its end. The centroids are the same in every run, whatever its seed.
 */
export const cvt: CellsPart = defineCells({
  name: 'cvt',
  options: z.strictObject({ centroids: z.int().min(2).max(2000).default(100) }),
  create: ({ centroids: count }) => ({
    divide(descriptors) {
      if (descriptors.length === 0) return () => ''
      const ranges = descriptors.map(rangeOf)
      const centroids = centroidsOf(descriptors.length, count)
      return (values) => {
        if (values.some(Number.isNaN)) return values.map((value) => (Number.isNaN(value) ? UNKNOWN : '0')).join('.')
        const point = ranges.map(({ low, width }, k) => Math.min(1, Math.max(0, ((values[k] as number) - low) / width)))
        return String(nearest(point, centroids))
      }
    },
  }),
})
