import type { Standing } from '../../engine/contracts/model.ts'
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

/** Calls after which a standing is halved, so that it follows what a run is at now. */
const WINDOW = 64

/**
 * What a call costs beside its price, in millionths of a dollar: the evaluation and the time that go with it. Without it a model that is
 * free would be asked for ever, whatever comes of it.
 */
const BASE = 1000

const newcomer = (name: string): Standing => ({ name, calls: 0, gains: 0, cost: 0 })

/** The standing of that name; one without calls when there is none. */
export const standingOf = (standings: readonly Standing[], name: string): Standing =>
  standings.find((standing) => standing.name === name) ?? newcomer(name)

/** Halves a standing that has come to the end of its window; whole numbers stay whole. */
const discounted = (standing: Standing): Standing =>
  standing.calls < WINDOW
    ? standing
    : { name: standing.name, calls: standing.calls >> 1, gains: standing.gains >> 1, cost: Math.floor(standing.cost / 2) }

/** The standing after one more call. */
function credited({ name, calls, gains, cost: before }: Standing, { gain, leads = false, cost }: Credit): Standing {
  const weight = gain && leads ? 2 : 1
  return discounted({ name, calls: calls + weight, gains: gains + (gain ? weight : 0), cost: before + weight * cost })
}

/** The standings after one more call; a name that is new comes last. */
export function credit(standings: readonly Standing[], entry: Credit): readonly Standing[] {
  const at = standings.findIndex(({ name }) => name === entry.name)
  return at === -1 ? [...standings, credited(newcomer(entry.name), entry)] : standings.with(at, credited(standings[at] as Standing, entry))
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
 * fades. A function of the standings and the stream alone.
 */
export function choose<T extends Arm>(arms: readonly T[], standings: readonly Standing[], random: Random): T {
  let best: { readonly arm: T; readonly worth: number } | undefined
  for (const arm of arms) {
    const { calls, gains, cost } = standingOf(standings, arm.name)
    const worth = (arm.weight * beta(1 + gains, 1 + calls - gains, random)) / (BASE + cost / Math.max(1, calls))
    if (best === undefined || worth > best.worth) best = { arm, worth }
  }
  if (best === undefined) throw new RangeError('choose among no arms')
  return best.arm
}
