import type { Individual } from '../../engine/contracts/individual.ts'
import type { Random } from '../../engine/contracts/random.ts'

/** Weights as integers: max(1, floor(2^32 w / max w)) for w > 0, and 0 otherwise. */
export function integers(weights: readonly number[]): number[] {
  const most = weights.reduce((a, b) => Math.max(a, b), 0)
  return weights.map((weight) => (weight > 0 ? Math.max(1, Math.floor((2 ** 32 * weight) / most)) : 0))
}

/** So many individuals, drawn by integer weights with replacement; none of an empty list. */
export function drawByWeight(individuals: readonly Individual[], weights: readonly number[], count: number, random: Random): Individual[] {
  const sum = weights.reduce((a, b) => a + b, 0)
  return Array.from({ length: sum > 0 ? count : 0 }, () => {
    let left = random.integer(sum)
    return individuals[weights.findIndex((weight) => (left -= weight) < 0)] as Individual
  })
}
