/** Natural logarithms of factorials that were asked for, by number. */
const factorials: number[] = [0]

/** The natural logarithm of n!, summed. */
export function logFactorial(n: number): number {
  for (let k = factorials.length; k <= n; k++) factorials.push((factorials[k - 1] as number) + Math.log(k))
  return factorials[n] as number
}

/** The chance of exactly `k` successes in `n` trials of chance `p`. */
export function binomial(n: number, k: number, p: number): number {
  if (k < 0 || k > n) return 0
  if (p <= 0) return k === 0 ? 1 : 0
  if (p >= 1) return k === n ? 1 : 0
  return Math.exp(logFactorial(n) - logFactorial(k) - logFactorial(n - k) + k * Math.log(p) + (n - k) * Math.log1p(-p))
}

/** The chance of `k` successes or more, summed from the smaller end of the tail. */
export function binomialTail(n: number, k: number, p: number): number {
  if (k <= 0) return 1
  let sum = 0
  for (let i = n; i >= k; i--) sum += binomial(n, i, p)
  return Math.min(1, sum)
}
