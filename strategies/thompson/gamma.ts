import type { Random } from '../../engine/contracts/random.ts'

/**
 * Draws from the gamma distribution of a shape of at least 1 and of scale 1, exactly, by rejection: the cube of a scaled normal deviate
 * (Marsaglia and Tsang, A simple method for generating gamma variables, ACM Transactions on Mathematical Software 26, 2000; without the
 * squeeze, which saves logarithms and accepts the same). At most one deviate in twenty is rejected.
 */
export function drawGamma(shape: number, random: Random): number {
  const d = shape - 1 / 3
  for (;;) {
    const x = random.normal()
    const root = 1 + x / Math.sqrt(9 * d)
    if (root <= 0) continue
    const v = root * root * root
    if (Math.log(random.next()) < x * x * 0.5 + d - d * v + d * Math.log(v)) return d * v
  }
}
