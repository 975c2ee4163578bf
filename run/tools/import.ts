import { createReadStream, fstatSync, readSync, rmSync } from 'node:fs'
import { join, resolve as resolvePath } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createZstdDecompress } from 'node:zlib'
import * as z from 'zod'
import { encode } from '../../archive/canonical.ts'
import { BUNDLE_ROOM } from '../../archive/export/line.ts'
import type { Line } from '../../archive/export/line.ts'
import { readText, refused } from '../../archive/export/read.ts'
import {
  archiveFolder,
  FORMAT,
  LARGEST_RUN_FILE,
  makeFolder,
  mustBeFree,
  otherFormat,
  settle,
  unwritable,
  writeRunFile,
} from '../../archive/folder.ts'
import type { RunFile } from '../../archive/folder.ts'
import { openArchive } from '../../archive/lmdb.ts'
import { roomFor } from '../../archive/room.ts'
import { openPlain } from '../../disk/read.ts'
import { defined } from '../../engine/contracts/defined.ts'
import type { Archive, ArchivedProgram, JournalEntry } from '../../engine/contracts/archive.ts'
import { TernateError } from '../../engine/contracts/fault.ts'
import type { Manifest } from '../../engine/contracts/manifest.ts'
import { contentAs, hashesOf, isForeign } from '../../authoring/folder.ts'
import { firstIssue } from '../../disk/issue.ts'
import { exportedRunSchema } from '../schema.ts'
import { ReceivedPlugins, writeNew } from './received.ts'

/** What came of an import. */
export interface Imported {
  /** The run's new folder. */
  readonly out: string
  readonly entries: number
  readonly programs: number
  readonly digest: string
  /** Folder of the problem that came along: code of whoever wrote the file, which `resume` and `verify` would run. */
  readonly problem?: string
  /** Folder of the plug-ins that came along, code of the same kind. */
  readonly plugins?: string
}

const GROUP = 500
const ZSTD = 0xfd2fb528

function checkRun(run: unknown): RunFile {
  const named = z.looseObject({ manifest: z.looseObject({ plugins: z.array(z.unknown()).min(1) }) }).safeParse(run)
  const checked = exportedRunSchema(named.success).safeParse(run)
  if (!checked.success) throw refused(firstIssue(checked.error, run))
  // as it was written: what a schema fills in is not in the journal's manifest
  const file = run as RunFile
  if (encode(file).length > LARGEST_RUN_FILE) throw refused('its manifest is too large')
  if (file.manifest.format === FORMAT) return file
  throw otherFormat('the run', file.manifest.format)
}

/** The problem's name as that of a folder; never a path. */
const plainName = ({ problem }: Manifest): string => problem.name.replace(/[^\p{L}\p{N}_-]+/gu, '-')

/** Where a file of the problem goes; refuses every path that is not plainly inside, or that the problem's hash would not cover. */
function placeOf(folder: string, path: string): string {
  const names = path.split('/')
  // oxlint-disable-next-line no-control-regex -- control characters in a path are what is refused
  const odd = names.some((name) => name === '' || isForeign(name) || /[\\:\u0000-\u001f]/.test(name))
  if (odd) throw refused(`the problem has a file ${JSON.stringify(path.slice(0, 100))}, which no problem has`)
  return join(folder, ...names)
}

/** Takes an exported run's lines in and makes a run of them, in a folder of its own. */
interface Receiver {
  take(line: Line): Promise<void>
  /** Writes what is left and the run's file; returns the name of the problem's folder, if one came, and whether plug-ins did. */
  finish(): Promise<{ readonly problem: string | undefined; readonly plugins: boolean }>
  close(): Promise<void>
}

/** Sees that the files of a problem are those that the run was made with. */
function checkProblem(folder: string, { manifest: { problem } }: RunFile): void {
  if (contentAs(problem.content, folder) !== problem.content)
    throw refused('the files of the problem do not hash to what the run was made with')
}

