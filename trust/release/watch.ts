import { evidence } from '../../experiments/statistics/e-process.ts'
import type { CanaryBounds } from '../policy/policy.ts'

/** What an application saw of one use of a version. */
export interface Observation {
  /** From 0, failed, to 1, right. */
  readonly quality?: number
  /** In whichever unit, not negative. */
  readonly cost?: number
  /** Calls that were denied. */
  readonly denials?: number
  /** Complaints of users. */
  readonly complaints?: number
}

export type Arm = 'champion' | 'canary'

/** What is watched. */
export const MEASURES = ['failures', 'denials', 'complaints', 'cost'] as const

export type Measure = (typeof MEASURES)[number]

/** How a bound stands. */
export interface BoundState {
  readonly measure: Measure
  /** Observations of each arm that count. */
  readonly champion: number
  readonly canary: number
  /** Mean failures, denials or complaints an observation; of a cost its mean. */
  readonly means: { readonly champion: number; readonly canary: number }
  /** Evidence that the canary is worse, and what trips: P(it ever reaches that although it is not) <= level. */
  readonly evidence: number
  readonly trips: number
}

/** Evidence, from one measure, that a canary is worse than the champion. */
interface Witness {
  /** Whether the evidence changed. */
  observe(arm: Arm, observation: Observation): boolean
  /** Evidence as it stands. */
  evidence(): number
  state(): Omit<BoundState, 'measure' | 'trips'>
}

/**
 * Log odds ratios at which the evidence grows fastest: .2 against .33 for failures; what is rare, as denials and complaints, counts once it is
 * several times as frequent.
 */
const ODDS = { failures: 0.65, denials: 2, complaints: 2 } as const

const odds = (p: number): number => p / (1 - p)
const chance = (ratio: number): number => ratio / (1 + ratio)

/**
 * Evidence that the mean of values in [0, 1] is greater in the canary than in the champion, whatever both are and however they drift together.
 *
 * Observations are taken in blocks, each as soon as both arms have some that are in no block yet. A block's factor is the likelihood of its
 * values at the champion's rate so far and at one of greater odds, over that at the mean of the two weighted by the numbers of values: the
 * e-variable of Turner, Ly and Grünwald (Generic E-variables for exact sequential k-sample tests that allow for optional stopping, Journal of
 * Statistical Planning and Inference 230, 2024) for equal rates. Its mean is at most 1 there, since the factors of single values, whose
 * weighted arithmetic mean is 1, have a smaller geometric one. Factors are linear in each value, so that values between 0 and 1 do as well; they
 * grow with the canary's values and fall with the champion's, so that the mean is at most 1 for a canary that is better, too. The product over
 * blocks, whose rates are set before they are seen, is a test supermartingale: P(it ever reaches 1 / a) <= a (Ville's inequality).
 */
function meanWitness(valueOf: (observation: Observation) => number | undefined, logOdds: number): Witness {
  const block: Record<Arm, number[]> = { champion: [], canary: [] }
  const sums = { champion: 0, canary: 0 }
  const counts = { champion: 0, canary: 0 }
  // the Krichevsky-Trofimov estimate of the champion's rate, from blocks that are done
  let rate = 0.5
  let weight = 1
  let log = 0

  function close(): void {
    const { champion, canary } = block
    const low = rate / weight
    const high = chance(odds(low) * Math.exp(logOdds))
    const middle = (champion.length * low + canary.length * high) / (champion.length + canary.length)
    const factor = (value: number, p: number): number => Math.log((value * p) / middle + ((1 - value) * (1 - p)) / (1 - middle))
    for (const value of champion) log += factor(value, low)
    for (const value of canary) log += factor(value, high)
    for (const value of champion) rate += value
    weight += champion.length
    block.champion = []
    block.canary = []
  }

  return {
    observe(arm, observation) {
      const value = valueOf(observation)
      if (value === undefined) return false
      block[arm].push(value)
      sums[arm] += value
      counts[arm] += 1
      if (block.champion.length === 0 || block.canary.length === 0) return false
      close()
      return true
    },
    evidence: () => Math.exp(log),
    state: () => ({
      ...counts,
      means: { champion: sums.champion / Math.max(1, counts.champion), canary: sums.canary / Math.max(1, counts.canary) },
      evidence: Math.exp(log),
    }),
  }
}

/**
 * Evidence that the canary costs more than `cap` times what the champion costs: each of its uses is paired with a use of the champion of its own,
 * and wins where it costs more than that. Where its cost is at most `cap` times as large, at each of its quantiles, a win has a chance of at most
 * one half, which the mixture e-process of the gate tests.
 */
function costWitness(cap: number): Witness {
  const waiting: Record<Arm, number[]> = { champion: [], canary: [] }
  const sums = { champion: 0, canary: 0 }
  const counts = { champion: 0, canary: 0 }
  let wins = 0
  let losses = 0
  return {
    observe(arm, { cost }) {
      if (cost === undefined) return false
      sums[arm] += cost
      counts[arm] += 1
      // of several uses of the champion between two of the canary the last one is paired
      if (arm === 'champion') waiting.champion = [cost]
      else waiting.canary.push(cost)
      const [canary] = waiting.canary
      const [champion] = waiting.champion
      if (canary === undefined || champion === undefined) return false
      waiting.canary.shift()
      waiting.champion.shift()
      if (canary > cap * champion) wins += 1
      if (canary < cap * champion) losses += 1
      return true
    },
    evidence: () => evidence(wins, losses),
    state: () => ({
      ...counts,
      means: { champion: sums.champion / Math.max(1, counts.champion), canary: sums.canary / Math.max(1, counts.canary) },
      evidence: evidence(wins, losses),
    }),
  }
}

const WITNESSES: Readonly<Record<Exclude<Measure, 'cost'>, () => Witness>> = {
  failures: () => meanWitness(({ quality }) => (quality === undefined ? undefined : 1 - quality), ODDS.failures),
  denials: () => meanWitness(({ denials }) => (denials === undefined ? undefined : Math.min(1, denials)), ODDS.denials),
  complaints: () => meanWitness(({ complaints }) => (complaints === undefined ? undefined : Math.min(1, complaints)), ODDS.complaints),
}

/** Watches a canary: a fold over observations in the order in which they came. */
export interface Watch {
  observe(arm: Arm, observation: Observation): void
  /** How each bound stands. */
  states(): readonly BoundState[]
  /** The first bound that tripped, as it stood then; once there is one it stays. */
  tripped(): BoundState | undefined
}

/** Watches a canary for bounds. */
export function watchCanary(bounds: CanaryBounds): Watch {
  const watched = MEASURES.flatMap((measure) => {
    const bound = bounds[measure]
    if (bound === undefined) return []
    const witness = measure === 'cost' ? costWitness(bounds.cost?.cap ?? 1) : WITNESSES[measure]()
    return [{ measure, trips: 1 / bound.level, witness }]
  })
  const stateOf = ({ measure, trips, witness }: (typeof watched)[number]): BoundState => ({ measure, trips, ...witness.state() })
  let tripped: BoundState | undefined
  return {
    observe(arm, observation) {
      if (tripped !== undefined) return
      const changed = watched.filter(({ witness }) => witness.observe(arm, observation))
      const over = changed.find(({ witness, trips }) => witness.evidence() >= trips)
      if (over !== undefined) tripped = stateOf(over)
    },
    states: () => watched.map(stateOf),
    tripped: () => tripped,
  }
}
