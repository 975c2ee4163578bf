import { binomial, binomialTail } from './binomial.ts'
import { fewest, MOST_PAIRS } from './fewest.ts'
import { normalQuantile } from './normal.ts'
import { POWER } from './power.ts'

/**
 * The exact one-sided test of paired passes and failures (McNemar, Psychometrika 12, 1947): the chance of as many wins or more among the
 * pairs that differ, were each a fair coin. Under the null hypothesis P(p <= a) <= a for every a.
 *
 * @example
 * mcnemar(9, 1) // 11/1024
 */
export const mcnemar = (wins: number, losses: number): number => binomialTail(wins + losses, wins, 0.5)

/** Shares of pairs that the second program wins and loses. */
export interface Discordance {
  readonly win: number
  readonly loss: number
}

/** The fewest wins by level and number of differing pairs, as far as they were asked for. */
const critical = new Map<number, number[]>()

/**
 * The fewest wins among so many differing pairs at which the test has a p-value of at most `level`; one more than there are where none has.
 * Summed from ten standard deviations above the mean down, beyond which there is nothing to sum.
 */
function criticalWins(pairs: number, level: number): number {
  const known = critical.get(level) ?? []
  critical.set(level, known)
  const before = known[pairs]
  if (before !== undefined) return before
  let wins = Math.min(pairs, Math.ceil(pairs / 2 + 5 * Math.sqrt(pairs)))
  let term = binomial(pairs, wins, 0.5)
  let tail = term
  while (wins > 0 && tail <= level) {
    term *= wins / (pairs - wins + 1)
    wins -= 1
    tail += term
  }
  const least = tail > level ? wins + 1 : 0
  known[pairs] = least
  return least
}

/** The chance of `k` successes or more in `n` trials, summed upwards until nothing is added. */
function tailFrom(n: number, k: number, p: number): number {
  if (k <= 0) return 1
  if (p >= 1) return k <= n ? 1 : 0
  let term = binomial(n, k, p)
  let sum = term
  for (let i = k; i < n; i++) {
    term *= ((n - i) / (i + 1)) * (p / (1 - p))
    sum += term
    if (i > n * p && term < sum * 1e-16) break
  }
  return Math.min(1, sum)
}

/** Powers that were worked out last, and how many are kept. */
const powers = new Map<string, number>()
const KEPT = 10_000

/** The chance that the test of `n` pairs finds a difference at `level`: exact, over all numbers of differing pairs and of wins among them. */
export function mcnemarPower(n: number, { win, loss }: Discordance, level: number): number {
  const key = `${n} ${win} ${loss} ${level}`
  const known = powers.get(key)
  if (known !== undefined) return known
  if (powers.size >= KEPT) powers.clear()
  const power = powerOf(n, { win, loss }, level)
  powers.set(key, power)
  return power
}

function powerOf(n: number, { win, loss }: Discordance, level: number): number {
  const differing = win + loss
  if (differing <= 0) return 0
  let power = 0
  for (let pairs = 0; pairs <= n; pairs++) {
    const chance = binomial(n, pairs, differing)
    if (chance > 1e-13) power += chance * tailFrom(pairs, criticalWins(pairs, level), win / differing)
  }
  return Math.min(1, power)
}

/** Pairs beyond which their number is worked out by the normal approximation. */
const EXACT = 2000

/**
 * About the fewest pairs that give the test power .8: by doubling and halving, or, where that takes more than 2,000, by the normal
 * approximation (Connor, Biometrics 43, 1987), which is within a part in a hundred of it there. Undefined where 20,000 do not.
 */
export function mcnemarNeeds({ win, loss }: Discordance, level: number): number | undefined {
  if (win <= loss) return undefined
  const [differing, lift] = [win + loss, win - loss]
  const about =
    ((normalQuantile(1 - level) * Math.sqrt(differing) + normalQuantile(POWER) * Math.sqrt(differing - lift * lift)) / lift) ** 2
  if (about > EXACT) return about > MOST_PAIRS ? undefined : Math.ceil(about)
  const key = `${win} ${loss} ${level}`
  if (!needed.has(key))
    needed.set(
      key,
      fewest((n) => mcnemarPower(n, { win, loss }, level) >= POWER),
    )
  return needed.get(key)
}

/** What was worked out. */
const needed = new Map<string, number | undefined>()

/**
 * The discordance of a program that solves more than another: `base` is the share that the old one passes, `noise` the share of pairs in
 * which two runs of the old one differ, `lift` the gain in the share that passes. Each failure of the old one is turned into a pass with the
 * chance lift / (1 - base), whatever the case: with case chances p the new ones are p + (1 - p) lift / (1 - base). Then wins are
 * E[p (1 - p)] + d E[(1 - p)^2] and losses (1 - d) E[p (1 - p)], where noise / 2 measures E[p (1 - p)].
 */
export function discordanceAt({
  base,
  noise,
  lift,
}: {
  readonly base: number
  readonly noise: number
  readonly lift: number
}): Discordance {
  const both = noise / 2
  const turned = base >= 1 ? 0 : Math.min(1, lift / (1 - base))
  return { win: both + turned * Math.max(0, 1 - base - both), loss: (1 - turned) * both }
}
