import type { CallStats } from '../../engine/contracts/model.ts'
import type { Random } from '../../engine/contracts/random.ts'

/** Something to choose, and the user's share for it, a positive integer. */
export interface Arm {
  readonly name: string
  readonly weight: number
}

/** What one call led to. */
export interface Credit {
  readonly name: string
  readonly gain: boolean
  /** The gain is the best of the run, too: it counts as two calls that gained. */
  readonly leads?: boolean
  /** Millionths of a dollar, a whole number. */
  readonly cost: number
}

/** Calls after which the statistics of a name are halved, so that they follow what a run is at now. */
const WINDOW = 64

/**
 * What a call costs beside its price, in millionths of a dollar: the evaluation and the time that go with it. Without it a model that is
 * free would be asked for ever, whatever comes of it.
 */
const BASE = 1000

const newcomer = (name: string): CallStats => ({ name, calls: 0, gains: 0, cost: 0 })

/** The statistics of that name; zeros when there are none. */
export const statsOf = (allStats: readonly CallStats[], name: string): CallStats =>
  allStats.find((stats) => stats.name === name) ?? newcomer(name)

/** Halves statistics that have come to the end of their window; whole numbers stay whole. */
const discounted = (stats: CallStats): CallStats =>
  stats.calls < WINDOW ? stats : { name: stats.name, calls: stats.calls >> 1, gains: stats.gains >> 1, cost: Math.floor(stats.cost / 2) }

/** The statistics after one more call. */
function credited({ name, calls, gains, cost: before }: CallStats, { gain, leads = false, cost }: Credit): CallStats {
  const weight = gain && leads ? 2 : 1
  return discounted({ name, calls: calls + weight, gains: gains + (gain ? weight : 0), cost: before + weight * cost })
}

/** The statistics after one more call; a name that is new comes last. */
export function credit(allStats: readonly CallStats[], entry: Credit): readonly CallStats[] {
  const at = allStats.findIndex(({ name }) => name === entry.name)
  return at === -1 ? [...allStats, credited(newcomer(entry.name), entry)] : allStats.with(at, credited(allStats[at] as CallStats, entry))
}

/**
 * A draw from Beta(a, b) for whole a and b: the a-th smallest of a + b - 1 uniform draws. No logarithm and no power is taken, so that
 * the draw is the same on every machine.
 */
function beta(a: number, b: number, random: Random): number {
  const draws = Array.from({ length: a + b - 1 }, () => random.next())
  draws.sort((x, y) => x - y)
  return draws[a - 1] ?? 0
}

/**
 * Chooses by gain per dollar: for each arm the chance of a gain is drawn from what is believed of it, Beta(1 + gains, 1 + calls without),
 * and divided by its mean cost; the greatest wins, times its weight, ties going to the first. That is budgeted Thompson sampling (Xia, Li,
 * Qin, Yu and Liu 2015) with costs taken as known, and Thompson's rule (1933) where costs are equal. An arm's record beyond its last calls
 * fades. A function of the statistics and the stream alone.
 */
export function choose<T extends Arm>(arms: readonly T[], allStats: readonly CallStats[], random: Random): T {
  let best: { readonly arm: T; readonly worth: number } | undefined
  for (const arm of arms) {
    const { calls, gains, cost } = statsOf(allStats, arm.name)
    const worth = (arm.weight * beta(1 + gains, 1 + calls - gains, random)) / (BASE + cost / Math.max(1, calls))
    if (best === undefined || worth > best.worth) best = { arm, worth }
  }
  if (best === undefined) throw new RangeError('choose among no arms')
  return best.arm
}
