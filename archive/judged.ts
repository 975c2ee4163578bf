import type { Database } from 'lmdb'
import type { JournalEntry, JournalRecord } from '../engine/contracts/index.ts'
import { reading } from './blocks.ts'

/** Index of the entry that judged a program further, under the program and the number of cases it was judged on since. */
export type JudgedTable = Database<Buffer, [program: number, cases: number] | [number]>

/** A program that an entry judged further. */
export interface Judged {
  readonly key: [program: number, cases: number]
  readonly index: number
}

/** The programs that entries judge further. */
export function judgedIn(entries: Iterable<JournalEntry>): Judged[] {
  const found: Judged[] = []
  for (const { index, record } of entries)
    if (record.type === 'commit' && record.outcome.kind === 'evaluated' && record.merged !== undefined)
      found.push({ key: [record.outcome.program.number, record.merged.evaluation.cases.length], index })
  return found
}

/** The evaluation on train that a commit says of its program: all that is known since. */
export const knownBy = (record: Extract<JournalRecord, { type: 'commit' }>, outcome: Evaluated): Evaluated['evaluation'] =>
  record.merged?.evaluation ?? outcome.evaluation

type Evaluated = Extract<Extract<JournalRecord, { type: 'commit' }>['outcome'], { kind: 'evaluated' }>

/** Puts programs that were judged further into the table. */
export function putJudged(table: JudgedTable, judged: readonly Judged[]): void {
  for (const { key, index } of judged) table.putSync(key, Buffer.from(String(index)))
}

/** Index of the entry that says what is known of a program: the last one that judged it further, or that after which it was judged on so many cases. */
export function judgedAt(table: JudgedTable | undefined, program: number, cases: number | undefined): number | undefined {
  if (table === undefined) return undefined
  const last = { start: [program + 1] as [number], end: [program] as [number], reverse: true, limit: 1 }
  const [found] = cases === undefined ? [...table.getRange(last)].map(({ value }) => value) : [table.get([program, cases])]
  return found && reading(`the results of program ${program}`, () => Number(found.toString('utf8')))
}
