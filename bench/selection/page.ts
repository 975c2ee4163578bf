import type { Direction } from '../../engine/contracts/problem.ts'
import { stream } from '../../engine/contracts/random.ts'
import { medianInterval } from '../../experiments/statistics/bootstrap.ts'
import type { Interval } from '../../experiments/statistics/bootstrap.ts'
import { holm } from '../../experiments/statistics/holm.ts'
import { detectable, fewestPairs, POWER } from '../../experiments/statistics/power.ts'
import { median } from '../../experiments/statistics/quantile.ts'
import { signedRank } from '../../experiments/statistics/wilcoxon.ts'
import { REFERENCES } from './arms.ts'
import { hashOfPlan } from './plan.ts'
import type { Plan } from './plan.ts'

const LEVEL = 0.05

/** What a run came to, as its ground measures it, and what it took. */
export interface Result {
  readonly ground: string
  readonly arm: string
  readonly pair: number
  readonly score: number
  readonly seconds: number
}

/** A ground of which results are shown. */
export interface Ground {
  readonly name: string
  readonly direction: Direction
  readonly measure: string
}

/** An arm beside a reference on one ground. */
interface Beside {
  readonly ground: string
  readonly arm: string
  readonly reference: string
  /** Median of the paired differences, better above 0, and an interval for it. */
  readonly middle: number
  readonly interval: Interval | undefined
  /** Standard deviation of the differences. */
  readonly deviation: number
  readonly p: number
}

const deviationOf = (values: readonly number[]): number => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length - 1))
}

/** Pairs of which every arm has a run on a ground. */
function wholePairs({ arms, pairs }: Plan, ground: string, results: readonly Result[]): number[] {
  const own = results.filter((result) => result.ground === ground)
  return Array.from({ length: pairs }, (_, k) => k + 1).filter((pair) => own.filter((one) => one.pair === pair).length === arms.length)
}

const scoresOf = (results: readonly Result[], ground: string, arm: string, pairs: readonly number[]): number[] =>
  pairs.map((pair) => results.find((one) => one.ground === ground && one.arm === arm && one.pair === pair)?.score ?? Number.NaN)

/** The same among all of a section, its p-value corrected for their number. */
interface Compared extends Beside {
  readonly corrected: number
}

/** Every arm beside every reference, with p-values that are corrected for all of them together. */
function besides(plan: Plan, grounds: readonly Ground[], results: readonly Result[]): Compared[] {
  const found = grounds.flatMap(({ name: ground, direction }) => {
    const pairs = wholePairs(plan, ground, results)
    const sign = direction === 'maximize' ? 1 : -1
    return REFERENCES.flatMap((reference) =>
      plan.arms.flatMap(({ name: arm }): Beside[] => {
        if (arm === reference || pairs.length === 0) return []
        const others = scoresOf(results, ground, reference, pairs)
        const differences = scoresOf(results, ground, arm, pairs).map((score, k) => {
          const other = others[k] as number
          return score === other ? 0 : sign * (score - other)
        })
        const interval = medianInterval(differences, stream(`selection/${ground}/${arm}/${reference}`))
        const told = { middle: median(differences), interval, deviation: deviationOf(differences), p: signedRank(differences).p }
        return [{ ground, arm, reference, ...told }]
      }),
    )
  })
  // two references beside each other are one comparison
  const keyOf = ({ ground, arm, reference }: Beside): string => `${ground} ${[arm, reference].sort().join(' ')}`
  const family = new Map(found.map((one) => [keyOf(one), one.p]))
  const keys = [...family.keys()]
  const corrected = holm([...family.values()])
  return found.map((one) => ({ ...one, corrected: corrected[keys.indexOf(keyOf(one))] as number }))
}

function shown(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? 'infinite' : '-infinite'
  return Math.abs(value) < 1000 ? value.toPrecision(3) : Math.round(value).toLocaleString('en')
}
const signed = (value: number): string => (value > 0 ? `+${shown(value)}` : value === 0 ? '0' : shown(value))

const cellOf = ({ middle, interval, corrected }: Compared): string => {
  const range = interval === undefined ? '' : ` (${signed(interval.low)} to ${signed(interval.high)})`
  const text = `${signed(middle)}${range}`
  return corrected <= LEVEL ? `**${text}**` : text
}

/** Names in a sentence. */
const listed = (names: readonly string[]): string => (names.length === 0 ? 'none' : names.map((name) => `\`${name}\``).join(', '))

