/** Chance that a change which is no better passes, over all attempts on one hold-out together. */
export const LEVEL = 0.05

/** Attempts after which a hold-out is used up. */
export const ATTEMPTS = 5

/**
 * The level at which the k-th attempt on one hold-out is tested: .05 x 6 / (pi^2 k^2), which all together, however many, sum to .05 (alpha
 * spending with the weights 1 / k^2, whose sum is pi^2 / 6).
 */
export const levelOf = (attempt: number): number => (LEVEL * 6) / (Math.PI * attempt) ** 2
