import { LEVEL } from '../experiments/statistics/attempts.ts'
import { deviationOf } from '../experiments/statistics/deviation.ts'
import { discordanceAt, mcnemarNeeds, mcnemarPower } from '../experiments/statistics/mcnemar.ts'
import { POWER } from '../experiments/statistics/power.ts'
import { signFlipNeeds, signFlipPower } from '../experiments/statistics/sign-flip.ts'
import { defined } from '../engine/contracts/defined.ts'
import type { Direction } from '../engine/contracts/objective.ts'
import type { Random } from '../engine/contracts/random.ts'
import type { PairedCase } from './contracts.ts'
import { compared, marksOf, passes, scoreOf } from './gate/pairs.ts'
import { LIFT, superiorityRow } from './gate/superiority.ts'

/** One search among changes that do nothing: how good its champion looked, and what it is on cases that it was not chosen by. */
export interface Null {
  /** The score by which the champion was chosen, and the initial program's on the same cases. */
  readonly chosen: number
  readonly initial: number
  /** The initial program, and the champion in the candidate's place, on other cases. */
  readonly pairs: readonly PairedCase[]
}

/** What so many cases can find with power .8. */
export interface Resolution {
  readonly cases: number
  /** Smallest lift, as a share of cases or a difference of scores; absent where they find none. */
  readonly resolves?: number
}

/** What searches among changes that do nothing come to. */
export interface Calibration {
  readonly runs: number
  readonly cases: number
  readonly kind: 'passes' | 'numbers'
  /** Whether no case ever differed: random numbers are common, and changes that do nothing are exactly equal. */
  readonly exact: boolean
  /** Mean score of the initial program on the other cases. */
  readonly truth: number
  /** Noise floor: the share of pairs that differ, and the standard deviation of the differences. */
  readonly discordant: number
  readonly deviation: number
  /** How much better champions look than the initial program did on the cases that they were chosen by, and on other cases: means over the runs. */
  readonly inflation: number
  readonly gain: number
  /** Champions that the gate promotes at level .05, and that a mere comparison of means does. */
  readonly promoted: number
  readonly ahead: number
  readonly lift: number
  /** At the lift: cases for power .8, and the power of as many as there are. */
  readonly needs?: number
  readonly power?: number
  readonly resolution: readonly Resolution[]
}

/** Numbers of cases that the resolution is told for, beside the number that there is. */
const SIZES = [30, 60, 120, 200, 400, 1000]

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length

/** The smallest lift up to `most` that has power .8, by halving; undefined where none has. */
function smallest(powerAt: (lift: number) => number, most: number): number | undefined {
  if (!(most > 0) || powerAt(most) < POWER) return undefined
  let [low, high] = [0, most]
  for (let k = 0; k < 20; k++) {
    const middle = (low + high) / 2
    if (powerAt(middle) >= POWER) high = middle
    else low = middle
  }
  return high
}

/** How power and needs follow from what was measured. */
interface Forecast {
  readonly power: (cases: number, lift: number) => number
  readonly needs: (lift: number) => number | undefined
  readonly most: number
  readonly lift: number
}

/** Forecasts from the share of pairs in which two programs that are equally good differ. */
export function forecastPasses(base: number, noise: number, lift: number = LIFT.passes): Forecast {
  const at = (gain: number): ReturnType<typeof discordanceAt> => discordanceAt({ base, noise, lift: gain })
  return {
    power: (cases, gain) => mcnemarPower(cases, at(gain), LEVEL),
    needs: (gain) => mcnemarNeeds(at(gain), LEVEL),
    most: 1 - base,
    lift,
  }
}

function forecastNumbers(deviation: number, lift: number | undefined): Forecast | undefined {
  if (deviation === 0) return undefined
  return {
    power: (cases, gain) => signFlipPower(cases, gain / deviation, LEVEL),
    needs: (gain) => signFlipNeeds(gain / deviation, LEVEL),
    most: 10 * deviation,
    lift: lift ?? LIFT.numbers * deviation,
  }
}

/** Works out what searches among changes that do nothing say of a problem. */
export function calibration(
  nulls: readonly Null[],
  { direction, lift, random }: { readonly direction: Direction; readonly lift?: number | undefined; readonly random: Random },
): Calibration {
  const pairs = nulls.flatMap((each) => each.pairs)
  const marks = marksOf(
    pairs.flatMap((pair) => [scoreOf(pair.champion), scoreOf(pair.candidate)]),
    direction,
  )
  const of = (some: readonly PairedCase[]): ReturnType<typeof compared> =>
    marks === undefined ? compared(some, direction) : passes(some, marks)
  const all = of(pairs)
  const cases = nulls[0]?.pairs.length ?? 0
  const discordant = (all.wins + all.losses) / Math.max(1, pairs.length)
  const deviation = deviationOf(all.differences)
  const sign = direction === 'minimize' ? -1 : 1
  const rows = nulls.map((each) => superiorityRow({ name: '', version: 0, cases: [] }, each.pairs, { direction, level: LEVEL, random }).row)
  const found =
    marks === undefined ? forecastNumbers(deviation, lift) : discordant === 0 ? undefined : forecastPasses(all.champion, discordant, lift)
  const sizes = [...new Set([...SIZES, cases])].sort((a, b) => a - b)
  return {
    runs: nulls.length,
    cases,
    kind: marks === undefined ? 'numbers' : 'passes',
    exact: discordant === 0,
    truth: all.champion,
    discordant,
    deviation,
    inflation: mean(nulls.map(({ chosen, initial }) => sign * (chosen - initial))),
    gain: mean(all.differences),
    promoted: rows.filter(({ verdict }) => verdict === 'passes').length,
    ahead: nulls.filter((each) => mean(of(each.pairs).differences) > 0).length,
    lift: found?.lift ?? lift ?? 0,
    ...(found === undefined ? {} : defined({ needs: found.needs(found.lift), power: found.power(cases, found.lift) })),
    resolution:
      found === undefined
        ? []
        : sizes.map((size) => ({ cases: size, ...defined({ resolves: smallest((gain) => found.power(size, gain), found.most) }) })),
  }
}
