import { createWriteStream, existsSync, linkSync, rmSync } from 'node:fs'
import { basename, dirname, join, resolve as resolvePath } from 'node:path'
import { Readable, Transform } from 'node:stream'
import type { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { constants, createZstdCompress } from 'node:zlib'
import { makeFolder } from '../../archive/folder.ts'
import { BUNDLE_ROOM } from '../../archive/export/line.ts'
import { tableOf } from '../../archive/export/table.ts'
import { type Extent, type RunSource, textOf } from '../../archive/export/text.ts'
import { paddingFor } from '../../archive/room.ts'
import { defined } from '../../engine/contracts/defined.ts'
import { TernateError } from '../../engine/contracts/fault.ts'
import { mustStayOut, problemFiles } from '../../authoring/folder.ts'
import { mustBePlugin, pluginCopy, readPlugin } from '../../authoring/plugins.ts'
import { openRun } from '../folder.ts'
import type { RunFolder } from '../folder.ts'
import { problemChanged, problemFolder } from '../problem.ts'

/**
 * What a run can be exported to.
 *
 * - `jsonl`: a line for each entry of the journal and each program; with the files of the problem and of plug-ins, if they are still what they were
 * - `csv`: a row for each program
 * - `bundle`: the lines of `jsonl`, compressed with zstd; always with these files
 */
export type ExportFormat = 'jsonl' | 'csv' | 'bundle'

/** A stream of Node to export to, such as `process.stdout`; said without Node's types, so that whoever imports Ternate needs none. */
export interface Outlet {
  write(chunk: Uint8Array): boolean
  end(): unknown
  on(event: string, listener: (...args: unknown[]) => void): unknown
}

/** What was exported. */
export interface Exported extends Extent {
  /** Why the files of the problem or of plug-ins are not in it, where they might be. */
  readonly missing?: string
}

const unwritable = (file: string, error: unknown): TernateError => {
  const reason = (error as NodeJS.ErrnoException).code ?? String(error)
  return reason === 'EEXIST'
    ? new TernateError('OUT_TAKEN', `${file} exists already`, 'Name another file with --out.')
    : new TernateError('OUT_UNWRITABLE', `${file} cannot be written (${reason})`, 'Name a file that you may write to with --out.', {
        cause: error,
      })
}

/** Passes compressed bytes on, and makes them as many as an import asks for. */
function padded(unpacked: () => number): Transform {
  let compressed = 0
  return new Transform({
    transform(chunk: Buffer, _, pass) {
      compressed += chunk.length
      pass(null, chunk)
    },
    flush(pass) {
      pass(null, paddingFor(unpacked(), compressed, BUNDLE_ROOM))
    },
  })
}

/** Writes what `chunks` makes to a stream, compressed if asked for. */
async function pour(chunks: Iterable<string>, to: Writable, compressed: boolean): Promise<void> {
  const options = { params: { [constants.ZSTD_c_compressionLevel]: 6, [constants.ZSTD_c_checksumFlag]: 1 } }
  const between: Transform[] = compressed ? [createZstdCompress(options), padded(() => unpacked)] : []
  let unpacked = 0
  function* counted(): Generator<string> {
    for (const chunk of chunks) {
      unpacked += Buffer.byteLength(chunk)
      yield chunk
    }
  }
  await pipeline([Readable.from(counted()), ...between, to])
}

/** Writes a file whole or not at all. */
async function pourInto(chunks: Iterable<string>, file: string, compressed: boolean): Promise<void> {
  if (existsSync(file)) throw unwritable(file, { code: 'EEXIST' })
  const draft = join(dirname(file), `.${basename(file)}.${process.pid}.new`)
  try {
    makeFolder(dirname(file))
    await pour(chunks, createWriteStream(draft, { flags: 'wx' }), compressed)
    linkSync(draft, file)
  } catch (error) {
    throw (error as NodeJS.ErrnoException).syscall === undefined ? error : unwritable(file, error)
  } finally {
    rmSync(draft, { force: true })
  }
}

/** The files of a run's plug-ins, as their copies lie in its folder. */
function* pluginSources({ folder, manifest: { plugins = [] } }: RunFolder): Generator<RunSource> {
  for (const [plugin, { file }] of plugins.entries())
    for (const [path, text] of Object.entries(readPlugin(pluginCopy(folder, plugin, basename(file)))))
      yield { path, plugin, bytes: Buffer.from(text) }
}

/** What is wrong with the copies of a run's plug-ins; undefined when they are what the run was made with. */
function alteredPlugin({ folder, manifest: { plugins = [] } }: RunFolder): TernateError | undefined {
  try {
    for (const [plugin, { file, content }] of plugins.entries()) mustBePlugin(pluginCopy(folder, plugin, basename(file)), content)
    return undefined
  } catch (error) {
    if (error instanceof TernateError) return error
    throw error
  }
}

/**
 * Exports a run, to a file or a stream. A run that is being written is exported up to its last entry at this moment. Results
 * that have not been committed yet are left out.
 *
 * @throws TernateError `PROBLEM_CHANGED` for a bundle without its problem, `PLUGIN_CHANGED` or `PLUGIN_MISSING` for one without its plug-ins, `OUT_TAKEN`, `OUT_INSIDE`, `OUT_UNWRITABLE`, and those of `openRun`
 * @example
 * await exportRun('runs/a', 'bundle', 'a.ternate')
 */
export async function exportRun(folder: string, to: ExportFormat, out: string | Outlet): Promise<Exported> {
  if (typeof out === 'string') mustStayOut(resolvePath(out))
  const run = openRun(folder)
  try {
    const problem = to === 'csv' ? undefined : problemFolder(run)
    const absent = problem !== undefined && 'reason' in problem ? problem.reason : undefined
    if (to === 'bundle' && absent !== undefined) throw problemChanged(absent)
    const altered = to === 'csv' ? undefined : alteredPlugin(run)
    if (to === 'bundle' && altered !== undefined) throw altered
    function* sources(): Generator<RunSource> {
      if (problem !== undefined && 'folder' in problem) yield* problemFiles(problem.folder)
      if (altered === undefined) yield* pluginSources(run)
    }
    let extent: Extent | undefined
    function* chunks(): Generator<string> {
      extent = yield* to === 'csv' ? tableOf(run.archive) : textOf(run, run.archive, sources())
    }
    if (typeof out === 'string') await pourInto(chunks(), resolvePath(out), to === 'bundle')
    else await pour(chunks(), out as Writable, to === 'bundle')
    if (extent === undefined) throw new RangeError('an export that ended has an extent')
    return { ...extent, ...defined({ missing: absent ?? altered?.message }) }
  } finally {
    await run.archive.close()
  }
}
