import { styleText } from 'node:util'
import type { Finished, HeldOutReport, RunEvent } from '../../engine/contracts/event.ts'
import type { Files } from '../../engine/contracts/program.ts'
import type { Direction } from '../../engine/contracts/problem.ts'
import { toCaller } from '../place.ts'
import { ledgerLines } from './ledger.ts'
import { stuckLines } from './stuck.ts'
import { count, oneLine, printable, score, span, table } from './text.ts'

const dim = (text: string): string => styleText('dim', text)
const bold = (text: string): string => styleText('bold', text)

/** A program's source as it is; files beyond a single one are named in a comment line. */
export const sourceOf = (files: Files): string => {
  const names = Object.keys(files).sort()
  return names.map((name) => (names.length === 1 ? '' : `// ${name}\n`) + (files[name] ?? '')).join('\n')
}

/** A held-out set as a table, the best first, ours among the references. */
function heldOutLines({ set, score: ours, verdict, references }: HeldOutReport, direction: Direction): string[] {
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
  const sorted = [own, ...rows].sort((a, b) => sign * (a.value - b.value))
  return [
    `held out: ${oneLine(set, 80)}`,
    ...table(
      sorted.map(({ cells }) => ['', ...cells]),
      [2],
    ),
  ]
}

/** What a finished run found, for people. */
export function reportLines(
  { champion, heldOut, reason, evaluations, seconds, digest, out, problem, seed, calls = [], stuck }: Finished,
  unit: string,
  direction: Direction,
): string[] {
  const { number, program, score: train, validation } = champion
  const units = unit === '' ? '' : ` ${oneLine(unit, 60)}`
  const place = out === undefined ? undefined : oneLine(toCaller(out))
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
    ...heldOut.flatMap((report) => ['', ...heldOutLines(report, direction)]),
    ...(calls.length === 0 ? [] : ['', ...ledgerLines(calls)]),
    ...(stuck === undefined ? [] : ['', ...stuckLines(stuck)]),
    '',
    `${count(evaluations)} evaluations in ${span(seconds)}, ended by ${reason}`,
    dim(`digest ${digest}`),
    ...(place === undefined
      ? []
      : [
          '',
          ...table([
            [`npx ternate show ${place}`, dim('what it did')],
            [`npx ternate show ${place} champion --source`, dim('the source and nothing else')],
            calls.length > 0
              ? [`npx ternate verify ${place} --all`, dim('computes it again, without the network')]
              : [
                  `npx ternate run --manifest ${place} --evaluations ${Number((2 * Math.max(1, evaluations)).toPrecision(2))}`,
                  dim('the same run, longer'),
                ],
          ]),
        ]),
  ]
}

/** What an interrupted run leaves to say. */
export const pausedLines = ({ evaluations, seconds, out }: Extract<RunEvent, { type: 'paused' }>): string[] => [
  `Paused after ${count(evaluations)} evaluations, ${span(seconds)}; everything is saved.`,
  ...(out === undefined ? [] : [`npx ternate resume ${oneLine(toCaller(out))}  ${dim('goes on')}`]),
]
