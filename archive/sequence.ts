import { type Group, type JournalEntry, TernateError } from '../engine/contracts/index.ts'
import { type Row, rowsOf } from './columns.ts'
import { GENESIS, linkOf } from './digest.ts'

/** A group that fits: the canonical texts of its records, and the rows of its programs. */
export interface Checked {
  readonly texts: readonly string[]
  readonly rows: readonly Row[]
}

/**
 * Checks that a group continues an archive, before anything of it is written: entry indices, digests and program numbers
 * without a gap, and programs as their commits name them. Throws a TernateError `ARCHIVE_GAP`.
 */
export function continues(head: JournalEntry | undefined, programs: number, group: Group): Checked {
  let index = head?.index ?? 0
  let digest = head?.digest ?? GENESIS
  const texts: string[] = []
  for (const entry of group.entries) {
    index += 1
    if (entry.index !== index) throw gap(`journal entry ${entry.index} was appended where ${index} is due`)
    const { text, digest: due } = linkOf(digest, entry.record)
    digest = due
    if (entry.digest !== digest) throw gap(`journal entry ${index} was appended with a digest that does not continue the chain`)
    texts.push(text)
  }
  const rows = rowsOf(group.entries, programs)
  if (rows.length !== group.programs.length) throw gap(`${group.programs.length} programs were appended where ${rows.length} are due`)
  for (const [k, { number, program }] of group.programs.entries()) {
    const due = programs + 1 + k
    if (number !== due || rows[k]?.number !== due) throw gap(`program ${number} was appended where ${due} is due`)
    const { id, canonicalHash, size } = rows[k]
    if (program.id !== id || program.canonicalHash !== canonicalHash || program.size !== size)
      throw gap(`program ${number} is not the one that its commit names`)
  }
  return { texts, rows }
}

const gap = (what: string): TernateError =>
  new TernateError('ARCHIVE_GAP', what, 'This is a bug of the engine, please report it; nothing was written.')
