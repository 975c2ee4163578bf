import type { JournalEntry } from '../../engine/contracts/archive.ts'
import { TernateError } from '../../engine/contracts/fault.ts'
import { checkRemark } from './command.ts'
import type { Remark } from './command.ts'
import { openRun } from '../folder.ts'
import { chain } from '../run.ts'

/**
 * Adds a person's remark to the journal of a run that nobody is writing. The search heeds it from there on, when it goes on; `steer` does
 * the same, and also while it goes on.
 *
 * @throws TernateError `REMARK_TEXT`, `PROGRAM_UNKNOWN`, `ARCHIVE_LOCKED` while the run is being written, and those of `openRun`
 * @example
 * await annotate('runs/a', { type: 'override', verdict: 'keep', program: 12 })
 */
export async function intervene(folder: string, remark: Remark): Promise<JournalEntry> {
  const run = openRun(folder, { readOnly: false })
  try {
    const head = run.archive.head()
    if (head === undefined) throw new TernateError('ARCHIVE_MISSING', `${run.folder} has no journal yet`, 'Resume the run first.')
    checkRemark(remark, run.folder, (number) => run.archive.program(number) !== undefined)
    const entry = { index: head.index + 1, at: Date.now(), record: remark, digest: chain.extend(head.digest, remark) }
    await run.archive.append({ entries: [entry], programs: [], received: [], committed: [] })
    return entry
  } finally {
    await run.archive.close()
  }
}
