import type { Individual } from '../../engine/contracts/individual.ts'

/** So many individuals at even distances in a ranking, the best first; all of them where there are no more. */
export function atEvenRanks(individuals: readonly Individual[], window: number): readonly Individual[] {
  const { length } = individuals
  if (length <= window) return individuals
  return Array.from({ length: window }, (_, k) => individuals[Math.floor((k * length) / window)] as Individual)
}

/** The mean distance of each one to so many nearest others, as far as there are others; 1 for one that is alone. */
export function meanToNearest<T>(list: readonly T[], neighbours: number, distance: (a: T, b: T) => number): number[] {
  const rows = list.map(() => new Float64Array(list.length - 1))
  list.forEach((a, i) => {
    for (let j = 0; j < i; j++) {
      const between = distance(a, list[j] as T)
      ;(rows[i] as Float64Array)[j] = between
      ;(rows[j] as Float64Array)[i - 1] = between
    }
  })
  return rows.map((row) => {
    const nearest = row.sort().subarray(0, neighbours)
    return nearest.length === 0 ? 1 : nearest.reduce((sum, each) => sum + each, 0) / nearest.length
  })
}
