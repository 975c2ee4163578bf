import { defined } from '../engine/contracts/defined.ts'
import type { Evaluation } from '../engine/contracts/evaluation.ts'
import type { Direction } from '../engine/contracts/objective.ts'
import { byPosition } from '../engine/contracts/results.ts'
import { deviationOf } from './statistics/deviation.ts'
import { detectable, fewestPairs, SIMULATED } from './statistics/power.ts'

/** Two-sided level of the test by which a gain would be shown. */
export const HEADROOM_LEVEL = 0.05
/** Standard deviations of the initial program's repeated scores that a gain must exceed to be more than their noise. */
export const NOISE_TIMES = 2

/** A program that was judged: on train, and on the set on which a gain is measured. */
export interface Measured {
  readonly train: Evaluation
  readonly measured: Evaluation
}

/** What was judged of a problem before its budget is spent. */
export interface Trials {
  readonly direction: Direction
  /** `validation`; `train` for a problem that has none. */
  readonly measuredOn: 'train' | 'validation'
  readonly initial: Measured
  /** Further evaluations of the initial program on that set. */
  readonly repeats: readonly Evaluation[]
  /** How many random programs were made, how many of them scored and were better than the initial one on train, and the best of them there. */
  readonly draws: { readonly made: number; readonly scored: number; readonly better: number; readonly best?: Measured }
  /** All demonstrations that fit; absent where programs hold none, or it does not score. */
  readonly demonstrations?: Measured
  /** Every program that was judged on all of train. */
  readonly onTrain: readonly Evaluation[]
  /** The best score that there is on the measured set, where the problem says so. */
  readonly optimum?: number
}

/** What a program gains on the initial one on the measured set, case by case. */
export interface Gain {
  readonly of: 'draws' | 'demonstrations'
  /** Positive where it is better. */
  readonly gain: number
  /** Standard deviation of the differences of cases. */
  readonly deviation: number
  /** Fewest cases on which a signed-rank test finds such a gain with a chance of 80 %; absent where it is none. */
  readonly needs?: number
  /** The least gain that the cases there are show with that chance; absent where they can show none. */
  readonly shows?: number
}

/** What a problem leaves to be gained, and whether to look for it. */
export interface Headroom {
  readonly measuredOn: Trials['measuredOn']
  /** Cases of that set. */
  readonly cases: number
  /** How often the initial program was judged on it, whether it came to the same on every case each time, and how its scores scatter. */
  readonly repeat: { readonly times: number; readonly isEqual: boolean; readonly deviation: number }
  readonly gains: readonly Gain[]
  /** What one that takes the best of all judged programs on each train case would gain there on the initial program: the virtual best. */
  readonly virtualBest: number
  /** What is left to the optimum, where it is known. */
  readonly left?: number
  /**
   * - `worth it`: a gain was seen that is no noise, and the cases there are show it
   * - `unclear`: no gain was seen that the cases there are show, yet programs are better on some of them: a search may put together what draws do not
   * - `more cases`: the cases there are could not even show it, were the best that was seen on each case that of one program
   * - `noise`: what was seen on single cases is no more than how the initial program itself scatters
   * - `flat`: nothing that was tried is better on any case
   * - `solved`: the initial program is as good as the optimum
   */
  readonly verdict: 'worth it' | 'unclear' | 'more cases' | 'noise' | 'flat' | 'solved'
}

const scoresOf = (evaluation: Evaluation): ReadonlyMap<number, number> =>
  new Map([...byPosition(evaluation)].flatMap(([at, result]) => (result.verdict === 'scored' ? [[at, result.score] as const] : [])))

/** Fewest pairs on which a mean difference of so many standard deviations is found with a chance of 80 %. */
export function pairsFor(effect: number): number {
  const finds = (pairs: number): boolean => (detectable(pairs, HEADROOM_LEVEL) ?? Infinity) <= effect
  let [least, most] = [fewestPairs(HEADROOM_LEVEL), SIMULATED]
  // beyond the simulated numbers what is found falls with the root of the number
  if (!finds(most)) return Math.ceil(SIMULATED * ((detectable(SIMULATED, HEADROOM_LEVEL) ?? Infinity) / effect) ** 2)
  while (least < most) {
    const middle = (least + most) >> 1
    if (finds(middle)) most = middle
    else least = middle + 1
  }
  return least
}

