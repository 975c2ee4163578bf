import type { CallRow } from '../../engine/contracts/event.ts'
import { type Amounts, createLedger } from '../../proposers/model/client/ledger.ts'
import { count, oneLine, table } from './text.ts'

/** Millionths of a dollar for people: four decimals, since a call costs little. */
export const dollars = (millionths: number): string => `${(millionths / 1e6).toFixed(4)} $`

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
