import { midranks } from './ranks.ts'

/** What a signed-rank test says. */
export interface SignedRank {
  /** Differences that are not zero; zeros say nothing about the sign and are left out. */
  readonly pairs: number
  /** Sum of the ranks of the positive differences. */
  readonly statistic: number
  /** Two-sided: the chance of a sum as far out, if the sign of each difference were a fair coin. */
  readonly p: number
}

/** The greatest common divisor. */
const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b))

/**
 * The signed-rank test of paired differences (Wilcoxon, Biometrics Bulletin 1, 1945), exact for any number of pairs, also with ties:
 * the sum's distribution over all assignments of signs to these ranks is computed, not approximated (a permutation test, Fisher 1935,
 * by the shift algorithm of Streitberg and Röhmel, 1986). Under the null hypothesis P(p <= a) <= a for every a. At least six pairs
 * are needed for p < 0.05. Infinite differences are allowed: they rank highest.
 */
export function signedRank(differences: readonly number[]): SignedRank {
  const moved = differences.filter((difference) => difference !== 0)
  // Twice the ranks are whole numbers, also where ties share a rank; where all are multiples of a number, as of differences of one size, so are all sums.
  const doubled = midranks(moved.map(Math.abs)).map((rank) => Math.round(2 * rank))
  const unit = Math.max(1, doubled.reduce(divisor, 0))
  const ranks = doubled.map((rank) => rank / unit)
  const total = ranks.reduce((sum, rank) => sum + rank, 0)
  const chances = new Float64Array(total + 1)
  chances[0] = 1
  let reach = 0
  for (const rank of ranks) {
    reach += rank
    for (let sum = reach; sum >= 0; sum--) {
      chances[sum] = ((chances[sum] as number) + (sum >= rank ? (chances[sum - rank] as number) : 0)) / 2
    }
  }
  const statistic = ranks.reduce((sum, rank, k) => sum + ((moved[k] as number) > 0 ? rank : 0), 0)
  // The distribution is symmetric about half the total.
  const near = Math.min(statistic, total - statistic)
  let tail = 0
  for (let sum = 0; sum <= near; sum++) tail += chances[sum] as number
  return { pairs: moved.length, statistic: (statistic * unit) / 2, p: Math.min(1, 2 * tail) }
}
