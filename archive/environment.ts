import { closeSync, existsSync, openSync, readdirSync, statSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { open, type RootDatabase } from 'lmdb'
import { readText, statPlain } from '../disk/read.ts'
import { TernateError } from '../engine/contracts/index.ts'
import type { Blocks } from './blocks.ts'
import type { CallTable } from './calls.ts'
import { corrupt } from './digest.ts'
import { FORMAT, makeFolder } from './folder.ts'
import { inspect } from './header.ts'
import type { JudgedTable } from './judged.ts'
import { lock } from './lock.ts'

/** LMDB gives a block whole pages of its own: small ones waste least. */
const PAGE = 4096

/** The archive's sub-databases. */
export interface Environment {
  readonly root: RootDatabase<Buffer, string>
  /** Blocks of journal lines, each under the index of its first entry. */
  readonly entries: Blocks
  /** Blocks of programs, each under the number of its first program. */
  readonly programs: Blocks
  /** Blocks of rows of the columns, each under the number of its first program. */
  readonly columns: Blocks
  /** The state of a run, derived like the columns. */
  readonly snapshots: Blocks
  /** Outcomes that wait for their turn, under the number of their batch. */
  readonly received: Blocks
  /** The calls of open tickets. */
  readonly calls: CallTable
  /** Where programs were judged further, derived like the columns; absent in an archive that was last written by an engine without it. */
  readonly judged: JudgedTable | undefined
  /** The last ticket that a process began which ended without closing it; undefined where the last one closed it. */
  readonly orphaned: number | undefined
  /** Notes that a ticket begins. */
  readonly begin: (ticket: number) => void
  /** Notes how large the database is now, after a write. */
  readonly noteSize: () => void
  /** Closes it and gives the lock back; may be called again. */
  readonly close: () => Promise<void>
}

const foreign = (folder: string): TernateError =>
  new TernateError(
    'ARCHIVE_FOREIGN',
    `${folder} holds something else than a Ternate archive`,
    'Name another folder; nothing there was changed.',
  )

/** The fault of a place where this process may not write, or of a database there that it may not even open. */
function unwritable(folder: string, error: unknown): unknown {
  const { code = '', message } = error as NodeJS.ErrnoException
  const why = /^(EACCES|EPERM|EROFS|ENOTDIR)$/.test(code) ? code : /permission denied|read-only file system/i.exec(message)?.[0]
  if (error instanceof TernateError || why === undefined) return error
  return new TernateError(
    'ARCHIVE_UNWRITABLE',
    `${folder} cannot be written (${why})`,
    'Allow this user to write there, or copy the run to where you may.',
    { cause: error },
  )
}

/** Bytes of a database; 0 when it is not there yet. What LMDB would open must be a plain file: it waits for a pipe for ever. */
function sizeOf(file: string): number {
  const found = statPlain(file)
  if (found.ok) return found.content.size
  if (found.absent) return 0
  throw corrupt(`${file} ${found.why}`)
}

/** What is at the place of an archive: nothing yet, or a database. Throws for anything else. */
function survey(folder: string, file: string): 'nothing' | 'database' {
  if (!existsSync(folder)) return 'nothing'
  if (!statSync(folder).isDirectory()) throw foreign(folder)
  sizeOf(join(folder, 'lock.mdb'))
  if (sizeOf(file) === 0) {
    const others = readdirSync(folder).filter((name) => !/^(data\.mdb|lock\.mdb|writer\..*)$/.test(name))
    if (others.length > 0) throw foreign(folder)
    if (notedSize(folder) > 0) throw corrupt(`${file} is empty, and was not when it was written last`)
    return 'nothing'
  }
  const state = inspect(file)
  if (state === 'foreign') throw foreign(folder)
  if (state === 'damaged') throw corrupt(`${file} does not begin as it should`)
  return 'database'
}

/** Where the writer notes how large its database has been: LMDB's never shrinks, and reading past the end of one that was cut ends the process. */
const noteFile = (folder: string): string => join(folder, 'writer.size')

/** How large the database was when it was written last; 0 when nobody noted it. */
function notedSize(folder: string): number {
  const note = readText(noteFile(folder), 100)
  if (note.ok) return Number(note.content)
  if (note.absent) return 0
  throw corrupt(`${noteFile(folder)} ${note.why}`)
}

/**
 * The largest number that was noted in a file: `last` before, 0 where there was none or it does not count, and from now on. It outlives the
 * process without a flush to the disk.
 */
function openNote(file: string, counts: boolean): { readonly last: number; write(value: number): void; close(): void } {
  const note = counts ? readText(file, 100) : undefined
  const last = (note?.ok === true && Number(note.content)) || 0
  let largest = last
  let open: number | undefined
  return {
    last,
    write(value) {
      if (value <= largest) return
      largest = value
      try {
        open ??= openSync(file, 'w')
        writeSync(open, String(value).padStart(16), 0)
      } catch {
        // what cannot be written is the journal's to report
      }
    },
    close() {
      if (open !== undefined) closeSync(open)
      open = undefined
    },
  }
}

/** Refuses a database that has become smaller. */
function checkSize(folder: string, file: string): void {
  if (statSync(file).size < notedSize(folder)) throw corrupt(`${file} is cut short`)
}

/**
 * Opens the LMDB environment of an archive, or makes it, having seen that it is one; for writing, under its lock. Throws
 * TernateErrors `ARCHIVE_MISSING`, `ARCHIVE_FOREIGN`, `ARCHIVE_FORMAT`, `ARCHIVE_LOCKED`, `ARCHIVE_UNWRITABLE` and `ARCHIVE_CORRUPT`.
 */
export function openEnvironment(folder: string, readOnly: boolean): Environment {
  const file = join(folder, 'data.mdb')
  const found = survey(folder, file)
  if (found === 'nothing' && readOnly) throw missing(folder)
  const { orphaned, release } = readOnly ? { orphaned: false, release: () => {} } : makePlace(folder)
  const begun = openNote(join(folder, 'writer.ticket'), orphaned)
  let root: RootDatabase<Buffer, string> | undefined
  let closing: Promise<void> | undefined
  let noted = 0
  const close = (): Promise<void> => (closing ??= Promise.resolve(root?.close()).finally(begun.close).finally(release))
  try {
    if (found === 'database') checkSize(folder, file)
    root = open({ path: folder, noSubdir: false, pageSize: PAGE, maxDbs: 9, overlappingSync: false, readOnly })
    checkFormat(root, folder, readOnly)
    const hasJudged = !readOnly || [...root.getKeys()].includes('judged')
    const numbered = (name: string): Blocks => root!.openDB<Buffer, number>({ name, keyEncoding: 'uint32', encoding: 'binary' })
    return {
      root,
      entries: numbered('entries'),
      programs: numbered('programs'),
      columns: numbered('columns'),
      snapshots: numbered('snapshots'),
      received: numbered('received'),
      calls: root.openDB<Buffer, [number]>({ name: 'calls', encoding: 'binary' }),
      judged: hasJudged ? root.openDB<Buffer, [number]>({ name: 'judged', encoding: 'binary' }) : undefined,
      orphaned: orphaned ? begun.last : undefined,
      begin: begun.write,
      noteSize() {
        try {
          const { size } = statSync(file)
          if (size === noted) return
          writeFileSync(noteFile(folder), String(size))
          noted = size
        } catch {
          // A note that is too small, or missing, refuses nothing; the next group writes it again.
        }
      },
      close,
    }
  } catch (error) {
    void close()
    throw unwritable(folder, error)
  }
}

/** Makes the folder if it is not there and takes its lock. */
function makePlace(folder: string): ReturnType<typeof lock> {
  try {
    makeFolder(folder)
    return lock(folder)
  } catch (error) {
    throw unwritable(folder, error)
  }
}

/** Sees that the database is an archive of a format that can be read, and marks a new one. */
function checkFormat(root: RootDatabase<Buffer, string>, folder: string, readOnly: boolean): void {
  const names = [...root.getKeys()]
  if (names.length > 0 && !names.includes('meta')) throw foreign(folder)
  // a writer that was killed at once leaves no table, or one without a format
  if (names.length === 0 && readOnly) throw missing(folder)
  const meta = root.openDB<unknown, string>({ name: 'meta', encoding: 'json' })
  const format = meta.get('format')
  if (format === undefined && names.length === 1 && readOnly) throw missing(folder)
  if (format === FORMAT) return
  if (typeof format === 'number' && format > FORMAT)
    throw new TernateError(
      'ARCHIVE_FORMAT',
      `${folder} was written by a newer engine (format ${format}; this engine reads up to ${FORMAT})`,
      'Update Ternate to open it.',
    )
  if (readOnly || format !== undefined || names.length > 1) throw foreign(folder)
  meta.putSync('format', FORMAT)
}

const missing = (folder: string): TernateError =>
  new TernateError(
    'ARCHIVE_MISSING',
    `there is no archive in ${folder}`,
    'Name the folder of a run; `ternate list` shows those under runs/.',
  )
