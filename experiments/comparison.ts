import { defined } from '../engine/contracts/defined.ts'
import type { Baseline } from '../engine/contracts/event.ts'
import type { Direction, Objective } from '../engine/contracts/problem.ts'
import { stream } from '../engine/contracts/random.ts'
import { mergeFronts, volumeOf } from '../run/front.ts'
import type { Ledger, Step } from './results.ts'
import { scoreOn, setsOf } from './trial.ts'
import type { Scored, Trial } from './trial.ts'
import { medianInterval } from './statistics/bootstrap.ts'
import type { Interval } from './statistics/bootstrap.ts'
import { deviationOf } from './statistics/deviation.ts'
import { holm } from './statistics/holm.ts'
import { detectable } from './statistics/power.ts'
import { median, sorted, summarize } from './statistics/quantile.ts'
import type { Summary } from './statistics/quantile.ts'
import { meanRanks } from './statistics/ranks.ts'
import { signedRank } from './statistics/wilcoxon.ts'

/** The first arm against this one, seed by seed. Differences are positive where the first is better. */
export interface Against {
  readonly wins: number
  readonly losses: number
  /** Median of the differences, in the unit of the score. */
  readonly ahead: number
  /** 95 % bootstrap interval of it; absent for fewer than six seeds. */
  readonly interval?: Interval
  /** Exact signed-rank test, two-sided. */
  readonly p: number
  /** The same after Holm's correction over all tests of the experiment. */
  readonly adjusted: number
  /**
   * The smallest difference, in the unit of the score, that so many seeds find with a chance of 80 % where differences scatter as these do;
   * absent where they can find none, or where these do not scatter or are not all finite.
   */
  readonly detects?: number
}

/** An arm's scores on one set, a seed each. A champion that does not score there is infinitely bad. */
export interface ArmResult {
  readonly arm: string
  readonly scores: readonly number[]
  readonly summary: Summary
  /** Absent for the first arm, and on sets that are not tested. */
  readonly against?: Against
}

/** A set of cases on which champions are compared; or `hypervolume`, that of all programs on train, for a problem with several objectives. */
export interface Measure {
  readonly set: string
  /** Whether claims rest on it: a held-out set; validation or train for a problem that has no better. */
  readonly tested: boolean
  /** Programs that the problem knows, as far as they score here. */
  readonly baselines?: readonly { readonly name: string; readonly score: number }[]
  readonly results: readonly ArmResult[]
}

/** What it took an arm to come to the target on train: medians over seeds, infinite when half of them did not come that far. */
export interface Reach extends Ledger {
  readonly arm: string
  /** Seeds that came that far. */
  readonly reached: number
}

/** What a run of an arm spent: medians over seeds. */
export interface Spending extends Ledger {
  readonly arm: string
  /** Processor seconds, those of sandboxes too; absent where a process of some seed did not tell. */
  readonly processor?: number
}

/** Values on train that no program of any seed dominates, by the first objective, the best first. */
export interface Front {
  readonly arm: string
  readonly values: readonly (readonly number[])[]
}

/** What of an arm's programs was new: medians over seeds. */
export interface ArmVariety {
  readonly arm: string
  /** Programs of different canonical form for each 1,000 evaluations; absent where no offspring could be made. */
  readonly forms?: number
  /** Share of the lines that offspring add which had been there before, and removed, on their line of descent; absent where none was added. */
  readonly reintroduced?: number
  /** Why no offspring could be made with some seed; absent where there were some with all. */
  readonly barren?: string
}

/** Arms on one problem. */
export interface ProblemComparison {
  readonly name: string
  readonly direction: Direction
  readonly unit: string
  readonly measures: readonly Measure[]
  /** With several objectives. */
  readonly objectives?: readonly Objective[]
  readonly fronts?: readonly Front[]
  readonly target: number
  readonly reach: readonly Reach[]
  readonly spending: readonly Spending[]
  readonly variety: readonly ArmVariety[]
}

/** What an experiment was planned to be, and whether it is that. */
export interface PlanReport {
  /** Hash of what was planned before the first run; absent where an earlier version planned it. */
  readonly hash?: string
  readonly engine?: string
  /** Of the runs, in order. */
  readonly seeds: readonly string[]
  readonly asPlanned: boolean
  /** Why it is not; empty where it is. */
  readonly departures: readonly string[]
}

