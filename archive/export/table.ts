import type { Archive, Ticket } from '../../engine/contracts/index.ts'
import { makerOf } from '../../engine/contracts/ticket.ts'
import type { Extent } from './text.ts'
import { GENESIS } from '../digest.ts'
import { freshProgram } from './line.ts'

const COLUMNS = [
  'number',
  'id',
  'ticket',
  'island',
  'proposer',
  'operator',
  'parents',
  'inspirations',
  'verdict',
  'pruned',
  'score',
  'size',
  'fuel',
  'placement',
  'cell',
  'elite',
] as const

type Row = Record<(typeof COLUMNS)[number], string | number | boolean | undefined>

/** A field as RFC 4180 writes it; a text that a spreadsheet would take for a formula gets an apostrophe before it. */
function field(value: Row[keyof Row]): string {
  if (typeof value !== 'string') return value === undefined ? '' : String(value)
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

const family = (ticket: Ticket): Pick<Row, 'island' | 'proposer' | 'parents' | 'inspirations'> =>
  ticket.kind === 'offspring'
    ? {
        island: ticket.island + 1,
        proposer: ticket.proposer,
        parents: ticket.parents.join(' '),
        inspirations: ticket.inspirations.join(' '),
      }
    : { island: undefined, proposer: makerOf(ticket), parents: '', inspirations: '' }

/** The programs of a run as comma-separated values: a row of names, then a row for each program, in the order of their numbers. */
export function* tableOf(archive: Archive): Generator<string, Extent> {
  const last = archive.head()
  let entries = 0
  let programs = 0
  yield `${COLUMNS.join(',')}\r\n`
  for (const { record } of archive.entries(1, (last?.index ?? 0) + 1)) {
    entries += 1
    const fresh = freshProgram(record)
    if (fresh === undefined || record.type !== 'commit') continue
    programs += 1
    const { program, evaluation, operator } = fresh
    const { placement, ticket } = record
    const row: Row = {
      number: program.number,
      id: program.id,
      ticket: ticket.number,
      ...family(ticket),
      operator,
      verdict: evaluation.verdict,
      pruned: evaluation.pruned && `step ${evaluation.pruned.step}, ${evaluation.pruned.why}`,
      score: evaluation.score,
      size: program.size,
      fuel: evaluation.fuel,
      placement: placement?.kind,
      cell: placement?.kind === 'placed' ? placement.cell : undefined,
      elite: placement?.kind === 'placed' ? placement.elite : undefined,
    }
    yield `${COLUMNS.map((column) => field(row[column])).join(',')}\r\n`
  }
  return { files: 0, entries, programs, digest: last?.digest ?? GENESIS }
}
