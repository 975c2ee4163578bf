import { TernateError } from '../../engine/contracts/fault.ts'
import { calibrate } from '../../proof/calibrate.ts'
import { openJudge } from '../../proof/judging.ts'
import { asksModels } from '../../run/problem.ts'
import type { Calibration } from '../../trust/calibration.ts'
import { withLocation } from '../error-location.ts'
import { initialProgramOf, openProblem } from '../problem.ts'
import { counted } from '../view/counter.ts'
import { print, printJson } from '../view/print.ts'
import { count, oneLine, score, table } from '../view/text.ts'

/** What `ternate calibrate` takes. */
export interface Arguments {
  readonly problem: string
  readonly runs: number
  readonly evaluations: number
  readonly cases: number | undefined
  readonly lift: number | undefined
  readonly seed: string
  readonly plugin: readonly string[] | undefined
  readonly json: boolean
}

function mustBeWhole(name: string, value: number | undefined, [least, most]: readonly [number, number]): void {
  if (value === undefined || (Number.isInteger(value) && value >= least && value <= most)) return
  throw new TernateError(
    'OPTION_INVALID',
    `--${name}: a whole number from ${least} to ${most}, not ${value}`,
    'See `ternate calibrate --help`.',
  )
}

const share = (part: number): string => `${(100 * part).toFixed(1)} %`

/** A lift, or a mean, in the unit that it has. */
const sized = (value: number, { kind }: Calibration): string => (kind === 'passes' ? share(value) : score(value))

function lines(name: string, unit: string, found: Calibration): string[] {
  const { runs, cases, exact, truth, discordant, deviation, inflation, gain, promoted, ahead, lift, needs, power, resolution } = found
  const rows: [string, string][] = [
    ['initial program', `${sized(truth, found)} on cases that it was not chosen by`],
    [
      'noise floor',
      exact
        ? 'none: changes that do nothing are exactly equal, since all programs share their random numbers'
        : `${share(discordant)} of the pairs differ, standard deviation ${score(deviation)}`,
    ],
    ['inflation', `champions look ${score(inflation)} better where they were chosen, and are ${score(gain)} better elsewhere`],
    ['false promotions', `${promoted} of ${runs} by the gate, ${ahead} of ${runs} by a mere comparison, on ${cases} cases`],
  ]
  if (!exact) {
    rows.push(['power', `${power === undefined ? '–' : share(power)} for a lift of ${sized(lift, found)} with ${count(cases)} cases`])
    rows.push(['needs', needs === undefined ? `no number of cases up to 20,000 shows it` : `${count(needs)} cases for power 80 %`])
  }
  return [
    `${oneLine(name, 60)}${unit === '' ? '' : `, ${oneLine(unit, 60)}`}: ${runs} searches among changes that do nothing`,
    '',
    ...table(rows),
    ...(resolution.length === 0
      ? []
      : [
          '',
          ...table(
            [
              ['cases', 'show a lift of'],
              ...resolution.map((each) => [count(each.cases), each.resolves === undefined ? '–' : sized(each.resolves, found)]),
            ],
            [0, 1],
          ),
        ]),
  ]
}

/** `ternate calibrate`: what a search among changes that do nothing comes to, so that one knows what a result says. */
export async function handler(given: Arguments): Promise<void> {
  mustBeWhole('runs', given.runs, [1, 10_000])
  mustBeWhole('evaluations', given.evaluations, [2, 160])
  mustBeWhole('cases', given.cases, [1, 100_000])
  const { problem, parts } = await openProblem(given.problem, given.plugin)
  if (asksModels(problem, parts.registry))
    throw new TernateError(
      'CALIBRATE_MODELS',
      `${problem.name} asks models of yours, and ${given.runs} searches would pay for each change that does nothing`,
      "Calibrate with a model of the problem's own, `model` in its definition.",
    )
  try {
    const found = await counted(
      async (counter) =>
        calibrate({
          problem,
          initial: initialProgramOf(problem, parts.languages),
          parts,
          judge: openJudge({ problem, parts }),
          runs: given.runs,
          evaluations: given.evaluations,
          cases: given.cases,
          lift: given.lift,
          seed: given.seed,
          onProgress: counter.show,
        }),
      'searches',
    )
    if (given.json) printJson({ problem: problem.name, unit: problem.unit, ...found })
    else print(lines(problem.name, problem.unit, found))
  } catch (error) {
    throw withLocation(problem, error)
  }
}
