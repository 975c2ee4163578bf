import type { Random } from '../../engine/contracts/random.ts'
import { drawGamma } from './gamma.ts'

/** Draws from the beta distribution of two shapes of at least 1, as the share of one of two gamma deviates. */
export function drawBeta(a: number, b: number, random: Random): number {
  const x = drawGamma(a, random)
  return x / (x + drawGamma(b, random))
}
