import { spelledOut } from '../engine/contracts/visible.ts'
import type { Comparison, ProblemComparison } from './comparison.ts'
import { axisOf } from './axis.ts'
import { summarize } from './statistics/quantile.ts'
import type { Trial } from './trial.ts'

/** Colours that most people can tell apart (Okabe and Ito, 2008). */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#7f7f7f', '#000000'] as const

const WIDTH = 760
const HEIGHT = 440
const LEFT = 76
const RIGHT = WIDTH - 20
const TOP = 62
const BOTTOM = HEIGHT - 52
const ROW = 20

/** Points in time at which the trials of an arm are summed up. */
const POINTS = 200

/** What the trials of an arm have found by then. */
interface Point {
  readonly evaluations: number
  readonly least: number
  readonly median: number
  readonly greatest: number
}

/** Best so far over the trials of an arm, from when each of them has a score. */
function pointsOf(trials: readonly Trial[], evaluations: number): Point[] {
  const points: Point[] = []
  for (let k = 0; k <= POINTS; k++) {
    const now = (evaluations * k) / POINTS
    const scores = trials.flatMap(({ steps }) => steps.findLast((step) => step.evaluations <= now)?.score ?? [])
    if (scores.length === trials.length) points.push({ evaluations: now, ...summarize(scores) })
  }
  return points
}

const escape = (text: string): string => spelledOut(text).replace(/[&<>"]/g, (character) => `&#${character.codePointAt(0)};`)

const text = (x: number, y: number, what: string, more = ''): string => `<text x="${x}" y="${y}"${more}>${escape(what)}</text>`

const line = (x1: number, y1: number, x2: number, y2: number, more: string): string =>
  `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" ${more}/>`

type Corner = readonly [x: string, y: string]

/** Steps through corners: level until the next one. */
const stepped = (corners: readonly Corner[]): string => corners.map(([x, y], k) => (k === 0 ? `${x},${y}` : `H${x}V${y}`)).join('')

/** The best score so far on train against evaluations: the median over seeds as a line, the range as a band. */
export function curvesOf(
  { name, unit, direction }: Pick<ProblemComparison, 'name' | 'unit' | 'direction'>,
  { evaluations, seeds, arms }: Pick<Comparison, 'evaluations' | 'seeds' | 'arms'>,
  trials: readonly Trial[],
): string {
  const curves = arms.map((arm) =>
    pointsOf(
      trials.filter((trial) => trial.problem === name && trial.arm === arm),
      evaluations,
    ),
  )
  const values = curves.flatMap((points) => points.flatMap(({ least, greatest }) => [least, greatest]))
  const across = axisOf([0, evaluations], [LEFT, RIGHT], 'linear')
  const legendRows = Math.ceil(arms.length / 4)
  const top = TOP + ROW * (legendRows - 1)
  const up = axisOf(values, [BOTTOM, top], 'fitting')
  const x = (value: number): string => across.at(value).toFixed(1)
  const y = (value: number): string => up.at(value).toFixed(1)

  const drawn = curves.map((points, k) => {
    const colour = COLOURS[k % COLOURS.length] as string
    const dashes = k < COLOURS.length ? '' : ' stroke-dasharray="6 3"'
    if (points.length === 0) return ''
    const edge = (of: 'least' | 'median' | 'greatest'): Corner[] =>
      points
        .map((point): Corner => [x(point.evaluations), y(point[of])])
        .filter(([, level], at, all) => at === 0 || at === all.length - 1 || level !== all[at - 1]?.[1])
    // The lower edge goes back: at each corner first down, then to the left.
    const back = edge('least')
      .toReversed()
      .map(([left, level]) => `V${level}H${left}`)
      .join('')
    return [
      `<path d="M${stepped(edge('greatest'))}${back}Z" fill="${colour}" fill-opacity="0.14"/>`,
      `<path d="M${stepped(edge('median'))}" fill="none" stroke="${colour}" stroke-width="2"${dashes}/>`,
    ].join('\n')
  })
  const legend = arms.map((arm, k) => {
    const left = LEFT + (k % 4) * ((RIGHT - LEFT) / 4)
    const level = 40 + ROW * Math.floor(k / 4)
    const dashes = k < COLOURS.length ? '' : ' stroke-dasharray="6 3"'
    return `${line(left, level - 4, left + 22, level - 4, `stroke="${COLOURS[k % COLOURS.length]}" stroke-width="3"${dashes}`)}${text(left + 28, level, arm.slice(0, 20))}`
  })
  const grid = [
    ...up.ticks.flatMap(({ value, label }) => [
      line(LEFT, Number(y(value)), RIGHT, Number(y(value)), 'stroke="#e5e5e5"'),
      text(LEFT - 8, Number(y(value)) + 4, label, ' text-anchor="end"'),
    ]),
    ...across.ticks.flatMap(({ value, label }) => [
      line(Number(x(value)), BOTTOM, Number(x(value)), BOTTOM + 5, 'stroke="#333"'),
      text(Number(x(value)), BOTTOM + 19, label, ' text-anchor="middle"'),
    ]),
  ]
  const better = direction === 'minimize' ? 'lower is better' : 'higher is better'
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" font-family="system-ui, sans-serif" font-size="12" fill="#222">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    text(
      LEFT,
      20,
      `${name}: best so far on train, median and range of ${seeds} ${seeds === 1 ? 'seed' : 'seeds'}`,
      ' font-size="15" font-weight="600"',
    ),
    ...legend,
    ...grid,
    ...drawn,
    line(LEFT, BOTTOM, RIGHT, BOTTOM, 'stroke="#333"'),
    text((LEFT + RIGHT) / 2, HEIGHT - 12, 'evaluations', ' text-anchor="middle"'),
    text(
      -(top + BOTTOM) / 2,
      18,
      `${unit === '' ? 'score' : unit.slice(0, 40)} (${better})`,
      ' text-anchor="middle" transform="rotate(-90)"',
    ),
    '</svg>',
    '',
  ].join('\n')
}
