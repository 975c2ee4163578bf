import { styleText } from 'node:util'
import type { ReadStream, WriteStream } from 'node:tty'
import type { Status } from '../../engine/contracts/event.ts'
import { bar } from './bar.ts'
import { dollars } from './ledger.ts'
import { improvementLine, isModelEvent, modelLine, openingLine, withdrawnLine, steeredLine, troubleLine } from './lines.ts'
import { createPacemaker, progressOf } from './progress.ts'
import type { Pace } from './progress.ts'
import { createTrail, sparkline } from './spark.ts'
import { openTerminal } from './terminal.ts'
import { stuckWord } from './stuck.ts'
import { count, oneLine, score, span, table } from './text.ts'
import type { Scene, View } from './view.ts'

/** Milliseconds between two drawings. */
const INTERVAL = 100

/** Drawings between two rates that are kept for the line of rates. */
const RATES = 10

/** Widest bar, widest line of progress beside a word on why there is none, and most islands that are drawn. */
const BAR = 40
const SHORT = 12
const ISLANDS = 8

const dim = (text: string): string => styleText('dim', text)
const label = (text: string): string => dim(text.padEnd(14))

/** How each way in which a ticket may end is shown; the first is what one hopes for. */
const GOOD = ['scored'] as const
const EXPECTED = ['pruned', 'duplicate', 'duplicate-behaviour', 'unchanged', 'failed'] as const
const BAD = ['error', 'fuel', 'invalid', 'unverified', 'timeout', 'memory', 'crash', 'fault'] as const

function outcomeLine(outcomes: Status['outcomes']): string {
  const part = (names: readonly (keyof Status['outcomes'])[], style: 'green' | 'yellow' | 'dim'): string[] =>
    names.filter((name) => outcomes[name] > 0).map((name) => `${styleText(style, name)} ${count(outcomes[name])}`)
  return [...part(GOOD, 'green'), ...part(BAD, 'yellow'), ...part(EXPECTED, 'dim')].join('  ')
}

const PHASES: Readonly<Record<Status['phase'], string>> = {
  initializing: 'looking at the initial program',
  searching: 'searching',
  validating: 'validating the elites',
  reporting: 'looking at the held-out cases',
  finished: 'finished',
}

function budgetText({ budget, evaluations, fuel, seconds, calls = { inFlight: 0, made: 0, tokens: 0, cost: 0 } }: Status): string {
  if (budget.evaluations !== undefined) return `${count(evaluations)} of ${count(budget.evaluations)} evaluations`
  if (budget.fuel !== undefined) return `${count(fuel)} of ${count(budget.fuel)} fuel`
  if (budget.calls !== undefined) return `${count(calls.made)} of ${count(budget.calls)} calls`
  if (budget.tokens !== undefined) return `${count(calls.tokens)} of ${count(budget.tokens)} tokens`
  if (budget.dollars !== undefined) return `${dollars(calls.cost)} of ${dollars(budget.dollars * 1e6)}`
  if (budget.seconds !== undefined) return `${span(seconds)} of ${span(budget.seconds)}`
  return `${count(evaluations)} evaluations`
}

/** What was seen of a run so far: its best on train over time, and evaluations a second. */
export interface Trails {
  readonly scores: readonly number[]
  readonly rates: readonly number[]
}

/** The last line: what keys do, or how to stop without any. */
function footer({ keys = [] }: Scene, listening: boolean, paused: boolean, columns: number): string {
  if (!listening) return dim('Ctrl-C saves and stops')
  return keys.map(({ key, word }) => `${styleText('bold', key)} ${dim(word(paused))}`).join(columns < 60 ? '  ' : '   ')
}

