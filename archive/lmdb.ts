import { statfsSync } from 'node:fs'
import { type Archive, type JournalEntry, type Outcome, TernateError } from '../engine/contracts/index.ts'
import { type Blocks, reading } from './blocks.ts'
import { decode, encode } from './canonical.ts'
import { GENESIS } from './digest.ts'
import { lastEntry, packEntries, readEntries } from './entries.ts'
import { openEnvironment } from './environment.ts'
import { checked, countPrograms, indexProgram, numbersLike, packPrograms, readProgram } from './programs.ts'
import { continues } from './sequence.ts'

/** Free space in bytes below which a failed write is put down to a full disk. */
const FULL = 1 << 20

function readReceived(received: Blocks): Map<number, readonly Outcome[]> {
  const found = [...received.getRange({})].map(({ key, value }): [number, readonly Outcome[]] => {
    const what = `the received results of bundle ${key}`
    const outcomes = reading(what, () => decode(value.toString('utf8')) as readonly Outcome[])
    for (const outcome of outcomes) if (outcome.kind === 'evaluated') checked(outcome.program, what)
    return [key, outcomes]
  })
  return new Map(found)
}

/** The fault behind a write that LMDB refused; it reports a full disk as a short write. */
function unwritten(folder: string, error: unknown): TernateError {
  const { bavail, bsize } = statfsSync(folder)
  const full = (error as NodeJS.ErrnoException).code === 'ENOSPC' || bavail * bsize < FULL
  return full
    ? new TernateError(
        'ARCHIVE_FULL',
        `no space is left for ${folder}`,
        'Free some space and resume the run; nothing acknowledged was lost.',
        { cause: error },
      )
    : new TernateError(
        'ARCHIVE_UNWRITTEN',
        `${folder} could not be written: ${(error as Error).message}`,
        'See to the disk and resume the run; nothing acknowledged was lost.',
        { cause: error },
      )
}

/**
 * Opens the archive of a run in LMDB, or makes it in an empty or new folder. One process may have it open for writing;
 * with `readOnly` any number may read beside it.
 *
 * A group is one LMDB transaction, written and flushed before `append` resolves. Throws TernateErrors `ARCHIVE_MISSING`,
 * `ARCHIVE_FOREIGN`, `ARCHIVE_FORMAT`, `ARCHIVE_LOCKED` and `ARCHIVE_CORRUPT`; `append` rejects with `ARCHIVE_GAP`,
 * `ARCHIVE_READONLY`, `ARCHIVE_FULL` and `ARCHIVE_UNWRITTEN`, and then has written nothing.
 *
 * @example
 * const archive = openArchive('runs/a/archive', { readOnly: true })
 * console.log(archive.head()?.digest)
 * await archive.close()
 */
export function openArchive(folder: string, { readOnly = false }: { readonly readOnly?: boolean } = {}): Archive {
  const { root, entries, programs, ids, received, noteSize, close } = openEnvironment(folder, readOnly)
  let head: JournalEntry | undefined
  let count = 0
  try {
    head = lastEntry(entries)
    count = countPrograms(programs)
  } catch (error) {
    void close()
    throw error
  }

  /** The blocks as they are now: LMDB keeps a reader's view for a whole turn of the event loop. */
  const now = (blocks: Blocks): Blocks => {
    if (readOnly) root.resetReadTxn()
    return blocks
  }

  return {
    async append(group) {
      if (readOnly) throw new TernateError('ARCHIVE_READONLY', `${folder} is open for reading only`, 'Open it without readOnly.')
      const texts = continues(head, count, group)
      const blocks = packEntries(group.entries, texts, head?.digest ?? GENESIS)
      const packed = packPrograms(group.programs)
      const waiting = group.received.map(({ bundle, outcomes }) => ({ key: bundle, value: Buffer.from(encode(outcomes)) }))
      try {
        root.transactionSync(() => {
          for (const { key, value } of blocks) entries.putSync(key, value)
          for (const { key, value } of packed) programs.putSync(key, value)
          for (const archived of group.programs) indexProgram(ids, archived)
          for (const { key, value } of waiting) received.putSync(key, value)
          for (const bundle of group.committed) received.removeSync(bundle)
        })
        noteSize()
      } catch (error) {
        throw unwritten(folder, error)
      }
      head = group.entries.at(-1) ?? head
      count += group.programs.length
    },
    head: () => (readOnly ? lastEntry(now(entries)) : head),
    entries: (from = 1, to = Number.POSITIVE_INFINITY) => readEntries(now(entries), Math.max(from, 1), to),
    program: (number) => readProgram(now(programs), number),
    recall(number) {
      const program = readProgram(now(programs), number)
      if (program === undefined) return undefined
      for (const { record } of readEntries(entries, 1, Number.POSITIVE_INFINITY)) {
        if (record.type !== 'commit' || record.outcome.kind !== 'evaluated') continue
        if (record.outcome.program.number === number) return { program, evaluation: record.outcome.evaluation }
      }
      return undefined
    },
    find: (id) => numbersLike(now(ids), id).find((number) => readProgram(programs, number)?.id === id),
    received: () => readReceived(now(received)),
    close,
  }
}
