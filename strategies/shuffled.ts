import type { Random } from '../engine/contracts/random.ts'

/** The first `count` of a list in an order that is drawn with equal chances (the first steps of a shuffle: Fisher and Yates 1938). */
export function shuffled<T>(list: readonly T[], count: number, random: Random): T[] {
  const left = [...list]
  for (let k = 0; k < count; k++) {
    const at = k + random.integer(left.length - k)
    ;[left[k], left[at]] = [left[at] as T, left[k] as T]
  }
  return left.slice(0, count)
}
