import { binomial, binomialTail } from './binomial.ts'
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

/** The fewest wins among so many differing pairs at which the test has a p-value of at most `level`; one more than there are where none has. */
function criticalWins(pairs: number, level: number): number {
  let tail = 0
  for (let wins = pairs; wins >= 0; wins--) {
    tail += binomial(pairs, wins, 0.5)
    if (tail > level) return wins + 1
  }
  return 0
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
    if (chance > 1e-15) power += chance * binomialTail(pairs, criticalWins(pairs, level), win / differing)
  }
  return Math.min(1, power)
}

/** Pairs beyond which no number of them is looked for. */
export const MOST_PAIRS = 20_000

/** About the fewest pairs that give the test power .8, by doubling and halving; undefined where 20,000 do not. */
export function mcnemarNeeds({ win, loss }: Discordance, level: number): number | undefined {
  const key = `${win} ${loss} ${level}`
  if (!needed.has(key)) needed.set(key, win > loss ? fewest((n) => mcnemarPower(n, { win, loss }, level) >= POWER) : undefined)
  return needed.get(key)
}

/** What was worked out. */
const needed = new Map<string, number | undefined>()

/** The least number from 1 to 20,000 from which on something holds, found by doubling and halving. */
export function fewest(holds: (n: number) => boolean): number | undefined {
  let high = 1
  while (!holds(high)) {
    if (high >= MOST_PAIRS) return undefined
    high = Math.min(2 * high, MOST_PAIRS)
  }
  let low = high / 2
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (holds(middle)) high = middle
    else low = middle
  }
  return high
}

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