/** What an experiment says. */
export interface Comparison {
  readonly evaluations: number
  readonly seeds: number
  readonly arms: readonly string[]
  readonly problems: readonly ProblemComparison[]
  /** Tests among which Holm's correction is made. */
  readonly tests: number
  /**
   * The smallest mean difference, in standard deviations of the paired differences, that so many seeds find with a chance of 80 % at 5 %,
   * corrected for all tests; absent where there is no test or they can find none.
   */
  readonly detects?: number
  readonly plan: PlanReport
  /** Mean rank over problems of the median on tested sets, 1 being the best; the sets of a problem count as one. */
  readonly ranks: readonly { readonly arm: string; readonly rank: number }[]
}

/** The level at which a difference is called proven, after correction. */
export const LEVEL = 0.05

/** What is compared. Every arm has a trial on every problem with every seed. */
export interface Results {
  readonly evaluations: number
  readonly seeds: number
  readonly arms: readonly string[]
  readonly problems: readonly (Scored & {
    readonly name: string
    readonly unit: string
    readonly objectives?: readonly Objective[] | undefined
    /** A train score to reach; what half of the seeds of the first arm came to unless given. */
    readonly target?: number | undefined
    /** What its baselines came to. */
    readonly baselines?: readonly Baseline[] | undefined
  })[]
  readonly trials: readonly Trial[]
}

/** Part of a score below which a difference is rounding: programs that do the same by different expressions differ in their last bits. */
const ROUNDING = 1e-9

/** What rounding leaves of a score of zero, where what cancels is about one. */
const RESIDUE = 1e-15

/** Whether two scores differ by rounding at most; equal infinities are equal. */
const isEqual = (a: number, b: number): boolean =>
  a === b || Math.abs(a - b) <= Math.max(RESIDUE, ROUNDING * Math.min(Math.abs(a), Math.abs(b)))

/** How much better `a` is than `b`. */
const difference = (a: number, b: number, sign: number): number => (isEqual(a, b) ? 0 : sign * (a - b))

/** The sets on which claims rest: those held out, or the best that there is. */
export function provingSets(scored: Pick<Scored, 'heldOut' | 'hasValidation'>): readonly string[] {
  const sets = setsOf(scored)
  return scored.heldOut.length > 0 ? sets.slice(-scored.heldOut.length) : sets.slice(-1)
}

const baselinesOn = (baselines: readonly Baseline[], set: string): { name: string; score: number }[] =>
  baselines.flatMap(({ name, scores }) =>
    scores.flatMap((each) => (each.set === set && each.score !== undefined ? [{ name, score: each.score }] : [])),
  )

function againstFirst(
  name: string,
  differences: readonly number[],
): Omit<Against, 'adjusted' | 'detects'> & { readonly spread: number | undefined } {
  const interval = medianInterval(differences, stream(`bootstrap/${name}`))
  return {
    wins: differences.filter((each) => each > 0).length,
    losses: differences.filter((each) => each < 0).length,
    ahead: median(differences),
    ...(interval === undefined ? {} : { interval }),
    p: signedRank(differences).p,
    spread: spreadOf(differences),
  }
}

/** The greatest of these that at least half of them come to, and more than half where their number is even: the median of what it takes is finite then. */
const reachedByHalf = (values: readonly number[]): number => sorted(values)[Math.floor((values.length - 1) / 2)] as number

/** Standard deviation of a sample, undefined where it says nothing of how differences scatter. */
function spreadOf(values: readonly number[]): number | undefined {
  const spread = deviationOf(values)
  return Number.isFinite(spread) && spread > 0 ? spread : undefined
}

/** The median of those that are there. */
const middleOf = (values: readonly (number | undefined)[]): number | undefined => {
  const known = values.filter((value) => value !== undefined)
  return known.length === 0 ? undefined : median(known)
}

const varietyOfArm = (arm: string, trials: readonly Trial[]): ArmVariety => ({
  arm,
  ...defined({
    forms: middleOf(trials.map(({ forms }) => forms)),
    reintroduced: middleOf(trials.map(({ reintroduced }) => reintroduced)),
    barren: trials.find(({ barren }) => barren !== undefined)?.barren,
  }),
})

/** What seeds can find with a chance of 80 % when so many tests are made with them, in standard deviations of their differences. */
export const detectableBy = (seeds: number, tests: number): number | undefined =>
  tests === 0 ? undefined : detectable(seeds, LEVEL / tests)

function reachOf(arm: string, trials: readonly Trial[], isThere: (step: Step) => boolean): Reach {
  const arrivals = trials.map(({ steps }) => steps.find(isThere))
  const middle = (of: keyof Ledger): number => median(arrivals.map((step) => step?.[of] ?? Number.POSITIVE_INFINITY))
  return {
    arm,
    reached: arrivals.filter((step) => step !== undefined).length,
    evaluations: middle('evaluations'),
    programsTried: middle('programsTried'),
    fuel: middle('fuel'),
    seconds: middle('seconds'),
    dollars: middle('dollars'),
  }
}

