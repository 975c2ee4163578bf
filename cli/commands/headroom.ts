import { TernateError } from '../../engine/contracts/fault.ts'
import type { Problem } from '../../engine/contracts/problem.ts'
import { createEvaluator } from '../../evaluators/workers/evaluator.ts'
import type { Wall } from '../../evaluators/isolate/sandbox/jail.ts'
import { wallFor } from '../../evaluators/isolate/sandbox/jail.ts'
import { HEADROOM_LEVEL, headroomOf, NOISE_TIMES } from '../../experiments/headroom.ts'
import type { Gain, Headroom, Measured } from '../../experiments/headroom.ts'
import { POWER } from '../../experiments/statistics/power.ts'
import { completeOptions, suited } from '../../run/options.ts'
import { withLocation } from '../error-location.ts'
import { EXIT } from '../exit.ts'
import { tryHeadroom } from '../headroom.ts'
import type { Tried } from '../headroom.ts'
import { initialProgramOf, openProblem } from '../problem.ts'
import { counted } from '../view/counter.ts'
import { print, printJson } from '../view/print.ts'
import { count, oneLine, score, span, table } from '../view/text.ts'

/** What `ternate headroom` takes. */
export interface Arguments {
  readonly problem: string
  readonly draws: number
  readonly repeats: number
  readonly seed: string
  readonly sandbox: Wall
  readonly plugin: readonly string[] | undefined
  readonly json: boolean
}

/** Most random programs, and repetitions, that are judged. */
const MOST = 10_000

function mustBeWhole(name: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least && value <= MOST) return
  throw new TernateError(
    'OPTION_INVALID',
    `--${name} must be a whole number from ${least} to ${MOST}, not ${value}`,
    'See `ternate headroom --help`.',
  )
}

/** Whether each verdict says yes, no, or neither, and why, in words. */
const SAYS: Readonly<Record<Headroom['verdict'], { readonly worth: boolean | undefined; readonly says: string }>> = {
  'worth it': {
    worth: true,
    says: 'Optimising is worth it: what was tried without it gains already, and the cases there are show such a gain.',
  },
  unclear: {
    worth: undefined,
    says: 'Optimising may be worth it: no gain was seen that the cases there are show, but on some cases programs are better. A search may put that together: try a small budget.',
  },
  'more cases': {
    worth: false,
    says: 'Optimising is not worth it yet: the cases there are could not show it, were the best that was seen on each case that of one program. Add cases first.',
  },
  noise: {
    worth: false,
    says: 'Optimising is not worth it yet: what was seen on single cases is no more than the noise of the initial program itself. Add cases, or repeat each.',
  },
  flat: {
    worth: false,
    says: 'Optimising is not worth it as it is: nothing that was tried is better on any case. Let scores be finer, or begin elsewhere.',
  },
  solved: { worth: false, says: 'Optimising is not worth it: the initial program is as good as the optimum that the problem states.' },
}

const OF: Readonly<Record<Gain['of'], string>> = { draws: 'best random program', demonstrations: 'all demonstrations that fit' }

const of = ({ train, measured }: Measured): readonly [number, number] => [train.score ?? Number.NaN, measured.score ?? Number.NaN]

/** The table of what was judged. */
function rowsOf({ trials: { initial, draws, demonstrations, measuredOn } }: Tried, { gains }: Headroom): string[] {
  const row = (name: string, measured: Measured, gain?: Gain): string[] => {
    const [train, other] = of(measured)
    return [name, score(train), ...(measuredOn === 'train' ? [] : [score(other)]), gain === undefined ? '' : score(gain.gain)]
  }
  const gainOf = (one: Gain['of']): Gain | undefined => gains.find((gain) => gain.of === one)
  return table(
    [
      ['', 'train', ...(measuredOn === 'train' ? [] : ['validation']), 'gain'],
      row('initial program', initial),
      ...(draws.best === undefined ? [] : [row(`${OF.draws} of ${draws.made}`, draws.best, gainOf('draws'))]),
      ...(demonstrations === undefined ? [] : [row(OF.demonstrations, demonstrations, gainOf('demonstrations'))]),
    ],
    [1, 2, 3],
  )
}

