import { statfsSync } from 'node:fs'
import { defined } from '../engine/contracts/defined.ts'
import { type Archive, type JournalEntry, type Outcome, TernateError } from '../engine/contracts/index.ts'
import { type Blocks, inOpenBlock, reading } from './blocks.ts'
import { forgetCalls, readCalls, storedCall, ticketsIn } from './calls.ts'
import { decode, encode } from './canonical.ts'
import { countRows, findId, inOpenBlock as rowsInOpenBlock, openRows, packRows, readColumn, readRow, type Row, rowsOf } from './columns.ts'
import { corrupt } from './digest.ts'
import { lastEntry, type Line, lineOf, openLines, packEntries, readEntries, readRecord } from './entries.ts'
import { openEnvironment } from './environment.ts'
import { judgedAt, judgedIn, knownBy, putJudged } from './judged.ts'
import { packSnapshot, readSnapshot, removeSnapshot, writeSnapshot } from './snapshot.ts'
import { checked, countPrograms, filesOf, openFiles, packFiles, readProgram } from './programs.ts'
import { continues } from './sequence.ts'

/** Free space in bytes below which a failed write is put down to a full disk. */
const FULL = 1 << 20

function readReceived(received: Blocks): Map<number, readonly Outcome[]> {
  const found = [...received.getRange({})].map(({ key, value }): [number, readonly Outcome[]] => {
    const what = `the received results of batch ${key}`
    const outcomes = reading(what, () => decode(value.toString('utf8')) as readonly Outcome[])
    for (const outcome of outcomes) if (outcome.kind === 'evaluated') checked(outcome.program, what)
    return [key, outcomes]
  })
  return new Map(found)
}

const stale = (folder: string): TernateError =>
  new TernateError(
    'ARCHIVE_STALE',
    `the columns of ${folder} do not fit its journal`,
    'Nothing is lost: `ternate rebuild` makes them anew from the journal, and so does `ternate resume`.',
  )

/** Free space at a place in bytes; what has vanished says nothing of it. */
function freeAt(folder: string): number {
  try {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize
  } catch {
    return Infinity
  }
}