function groundLines(plan: Plan, ground: Ground, results: readonly Result[], all: readonly Compared[]): string[] {
  const { name, direction, measure } = ground
  const pairs = wholePairs(plan, name, results)
  const sign = direction === 'maximize' ? -1 : 1
  const own = all.filter((one) => one.ground === name)
  if (pairs.length === 0) return [`### ${name}`, '', 'No pair is complete yet.', '']
  const rows = plan.arms.map(({ name: arm }) => ({ arm, middle: median(scoresOf(results, name, arm, pairs)) }))
  return [
    `### ${name}`,
    '',
    `${measure}; ${direction === 'maximize' ? 'larger' : 'smaller'} is better. ${pairs.length} of ${plan.pairs} pairs.`,
    '',
    `| parents by | median | ${REFERENCES.map((reference) => `against \`${reference}\``).join(' | ')} |`,
    `|---|---|${REFERENCES.map(() => '---').join('|')}|`,
    ...rows
      .toSorted((a, b) => (a.middle === b.middle ? (a.arm < b.arm ? -1 : 1) : sign * (a.middle - b.middle)))
      .map(({ arm, middle }) => {
        const cells = REFERENCES.map((reference) => {
          const one = own.find((each) => each.arm === arm && each.reference === reference)
          return one === undefined ? '' : cellOf(one)
        })
        return `| \`${arm}\` | ${shown(middle)} | ${cells.join(' | ')} |`
      }),
    '',
    ...REFERENCES.flatMap((reference) => {
      const those = own.filter((one) => one.reference === reference && one.corrected <= LEVEL)
      const [worse, better] = [those.filter(({ middle }) => middle < 0), those.filter(({ middle }) => middle > 0)]
      const names = (list: typeof those): string => listed(list.map(({ arm }) => arm))
      return [`- \`${reference}\` beats ${names(worse)}; beaten by ${names(better)}`]
    }),
    '',
  ]
}

/** Tests that a plan makes: two references beside each other are one comparison. */
const testsOf = ({ arms, grounds }: Plan): number =>
  grounds.length * (REFERENCES.length * (arms.length - 1) - (REFERENCES.length * (REFERENCES.length - 1)) / 2)

/** A part of the page: its tables, and what they can show. */
export function sectionOf(title: string, plan: Plan, grounds: readonly Ground[], results: readonly Result[]): string[] {
  const all = besides(plan, grounds, results)
  const tests = testsOf(plan)
  const finest = LEVEL / Math.max(1, tests)
  const least = detectable(plan.pairs, finest)
  const spreads = grounds.flatMap(({ name }) => {
    const own = all.filter((one) => one.ground === name)
    return least === undefined || own.length === 0 ? [] : [`${name} ${shown(least * median(own.map(({ deviation }) => deviation)))}`]
  })
  const seconds = results.reduce((sum, one) => sum + one.seconds, 0)
  return [
    `## ${title}`,
    '',
    `Plan \`${hashOfPlan(plan)}\`: ${plan.arms.length} arms, ${plan.pairs} pairs of each, ${plan.evaluations} evaluations a run, ${(seconds / 60).toFixed(1)} minutes in all.`,
    least === undefined
      ? `So many tests want ${fewestPairs(finest)} pairs.`
      : `${plan.pairs} pairs find a mean difference of ${least.toFixed(2)} standard deviations of the paired differences with a chance of ${100 * POWER} % at the strictest of the corrected levels (${tests} tests)${spreads.length === 0 ? '.' : `; with the spread that was found, that is ${spreads.join(', ')}.`}`,
    '',
    ...grounds.flatMap((ground) => groundLines(plan, ground, results, all)),
  ]
}

/** The page, of its sections. */
export const pageOf = (sections: readonly string[]): string =>
  `${[
    '# How parents are chosen, compared',
    '',
    'Made by `node bench/selection.ts --write`; nothing here is written by hand. Every arm has the same',
    'island, the same survival rule unless its system has another (bench/selection/arms.ts lists those),',
    'the same changes of programs and the same evaluations; who is chosen as a parent differs.',
    'Selectors have their default options: nothing was tuned, least of all by these seeds, which are',
    'made of the hash of the plan and are not chosen by anybody.',
    '',
    'A cell is the median of the paired differences in what is measured, + for better, with a 95 %',
    'bootstrap interval; **bold** where the exact signed-rank test, corrected by Holm for all',
    'comparisons of the section together, finds it at 5 %. Where nothing is bold nothing was found, which',
    'does not say that there is nothing.',
    '',
    ...sections,
  ]
    .join('\n')
    .trimEnd()}\n`