/** What a program gains on the initial one. */
function gainOf(of: Gain['of'], { measured }: Measured, { initial, direction }: Trials): Gain {
  const sign = direction === 'minimize' ? -1 : 1
  const before = scoresOf(initial.measured)
  const differences = [...scoresOf(measured)].flatMap(([at, score]) => {
    const old = before.get(at)
    return old === undefined ? [] : [sign * (score - old)]
  })
  const gain = sign * ((measured.score ?? Number.NaN) - (initial.measured.score ?? Number.NaN))
  const deviation = deviationOf(differences)
  const found = detectable(differences.length, HEADROOM_LEVEL)
  return {
    of,
    gain,
    deviation,
    ...defined({
      needs: gain > 0 ? (deviation === 0 ? fewestPairs(HEADROOM_LEVEL) : pairsFor(gain / deviation)) : undefined,
      shows: found === undefined ? undefined : found * deviation,
    }),
  }
}

/** The mean over train cases of the best that any program came to there, less the initial program's. */
function virtualBestOf({ onTrain, initial, direction }: Trials): number {
  const sign = direction === 'minimize' ? -1 : 1
  const best = new Map(scoresOf(initial.train))
  for (const evaluation of onTrain)
    for (const [at, score] of scoresOf(evaluation)) if (sign * (score - (best.get(at) ?? -sign * Infinity)) > 0) best.set(at, score)
  const before = scoresOf(initial.train)
  const gains = [...best].map(([at, score]) => sign * (score - (before.get(at) ?? score)))
  return gains.length === 0 ? 0 : gains.reduce((sum, gain) => sum + gain, 0) / gains.length
}

/** Whether optimising is worth it, by the best gain that was seen. */
function verdictOf(best: Gain | undefined, { repeat, left, cases, virtualBest, gains }: Omit<Headroom, 'verdict'>): Headroom['verdict'] {
  const noise = NOISE_TIMES * repeat.deviation
  if (left !== undefined && left <= 0) return 'solved'
  if (best !== undefined && best.gain > noise && (best.needs ?? Infinity) <= cases) return 'worth it'
  if (virtualBest <= 0) return 'flat'
  if (virtualBest <= noise) return 'noise'
  const shows = Math.min(Infinity, ...gains.map((gain) => gain.shows ?? Infinity))
  return virtualBest < shows ? 'more cases' : 'unclear'
}

/**
 * Judges what could be gained from what was tried. A gain makes optimising worth it where it is more than twice the noise of the initial program
 * and the cases there are suffice to show it: a paired signed-rank test at 5 % finds it with a chance of 80 %. Without one it is the virtual best,
 * which no program need reach, by which it is seen whether there is anything to look for.
 */
export function headroomOf(trials: Trials): Headroom {
  const { direction, measuredOn, initial, repeats, draws, demonstrations, optimum } = trials
  const sign = direction === 'minimize' ? -1 : 1
  const again = [initial.measured, ...repeats]
  const isEqual = again.every((one) => JSON.stringify([...scoresOf(one)]) === JSON.stringify([...scoresOf(initial.measured)]))
  const gains = [
    ...(draws.best === undefined ? [] : [gainOf('draws', draws.best, trials)]),
    ...(demonstrations === undefined ? [] : [gainOf('demonstrations', demonstrations, trials)]),
  ]
  const facts = {
    measuredOn,
    cases: initial.measured.cases.length,
    repeat: { times: again.length, isEqual, deviation: deviationOf(again.map(({ score }) => score ?? Number.NaN)) },
    gains,
    virtualBest: virtualBestOf(trials),
    ...defined({ left: optimum === undefined ? undefined : sign * (optimum - (initial.measured.score ?? Number.NaN)) }),
  }
  const [best] = [...gains].sort((a, b) => b.gain - a.gain)
  return { ...facts, verdict: verdictOf(best, facts) }
}