function spendingOf(arm: string, trials: readonly Trial[]): Spending {
  const middle = (of: keyof Ledger): number => median(trials.map(({ spent }) => spent[of]))
  const told = trials.flatMap(({ processor }) => processor ?? [])
  return {
    arm,
    evaluations: middle('evaluations'),
    programsTried: middle('programsTried'),
    fuel: middle('fuel'),
    seconds: middle('seconds'),
    ...(told.length === trials.length ? { processor: median(told) } : {}),
    dollars: middle('dollars'),
  }
}

/**
 * Compares the arms of an experiment: a function of its results alone.
 *
 * One family of tests: the first arm against each other one, on each tested set of each problem, corrected by Holm's method, so
 * that the chance of any false claim in an experiment is at most the level at which `adjusted` is read.
 */
export function compareTrials({ evaluations, seeds, arms, problems, trials }: Results): Omit<Comparison, 'plan'> {
  const of = (problem: string, arm: string): Trial[] =>
    trials.filter((trial) => trial.problem === problem && trial.arm === arm).sort((a, b) => a.seed - b.seed)
  const first = arms[0] as string

  const uncorrected = problems.map((problem) => {
    const { name, direction, unit, objectives, target, baselines = [] } = problem
    const sign = direction === 'minimize' ? -1 : 1
    const sets = setsOf(problem)
    const proving = provingSets(problem)
    const scoresOf = (arm: string, set: string): number[] => of(name, arm).map((trial) => scoreOn(trial, set, direction))
    const measures = sets.map((set) => ({
      set,
      tested: proving.includes(set),
      ...(baselines.length === 0 ? {} : { baselines: baselinesOn(baselines, set) }),
      results: arms.map((arm) => {
        const scores = scoresOf(arm, set)
        const differences = scoresOf(first, set).map((ours, k) => difference(ours, scores[k] as number, sign))
        const against = arm === first || !proving.includes(set) ? undefined : againstFirst(`${name}/${set}/${arm}`, differences)
        return { arm, scores, summary: summarize(scores), against }
      }),
    }))
    const volumes = objectives && {
      set: 'hypervolume',
      tested: false,
      results: arms.map((arm) => {
        const scores = of(name, arm).map(({ front = [] }) => volumeOf(objectives, front))
        return { arm, scores, summary: summarize(scores), against: undefined }
      }),
    }
    const fronts =
      objectives &&
      arms.map((arm): Front => ({
        arm,
        values: mergeFronts(
          objectives,
          of(name, arm).map(({ front = [] }) => front),
        ),
      }))
    const goal = target ?? reachedByHalf(of(name, first).map(({ steps, train }) => sign * (steps.at(-1)?.score ?? train))) * sign
    const reach = arms.map((arm) => reachOf(arm, of(name, arm), ({ score }) => difference(score, goal, sign) >= 0))
    return {
      name,
      direction,
      unit,
      measures: [...(volumes === undefined ? [] : [volumes]), ...measures],
      ...(objectives === undefined || fronts === undefined ? {} : { objectives, fronts }),
      target: goal,
      reach,
      spending: arms.map((arm) => spendingOf(arm, of(name, arm))),
      variety: arms.map((arm) => varietyOfArm(arm, of(name, arm))),
    }
  })

  const family = uncorrected.flatMap(({ measures }) => measures.flatMap(({ results }) => results.flatMap(({ against = [] }) => against)))
  const adjusted = new Map(holm(family.map(({ p }) => p)).map((p, k) => [family[k], p]))
  const detects = detectableBy(seeds, family.length)
  const compared = uncorrected.map((problem) => ({
    ...problem,
    measures: problem.measures.map((measure) => ({
      ...measure,
      results: measure.results.map(({ against, ...result }) => {
        if (against === undefined) return result
        const { spread, ...tested } = against
        const least = detects === undefined || spread === undefined ? {} : { detects: detects * spread }
        return { ...result, against: { ...tested, adjusted: adjusted.get(against) ?? 1, ...least } }
      }),
    })),
  }))
  const blocks = compared.map(({ measures, direction }) => {
    const tested = measures.filter((measure) => measure.tested)
    return meanRanks(
      tested.map(({ results }) => results.map(({ summary }) => (direction === 'minimize' ? summary.median : -summary.median))),
      isEqual,
    )
  })
  const means = arms.map((_, k) => blocks.reduce((sum, ranks) => sum + (ranks[k] as number), 0) / blocks.length)
  return {
    evaluations,
    seeds,
    arms,
    problems: compared,
    tests: family.length,
    ...defined({ detects }),
    ranks: arms.map((arm, k) => ({ arm, rank: means[k] as number })),
  }
}