/** The fault behind a write that LMDB refused; it reports a full disk as a short write. */
function unwritten(folder: string, error: unknown): TernateError {
  const full = (error as NodeJS.ErrnoException).code === 'ENOSPC' || freeAt(folder) < FULL
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
 * `ARCHIVE_FOREIGN`, `ARCHIVE_FORMAT`, `ARCHIVE_LOCKED`, `ARCHIVE_STALE` and `ARCHIVE_CORRUPT`; `append` rejects with `ARCHIVE_GAP`,
 * `ARCHIVE_READONLY`, `ARCHIVE_FULL` and `ARCHIVE_UNWRITTEN`, and then has written nothing.
 *
 * @example
 * const archive = openArchive('runs/a/archive', { readOnly: true })
 * console.log(archive.head()?.digest)
 * await archive.close()
 */
export function openArchive(folder: string, { readOnly = false }: { readonly readOnly?: boolean } = {}): Archive {
  const environment = openEnvironment(folder, readOnly)
  const { root, entries, programs, columns, snapshots, received, calls, judged, orphaned, begin, noteSize, close } = environment

  /** Where the archive stands, for its writer. */
  interface Tail {
    readonly head: JournalEntry | undefined
    readonly count: number
    /** What stands in the last blocks, while they have room. */
    readonly lines: readonly Line[]
    readonly before: string
    readonly files: readonly string[]
    readonly rows: readonly Row[]
    /** Open tickets that have calls. */
    readonly told: ReadonlySet<number>
  }

  function survey(): Tail {
    const { before, lines } = openLines(entries)
    const count = countPrograms(programs)
    const open = inOpenBlock(lines)
    const files = openFiles(programs)
    return {
      head: lastEntry(entries),
      count,
      lines: open,
      before: open.length === 0 ? (lines.at(-1)?.digest ?? before) : before,
      files,
      rows: openRows(columns),
      told: ticketsIn(calls),
    }
  }

  /** Makes the columns again from the journal, and drops the snapshot. */
  function rebuild(): void {
    const rows = rowsOf(readEntries(entries, 1, Number.POSITIVE_INFINITY), 0)
    const blocks = packRows(rows)
    const further = judgedIn(readEntries(entries, 1, Number.POSITIVE_INFINITY))
    root.transactionSync(() => {
      columns.clearSync()
      judged?.clearSync()
      if (judged !== undefined) putJudged(judged, further)
      removeSnapshot(snapshots)
      for (const { key, value } of blocks) columns.putSync(key, value)
    })
  }

  let tail: Tail
  try {
    if (countRows(columns) !== countPrograms(programs)) {
      if (readOnly) throw stale(folder)
      rebuild()
    }
    tail = survey()
  } catch (error) {
    void close()
    throw error
  }

  /** The blocks as they are now: LMDB keeps a reader's view for a whole turn of the event loop. */
  const now = (blocks: Blocks): Blocks => {
    if (readOnly) root.resetReadTxn()
    return blocks
  }
  const digestAt = (index: number): string | undefined => [...readEntries(entries, index, index + 1)][0]?.digest

  return {
    ...defined({ orphaned }),
    begin,
    async append(group) {
      if (readOnly) throw new TernateError('ARCHIVE_READONLY', `${folder} is open for reading only`, 'Open it without readOnly.')
      const { texts, rows: added } = continues(tail.head, tail.count, group)
      const lines = [...tail.lines, ...group.entries.map((entry, i) => lineOf(entry, texts[i] ?? ''))]
      const files = [...tail.files, ...group.programs.map(filesOf)]
      const rows = [...tail.rows, ...added]
      const head = group.entries.at(-1) ?? tail.head
      const count = tail.count + group.programs.length
      const open = inOpenBlock(lines)
      const before = lines.length === open.length ? tail.before : (lines.at(-1 - open.length)?.digest ?? tail.before)
      const blocks = group.entries.length === 0 ? [] : packEntries(lines, tail.before)
      const packed = group.programs.length === 0 ? [] : packFiles(files, count)
      const table = added.length === 0 ? [] : packRows(rows)
      const snapshot = group.snapshot && packSnapshot(group.snapshot)
      const waiting = group.received.map(({ batch, outcomes }) => ({ key: batch, value: Buffer.from(encode(outcomes)) }))
      const recorded = (group.calls ?? []).map(storedCall)
      const told = new Set([...tail.told, ...recorded.map(({ key: [ticket] }) => ticket)])
      const further = judgedIn(group.entries)
      const forgotten = group.entries.flatMap(({ record }) =>
        record.type === 'commit' && told.delete(record.ticket.number) ? [record.ticket.number] : [],
      )
      try {
        root.transactionSync(() => {
          for (const { key, value } of blocks) entries.putSync(key, value)
          for (const { key, value } of packed) programs.putSync(key, value)
          for (const { key, value } of table) columns.putSync(key, value)
          if (judged !== undefined) putJudged(judged, further)
          if (snapshot !== undefined) writeSnapshot(snapshots, snapshot)
          for (const { key, value } of waiting) received.putSync(key, value)
          for (const batch of group.committed) received.removeSync(batch)
          for (const { key, value } of recorded) calls.putSync(key, value)
          for (const ticket of forgotten) forgetCalls(calls, ticket)
        })
        noteSize()
      } catch (error) {
        throw unwritten(folder, error)
      }
      tail = { head, count, lines: open, before, files: inOpenBlock(files), rows: rowsInOpenBlock(rows), told }
    },
    head: () => (readOnly ? lastEntry(now(entries)) : tail.head),
    entries: (from = 1, to = Number.POSITIVE_INFINITY) => readEntries(now(entries), Math.max(from, 1), to),
    program(number) {
      const row = readRow(now(columns), number)
      return row && readProgram(programs, row)
    },
    recall(number, cases) {
      const row = readRow(now(columns), number)
      if (row === undefined) return undefined
      const record = readRecord(entries, judgedAt(judged, number, cases) ?? row.entry)
      if (record?.type !== 'commit' || record.outcome.kind !== 'evaluated' || record.outcome.program.id !== row.id)
        throw corrupt(`journal entry ${row.entry} is not the commit of program ${number}`)
      return { program: readProgram(programs, row), evaluation: knownBy(record, record.outcome) }
    },
    find: (id) => findId(readColumn(now(columns), 'ids'), id),
    column: (name) => readColumn(now(columns), name),
    snapshot: () => readSnapshot(now(snapshots), digestAt),
    async rebuild() {
      if (readOnly) throw new TernateError('ARCHIVE_READONLY', `${folder} is open for reading only`, 'Open it without readOnly.')
      rebuild()
      tail = survey()
    },
    received: () => readReceived(now(received)),
    calls() {
      if (readOnly) root.resetReadTxn()
      return readCalls(calls)
    },
    close,
  }
}
