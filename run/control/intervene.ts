import type { JournalEntry } from '../../engine/contracts/archive.ts'
import { TernateError } from '../../engine/contracts/fault.ts'
import { checkIntervention } from './command.ts'
import type { UserIntervention } from './command.ts'
import { openRun } from '../folder.ts'
import { chain } from '../chain.ts'

/**
 * Adds a person's intervention to the journal of a run that nobody is writing. The search heeds it from there on, when it goes on; `steer` does
 * the same, and also while it goes on.
 *
 * @throws TernateError `NOTE_TEXT`, `PROGRAM_UNKNOWN`, `ARCHIVE_LOCKED` while the run is being written, and those of `openRun`
 * @example
 * await intervene('runs/a', { type: 'override', verdict: 'keep', program: 12 })
 */
export async function intervene(folder: string, intervention: UserIntervention): Promise<JournalEntry> {
  const run = openRun(folder, { readOnly: false })
  try {
    const head = run.archive.head()
    if (head === undefined) throw new TernateError('ARCHIVE_MISSING', `${run.folder} has no journal yet`, 'Resume the run first.')
    checkIntervention(intervention, run.folder, (number) => run.archive.program(number) !== undefined)
    const entry = { index: head.index + 1, at: Date.now(), record: intervention, digest: chain.extend(head.digest, intervention) }
    await run.archive.append({ entries: [entry], programs: [], received: [], committed: [] })
    return entry
  } finally {
    await run.archive.close()
  }
}
