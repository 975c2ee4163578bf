import { type Group, type JournalEntry, TernateError } from '../engine/contracts/index.ts'
import { encode } from './canonical.ts'
import { GENESIS, link } from './digest.ts'

/**
 * Checks that a group continues an archive, before anything of it is written: entry indices, digests and program numbers
 * without a gap. Returns the canonical texts of the records. Throws a TernateError `ARCHIVE_GAP`.
 */
export function continues(head: JournalEntry | undefined, programs: number, group: Group): string[] {
  let index = head?.index ?? 0
  let digest = head?.digest ?? GENESIS
  const texts: string[] = []
  for (const entry of group.entries) {
    index += 1
    if (entry.index !== index) throw gap(`journal entry ${entry.index} was appended where ${index} is due`)
    const text = encode(entry.record)
    digest = link(digest, text)
    if (entry.digest !== digest) throw gap(`journal entry ${index} was appended with a digest that does not continue the chain`)
    texts.push(text)
  }
  let number = programs
  for (const archived of group.programs) {
    number += 1
    if (archived.number !== number) throw gap(`program ${archived.number} was appended where ${number} is due`)
  }
  return texts
}

const gap = (what: string): TernateError =>
  new TernateError('ARCHIVE_GAP', what, 'This is a bug of the engine, please report it; nothing was written.')