/** How many cases it takes, in words. */
function casesText({ gains, cases, measuredOn }: Headroom): string {
  const [best] = [...gains].sort((a, b) => b.gain - a.gain)
  if (best === undefined) return `${cases} of ${measuredOn}`
  const shows = best.shows === undefined ? 'can show no gain' : `show a gain of ${score(best.shows)} or more`
  return `the ${cases} of ${measuredOn} ${shows}${best.needs === undefined ? '' : `; the largest that was seen, ${score(best.gain)}, takes ${count(best.needs)}`}`
}

function linesOf(problem: Problem, tried: Tried, headroom: Headroom): string[] {
  const { repeat, virtualBest, left, verdict, measuredOn } = headroom
  const { milliseconds, evaluations, trials } = tried
  const budget = completeOptions(suited({}, problem)).budget.evaluations ?? 0
  const { fuel } = trials.initial.train
  return [
    ...rowsOf(tried, headroom),
    '',
    ...table([
      [
        'score',
        `${oneLine(problem.unit, 60) || 'no unit'}, ${problem.direction === 'minimize' ? 'lower' : 'higher'} is better; gains are positive`,
      ],
      [
        'repeated',
        repeat.isEqual
          ? `the initial program came to the same on every case ${repeat.times} times`
          : `the initial program's scores scatter by ${score(repeat.deviation)} (standard deviation of ${repeat.times})`,
      ],
      [
        'to be gained',
        `${score(virtualBest)} on train, were the best that was seen on each case that of one program${left === undefined ? '' : `; ${score(left)} on ${measuredOn} to the optimum`}`,
      ],
      [
        'random programs',
        `${count(trials.draws.scored)} of ${count(trials.draws.made)} score, and ${count(trials.draws.better)} are better than the initial one on train`,
      ],
      ['cases', casesText(headroom)],
      [
        'cost',
        `an evaluation of the initial program ${count(fuel)} fuel, ${milliseconds.toFixed(1)} ms; ${count(evaluations)} were made here, and a run of ${count(budget)} takes about ${span((budget * milliseconds) / 1000)} on one processor`,
      ],
    ]),
    '',
    SAYS[verdict].says,
    `By: a gain above ${NOISE_TIMES} standard deviations of the repetitions, which a paired signed-rank test at ${HEADROOM_LEVEL} finds with a chance of ${POWER}.${measuredOn === 'train' ? ' Without validation it is measured on train, where a search sees it.' : ''}`,
  ]
}

/** `ternate headroom`: what could be gained, how many cases show it, and whether optimising is worth it, before a budget is spent. */
export async function handler({ problem: name, draws, repeats, seed, sandbox, plugin, json }: Arguments): Promise<void> {
  mustBeWhole('draws', draws, 1)
  mustBeWhole('repeats', repeats, 2)
  const { problem, parts } = await openProblem(name, plugin)
  const { registry, languages } = parts
  const initial = initialProgramOf(problem, languages)
  const evaluator = await createEvaluator(problem, { registry, languages, jail: wallFor(sandbox) })
  try {
    const tried = await counted((counter) =>
      tryHeadroom(problem, initial, evaluator, parts, { draws, repeats, seed }, (done, total) => counter.show(done, total, 'evaluations')),
    )
    const headroom = headroomOf(tried.trials)
    const { worth, says } = SAYS[headroom.verdict]
    if (json) printJson(jsonOf(problem, tried, headroom, { worth, says }))
    else print(linesOf(problem, tried, headroom))
    process.exitCode = worth === false ? EXIT.refused : EXIT.ok
  } catch (error) {
    throw withLocation(problem, error)
  } finally {
    await evaluator.close()
  }
}

function jsonOf(
  { name, unit, direction }: Problem,
  { trials: { initial, draws, demonstrations }, milliseconds, evaluations }: Tried,
  headroom: Headroom,
  { worth, says }: { readonly worth: boolean | undefined; readonly says: string },
): unknown {
  const shown = (one: Measured): unknown => ({ train: one.train.score, [headroom.measuredOn]: one.measured.score })
  return {
    problem: name,
    unit,
    direction,
    initial: shown(initial),
    draws: {
      made: draws.made,
      scored: draws.scored,
      better: draws.better,
      ...(draws.best === undefined ? {} : { best: shown(draws.best) }),
    },
    ...(demonstrations === undefined ? {} : { demonstrations: shown(demonstrations) }),
    ...headroom,
    worth: worth ?? null,
    why: says,
    thresholds: { level: HEADROOM_LEVEL, power: POWER, noiseTimes: NOISE_TIMES },
    cost: { fuel: initial.train.fuel, milliseconds, evaluations },
  }
}
