import type { Annotation, JournalEntry } from '../engine/contracts/archive.ts'
import { TernateError } from '../engine/contracts/fault.ts'
import { openRun } from './folder.ts'
import type { RunFolder } from './folder.ts'
import { chain } from './run.ts'

/** What a person may add to a run's journal. */
export type Remark = Extract<Annotation, { type: 'note' | 'judgement' | 'edit' }>

/** Characters that a remark may have. */
const LONGEST = 10_000

/** The programs that a remark is about. */
function subjects(remark: Remark): number[] {
  if (remark.type === 'note') return remark.scope.parent === undefined ? [] : [remark.scope.parent]
  if (remark.type === 'edit') return remark.of === undefined ? [] : [remark.of]
  return remark.verdict === 'prefer' ? [remark.program, remark.over] : [remark.program]
}

function check(remark: Remark, { archive, folder }: RunFolder): void {
  if (remark.text !== undefined && (remark.text.trim() === '' || remark.text.length > LONGEST))
    throw new TernateError('REMARK_TEXT', `a remark has 1 to ${LONGEST} characters`, 'Write something shorter, or something at all.')
  for (const number of subjects(remark)) {
    if (Number.isSafeInteger(number) && number > 0 && archive.program(number) !== undefined) continue
    throw new TernateError(
      'PROGRAM_UNKNOWN',
      `${folder} has no program ${number}`,
      'Programs are numbered from 1 in the order in which they came.',
    )
  }
}

/**
 * Adds a person's remark to the journal of a run that nobody is writing. It changes nothing about the search: the run goes on, and
 * is verified, as before.
 *
 * @throws TernateError `REMARK_TEXT`, `PROGRAM_UNKNOWN`, `ARCHIVE_LOCKED` while the run is being written, and those of `openRun`
 * @example
 * await annotate('runs/a', { type: 'judgement', verdict: 'keep', program: 12 })
 */
export async function annotate(folder: string, remark: Remark): Promise<JournalEntry> {
  const run = openRun(folder, { readOnly: false })
  try {
    const head = run.archive.head()
    if (head === undefined) throw new TernateError('ARCHIVE_MISSING', `${run.folder} has no journal yet`, 'Resume the run first.')
    check(remark, run)
    const entry = { index: head.index + 1, at: Date.now(), record: remark, digest: chain.extend(head.digest, remark) }
    await run.archive.append({ entries: [entry], programs: [], received: [], committed: [] })
    return entry
  } finally {
    await run.archive.close()
  }
}
