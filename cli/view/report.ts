import { styleText } from 'node:util'
import type { StopReason } from '../../engine/contracts/archive.ts'
import type { Baseline, Finished, HeldOutReport, RunEvent } from '../../engine/contracts/event.ts'
import type { Wall } from '../../engine/contracts/runner.ts'
import type { Files } from '../../engine/contracts/program.ts'
import type { Direction } from '../../engine/contracts/problem.ts'
import { hint } from '../caller.ts'
import { toCaller } from '../paths.ts'
import { judgingLines, scoreTable, worseLines } from './baselines.ts'
import { ledgerLines, replyLines } from './ledger.ts'
import { stuckLines } from './stuck.ts'
import { count, oneLine, printable, score, span, table } from './text.ts'

type Stopped = Extract<RunEvent, { type: 'stopped' }>

const dim = (text: string): string => styleText('dim', text)
const bold = (text: string): string => styleText('bold', text)

/** A program's source as it is; files beyond a single one are named in a comment line. */
export const sourceOf = (files: Files): string => {
  const names = Object.keys(files).sort()
  return names.map((name) => (names.length === 1 ? '' : `// ${name}\n`) + (files[name] ?? '')).join('\n')
}

/** A baseline's row in the table of a held-out set; one without a score says why, and comes last. */
function baselineRows(set: string, baselines: readonly Baseline[], worst: number): { readonly value: number; readonly cells: string[] }[] {
  return baselines.flatMap(({ name, scores }) => {
    const found = scores.find((each) => each.set === `heldOut/${set}`)
    if (found === undefined) return []
    const { score: value, verdict, reason } = found
    const said = dim(reason === undefined ? 'baseline' : `baseline: ${oneLine(reason, 60)}`)
    return [{ value: value ?? worst, cells: [oneLine(name, 60), value === undefined ? verdict : score(value), said] }]
  })
}

/** A held-out set as a table, the best first, ours among the references and baselines. */
function heldOutLines(
  { set, score: ours, verdict, references }: HeldOutReport,
  baselines: readonly Baseline[],
  direction: Direction,
): string[] {
  const sign = direction === 'minimize' ? 1 : -1
  const rows = references.map(({ name, score: value, source = '', evaluations }) => ({
    value,
    cells: [
      oneLine(name, 60),
      score(value),
      dim(evaluations === undefined ? oneLine(source, 60) : `${oneLine(source, 60)} at ${count(evaluations)} evaluations`),
    ],
  }))
  const own = {
    value: ours ?? Number.POSITIVE_INFINITY * sign,
    cells: [bold('this run'), ours === undefined ? verdict : bold(score(ours)), ''],
  }
  const known = baselineRows(set, baselines, Number.POSITIVE_INFINITY * sign)
  const sorted = [own, ...rows, ...known].sort((a, b) => (a.value === b.value ? 0 : sign * (a.value - b.value)))
  return [
    `held out: ${oneLine(set, 80)}`,
    ...table(
      sorted.map(({ cells }) => ['', ...cells]),
      [2],
    ),
  ]
}

const WALLS: Readonly<Record<Wall, string>> = {
  bwrap: 'bubblewrap',
  none: 'none but the sandbox process',
  user: "another user and the kernel's limits, no namespaces",
  runner: "none of Ternate's: the problem's runner runs them its own way",
}

/** What stood around a run's programs. */
export const wallText = (walls: readonly Wall[]): string => walls.map((wall) => WALLS[wall]).join(', then ')

/** What is said of scores whose judge a program shares its process with. */
export const FUSED = 'judge and program share a process: a program can make of its score what it likes'

/** About twice as many evaluations, as a round number. */
export const twice = (evaluations: number): number => Number((2 * Math.max(1, evaluations)).toPrecision(2))

/** The option that takes a run further which ended so. */
export function furtherBy(reason: StopReason, evaluations: number): string[] {
  if (reason === 'target') return ['--target', 'BETTER']
  if (reason === 'optimum') return ['--no-optimum']
  return [reason === 'patience' ? '--patience' : '--evaluations', String(twice(evaluations))]
}

