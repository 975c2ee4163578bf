import { styleText } from 'node:util'
import type { CallRow, Replies } from '../../engine/contracts/event.ts'
import { type Amounts, createLedger } from '../../models/ledger.ts'
import { count, oneLine, table } from './text.ts'

/** Millionths of a dollar for people: four decimals, since a call costs little. */
export const dollars = (millionths: number): string => `${(millionths / 1e6).toFixed(4)} $`

/** What became of the replies of models: used, told back, given up, a line for each reason why calls brought no program, and a warning where none did. */
export function replyLines({ rows, reasons }: Replies): string[] {
  if (rows.length === 0) return []
  const total = (use: 'applied' | 'corrected' | 'refused'): number => rows.reduce((sum, row) => sum + row[use], 0)
  return [
    'replies',
    ...table(
      [
        ['', '', '', 'applied', 'corrected', 'refused'],
        ...rows.map((row) => ['', oneLine(row.model, 40), row.purpose, count(row.applied), count(row.corrected), count(row.refused)]),
      ],
      [3, 4, 5],
    ),
    ...(reasons.length === 0 ? [] : ['calls without a program']),
    ...table(
      reasons.map(({ reason, count: times, example }) => [
        '',
        count(times),
        oneLine(reason, 60),
        example.startsWith(`${reason}:`) ? `e.g. ${oneLine(example.slice(reason.length + 1).trim(), 120)}` : '',
      ]),
      [1],
    ),
    ...(total('applied') === 0
      ? [styleText('yellow', "warning: no program of this run is a model's; what its calls came to stands above")]
      : []),
  ]
}

/** What calls took, by model and purpose, with the sum below; nothing where there were none. */
export function ledgerLines(rows: readonly CallRow[]): string[] {
  if (rows.length === 0) return []
  const cells = (first: readonly [string, string], row: Amounts): string[] => [
    '',
    ...first,
    count(row.calls),
    count(row.replies),
    count(row.attempts),
    count(row.sent),
    count(row.received),
    dollars(row.cost),
  ]
  return [
    'models',
    ...table(
      [
        ['', '', '', 'calls', 'replies', 'requests', 'tokens sent', 'received', ''],
        ...rows.map((row) => cells([oneLine(row.model, 40), row.purpose], row)),
        ...(rows.length === 1 ? [] : [cells(['in all', ''], createLedger(rows).total())]),
      ],
      [3, 4, 5, 6, 7, 8],
    ),
  ]
}
