import { binomialTail, logFactorial } from './binomial.ts'

/**
 * The evidence of wins and losses in the order in which they came, against a chance of a win of at most one half: the likelihood ratio to one
 * half, averaged over chances that are uniform between one half and one. It is a test martingale or falls faster, so that whenever one looks
 * P(it ever reaches 1 / a) <= a (Ville's inequality; Ramdas, Grünwald, Vovk and Shafer, Statistical Science 38, 2023, and Robbins, Annals of
 * Mathematical Statistics 41, 1970, for mixtures). In closed form 2^(n + 1) B(w + 1, l + 1) P(Bin(n + 1, 1/2) <= w).
 *
 * @example
 * evidence(0, 0) // 1
 */
export function evidence(wins: number, losses: number): number {
  const n = wins + losses
  const beta = logFactorial(wins) + logFactorial(losses) - logFactorial(n + 1)
  // P(Bin(n + 1, 1/2) <= w) is P(Bin(n + 1, 1/2) >= l + 1)
  return Math.exp((n + 1) * Math.LN2 + beta) * binomialTail(n + 1, losses + 1, 0.5)
}