/** What a run took. */
function spentText({
  evaluations,
  programsTried,
  seconds,
  processor,
}: Pick<Stopped, 'evaluations' | 'programsTried' | 'seconds' | 'processor'>): string {
  const more = [
    ...(programsTried === undefined ? [] : [`${count(programsTried)} programs tried`]),
    ...(processor === undefined ? [] : [`${processor.toFixed(1)} processor seconds`]),
  ]
  return `${count(evaluations)} evaluations in ${span(seconds)}${more.length === 0 ? '' : ` (${more.join(', ')})`}`
}

/** Whether all held-out cases are solved, or the champion is overfit. */
function solvedLines({ solved }: Finished): string[] {
  if (solved === undefined) return []
  return [
    '',
    solved === 'everywhere'
      ? styleText('green', 'solved: right on all train cases, and on every held-out case')
      : styleText(
          'yellow',
          'overfit: right on all train cases, and not on every held-out case; more train cases, of other kinds, tell such programs apart',
        ),
  ]
}

/** What a finished run found, for people. */
export function reportLines(finished: Finished, unit: string, direction: Direction): string[] {
  const { champion, heldOut, baselines, reason, evaluations, digest, out, problem, seed, calls = [], replies } = finished
  const { faults = 0, stuck, barren, wall, fused } = finished
  const { number, program, score: train, validation } = champion
  const units = unit === '' ? '' : ` ${oneLine(unit, 60)}`
  const place = out === undefined ? undefined : toCaller(out)
  return [
    '',
    `${bold(`The champion of ${oneLine(problem)}`)} ${dim(`(seed ${oneLine(seed)}): program ${number}, size ${program.size}`)}`,
    '',
    ...printable(sourceOf(program.files))
      .trimEnd()
      .split('\n')
      .map((line) => `  ${line}`),
    '',
    ...table([
      ['train', `${bold(score(train))}${units}`],
      ...(validation === undefined ? [] : [['validation', `${bold(score(validation))}${units}`]]),
    ]),
    ...(baselines === undefined
      ? []
      : ['', 'baselines', ...scoreTable(baselines.judged, ['train', ...(validation === undefined ? [] : (['validation'] as const))])]),
    ...heldOut.flatMap((report) => ['', ...heldOutLines(report, baselines?.judged ?? [], direction)]),
    ...solvedLines(finished),
    ...(baselines === undefined || baselines.worse.length === 0 ? [] : ['', ...worseLines(baselines.worse)]),
    ...(calls.length === 0 ? [] : ['', ...ledgerLines(calls)]),
    ...(replies === undefined ? [] : ['', ...replyLines(replies)]),
    ...(stuck === undefined ? [] : ['', ...stuckLines(stuck)]),
    '',
    `${spentText(finished)}, ended by ${reason}${barren === undefined ? '' : `: ${oneLine(barren)}`}`,
    ...(baselines === undefined ? [] : judgingLines(baselines)),
    ...(faults === 0
      ? []
      : [`${count(faults)} ticket${faults === 1 ? ' was' : 's were'} set aside for a fault; \`ternate show\` says which and why`]),
    ...(fused === true ? [styleText('yellow', `scores: ${FUSED}`)] : []),
    ...(wall === undefined ? [] : [dim(`wall around the programs: ${wallText([wall])}`)]),
    dim(`digest ${digest}`),
    ...(place === undefined
      ? []
      : [
          '',
          ...table([
            [hint('show', place), dim('what it did')],
            [hint('show', place, 'champion', '--source'), dim('the source and nothing else')],
            calls.length > 0 || reason === 'target' || reason === 'optimum' || barren !== undefined
              ? [hint('verify', place, '--all'), dim(calls.length > 0 ? 'computes it again, without the network' : 'computes it again')]
              : [hint('resume', place, ...furtherBy(reason, evaluations)), dim('the same run, longer')],
          ]),
        ]),
  ]
}

/** What an interrupted run leaves to say. */
export function stoppedLines(stopped: Stopped): string[] {
  const { out, cause } = stopped
  return [
    ...(cause === undefined ? [] : [`${oneLine(cause.reason)}. ${oneLine(cause.remedy)}`]),
    `Stopped after ${spentText(stopped)}; everything is saved.`,
    ...(out === undefined ? [] : [`${hint('resume', toCaller(out))}  ${dim('continues')}`]),
  ]
}
