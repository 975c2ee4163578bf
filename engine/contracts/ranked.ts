import type { Individual } from './individual.ts'

/** How many individuals of a ranked list come before one: its position, if it is there. */
export function rankIn(list: readonly Individual[], individual: Individual, rank: (a: Individual, b: Individual) => number): number {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (rank(list[middle] as Individual, individual) < 0) low = middle + 1
    else high = middle
  }
  return low
}