/** The lines of the window; of one run it has always as many, and one more once an island has a second cell. */
export function windowLines(
  status: Status,
  scene: Scene,
  pace: Pace,
  columns: number,
  { scores, rates }: Trails = { scores: [], rates: [] },
  listening: boolean = false,
): string[] {
  const { problem, unit, strategy } = scene
  const { best, validation, islands, calls, stuck, paused = false } = status
  const room = Math.max(8, Math.min(BAR, columns - 40))
  const share = progressOf(status)
  const units = unit === '' ? '' : dim(` ${oneLine(unit, 40)}`)
  const searching = status.phase === 'initializing' || status.phase === 'searching'
  const left = searching && !paused && pace.remaining !== undefined ? dim(`, ${span(pace.remaining)} left`) : ''
  const shown = islands.slice(0, ISLANDS)
  const more = islands.length > ISLANDS ? [dim(`and ${islands.length - ISLANDS} more`)] : []
  const columnsOf = shown.map((_, k) => k + 1)
  return [
    '',
    `${styleText('bold', oneLine(problem, 60))}  ${paused ? styleText('yellow', 'paused') : dim(PHASES[status.phase])}${dim(`, strategy ${oneLine(strategy, 40)}`)}`,
    `${share === undefined ? '' : `${bar(share, Math.max(10, Math.min(BAR, columns - 60)))} ${String(Math.floor(100 * share)).padStart(3)} %  `}${budgetText(status)}${left}`,
    `${label('train')}  ${best === undefined ? '–' : `${styleText('bold', score(best.score))}${units}${dim(`, program ${best.number}, size ${best.size}`)}`}`,
    `${label('validation')}  ${validation === undefined ? '–' : `${styleText('bold', score(validation.score))}${units}${dim(`, program ${validation.number}${best === undefined || best.number === validation.number ? '' : ', an earlier best'}`)}`}`,
    `${label('progress')}  ${styleText('cyan', sparkline(scores, stuck === undefined ? room : Math.min(room, SHORT)))}${stuck === undefined ? '' : `  ${styleText('yellow', stuckWord(stuck))}`}`,
    ...table(
      [
        [label('best by island'), ...shown.map(({ best: own }) => (own === undefined ? '–' : score(own))), ...more],
        [label('individuals'), ...shown.map(({ individuals }) => count(individuals))],
        // without descriptors an island is one cell
        ...(islands.some(({ cells }) => cells > 1) ? [[label('cells'), ...shown.map(({ cells }) => count(cells))]] : []),
      ],
      columnsOf,
    ),
    `${label('outcomes')}  ${outcomeLine(status.outcomes)}`,
    ...(calls === undefined
      ? []
      : [
          `${label('calls')}  ${count(calls.inFlight)} in flight, ${count(calls.made)} made${dim(`, ${count(calls.tokens)} tokens, ${dollars(calls.cost)}`)}`,
        ]),
    `${label('pace')}  ${count(pace.rate)} evaluations/s, ${span(status.seconds)} so far  ${styleText('cyan', sparkline(rates, Math.min(20, room)))}`,
    footer(scene, listening, paused, columns),
  ]
}

/** A window that is redrawn in place, with the improvements above it. */
export function createLiveView(scene: Scene, output: WriteStream, input: ReadStream): View {
  const pacemaker = createPacemaker()
  const best = { trail: createTrail(), score: undefined as number | undefined }
  const rates: number[] = []
  let drawings = 0
  const terminal = openTerminal(output, input, scene.keys ?? [], () => draw())
  const { screen } = terminal
  function draw(): void {
    const status = scene.status()
    const pace = pacemaker(status)
    if (drawings++ % RATES === 0 && rates.push(pace.rate) > BAR) rates.shift()
    const trails = { scores: best.trail(status.best?.score), rates }
    screen.draw(windowLines(status, scene, pace, output.columns || 80, trails, terminal.listening))
  }
  const timer = setInterval(draw, INTERVAL)
  draw()
  return {
    show(event) {
      if (event.type === 'started') screen.log(dim(openingLine(event, scene)))
      if (event.type === 'improved') {
        screen.log(improvementLine(event, best.score))
        best.score = event.score
      }
      if (event.type === 'withdrawn') screen.log(styleText('yellow', withdrawnLine(event)))
      if (event.type === 'steered') screen.log(styleText('yellow', steeredLine(event)))
      if (event.type === 'fault' || event.type === 'stuck') screen.log(styleText('yellow', troubleLine(event)))
      if (isModelEvent(event)) screen.log(styleText('yellow', modelLine(event)))
    },
    say: (line) => screen.log(styleText('yellow', line)),
    close() {
      clearInterval(timer)
      terminal.close()
    },
  }
}