function receiveInto(folder: string): Receiver {
  const archive: Archive = openArchive(archiveFolder(folder))
  let run: RunFile | undefined
  let problem: string | undefined
  const plugins = new ReceivedPlugins(folder)
  let entries: JournalEntry[] = []
  let programs: ArchivedProgram[] = []

  async function flush(): Promise<void> {
    if (entries.length > 0) await archive.append({ entries, programs, received: [], committed: [] })
    entries = []
    programs = []
  }

  function takeFile(line: Extract<Line, { kind: 'file' }>, { manifest }: RunFile): void {
    problem = `problem/${plainName(manifest)}`
    writeNew(placeOf(join(folder, problem), line.path), line)
  }

  async function takeEntry({ index, at, took, record, digest }: Extract<Line, { kind: 'entry' }>, { manifest }: RunFile): Promise<void> {
    if (record.type === 'start' && encode(record.manifest) !== encode(manifest))
      throw refused('its journal begins with another manifest than its first line')
    entries.push({ index, at, ...defined({ took }), record, digest })
    if (entries.length >= GROUP) await flush()
  }

  return {
    async take(line) {
      if (line.kind === 'run') {
        run = checkRun(line.run)
        return
      }
      if (run === undefined) throw refused('it does not begin with the run')
      if (line.kind === 'file') {
        if (line.plugin === undefined) takeFile(line, run)
        else plugins.take(line.plugin, line, run.manifest)
      }
      if (line.kind === 'program') {
        const { number, id, canonicalHash, size, files } = line
        programs.push({ number, program: { id, canonicalHash, size, files } })
      }
      if (line.kind === 'entry') await takeEntry(line, run)
    },
    async finish() {
      if (run === undefined) throw refused('it is empty')
      await flush()
      if (problem !== undefined) checkProblem(join(folder, problem), run)
      plugins.check(run.manifest)
      const files = problem === undefined ? undefined : hashesOf(join(folder, problem))
      writeRunFile(folder, {
        ...run,
        problem: problem === undefined ? plainName(run.manifest) : `./${problem}`,
        ...defined({ files }),
      })
      return { problem, plugins: plugins.found }
    },
    close: () => archive.close(),
  }
}

function isCompressed(handle: number): boolean {
  const head = Buffer.alloc(4)
  return readSync(handle, head, 0, 4, 0) === 4 && head.readUInt32LE(0) === ZSTD
}

/** Reads a file into a receiver; returns its last line. */
async function receive(
  file: string,
  receiver: Receiver,
  watch: (read: number, total: number) => void,
): Promise<Extract<Line, { kind: 'end' }>> {
  const opened = openPlain(file)
  if (!opened.ok) throw refused(`${file} ${opened.why}`)
  const { size } = fstatSync(opened.content)
  const compressed = isCompressed(opened.content)
  let last: Line | undefined
  async function consume(source: AsyncIterable<Buffer>): Promise<void> {
    for await (const line of readText(source, compressed ? roomFor(size, BUNDLE_ROOM) : size)) {
      await receiver.take(line)
      last = line
      watch(bytes.bytesRead, size)
    }
  }
  const bytes = createReadStream(file, { fd: opened.content, start: 0 })
  await (compressed ? pipeline(bytes, createZstdDecompress(), consume) : pipeline(bytes, consume))
  if (last?.kind !== 'end') throw refused('its end is missing')
  return last
}

/** What went wrong, as a fault that says what to do. */
function explain(error: unknown, file: string, out: string): unknown {
  if (error instanceof TernateError) return error
  const { code = '', path } = error as NodeJS.ErrnoException
  if (code.startsWith('ZSTD_') || code === 'Z_BUF_ERROR' || code === 'ERR_BUFFER_TOO_LARGE') return refused('it does not unpack', error)
  if (path === file || code === 'EISDIR') return refused(`${file} cannot be read (${code})`, error)
  if (code === '') return error
  return unwritable(out, error)
}

/**
 * Makes a run's folder of an exported run, with an equal digest, and its problem in it if it came along. The file is not
 * believed: every line is checked, programs are hashed again, the chain is walked, the problem must hash to what the manifest
 * says. Nothing of it is run. The folder is there whole or not at all.
 *
 * @param watch hears how many bytes of the file have been read
 * @throws TernateError `IMPORT_INVALID`, `ARCHIVE_FORMAT`, `OUT_TAKEN`, `OUT_UNWRITABLE`
 * @example
 * const { digest } = await importRun('a.ternate', 'runs/a')
 */
export async function importRun(from: string, to: string, watch: (read: number, total: number) => void = () => {}): Promise<Imported> {
  const file = resolvePath(from)
  const out = resolvePath(to)
  const draft = `${out}.${process.pid}.import`
  let receiver: Receiver | undefined
  try {
    mustBeFree(out)
    makeFolder(draft)
    receiver = receiveInto(draft)
    const { entries, programs, digest } = await receive(file, receiver, watch)
    const { problem, plugins } = await receiver.finish()
    await receiver.close()
    settle(draft, out)
    const places = { problem: problem === undefined ? undefined : join(out, problem), plugins: plugins ? join(out, 'plugins') : undefined }
    return { out, entries, programs, digest, ...defined(places) }
  } catch (error) {
    throw explain(error, file, out)
  } finally {
    await receiver?.close()
    rmSync(draft, { recursive: true, force: true })
  }
}
