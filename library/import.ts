import { closeSync, createReadStream, mkdirSync, openSync, readSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve as resolvePath } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createZstdDecompress } from 'node:zlib'
import * as z from 'zod'
import { encode } from '../archive/canonical.ts'
import type { Line } from '../archive/export/line.ts'
import { readText, refused } from '../archive/export/read.ts'
import { askParameters, purpose } from '../archive/export/schema.ts'
import { archiveFolder, FORMAT, makeFolder, mustBeFree, settle, unwritable, writeRunFile } from '../archive/folder.ts'
import type { RunFile } from '../archive/folder.ts'
import { openArchive } from '../archive/lmdb.ts'
import type { Archive, ArchivedProgram, JournalEntry } from '../engine/contracts/archive.ts'
import { TernateError } from '../engine/contracts/fault.ts'
import type { Manifest } from '../engine/contracts/manifest.ts'
import { contentAs, isForeign } from '../evaluators/problem/folder.ts'
import { firstIssue, objectivesSchema } from '../evaluators/problem/define.ts'
import { budgetSchema, strategySchema } from './options.ts'

/** What came of an import. */
export interface Imported {
  /** The run's new folder. */
  readonly out: string
  readonly entries: number
  readonly programs: number
  readonly digest: string
  /** Folder of the problem that came along: code of whoever wrote the file, which `resume` and `verify` would run. */
  readonly problem?: string
}

/** Bytes that a compressed file may unpack to: so many, and so many times its own size. Exported runs shrink 10 to 40 times. */
const ROOM = 64 << 20
const RATIO = 200

const GROUP = 500
const ZSTD = 0xfd2fb528

const short = z.string().min(1).max(200)

const times = z.int().nonnegative()

const askingSchema = z.strictObject({
  models: z
    .array(
      z.strictObject({
        name: short,
        weight: z.int().positive(),
        parameters: askParameters.exactOptional(),
        price: z.strictObject({ input: z.number().nonnegative(), output: z.number().nonnegative() }).exactOptional(),
      }),
    )
    .max(1000),
  templates: z.array(z.strictObject({ id: short, purpose, text: z.string() })).max(10_000),
  bandit: z.boolean(),
  crossovers: times,
  repairs: times,
  reflections: times,
  summaries: times,
  renewals: times,
  omit: z.array(short).max(1000),
  patience: times,
  size: z.int().positive().max(1_000_000).exactOptional(),
})

const runSchema = z.strictObject({
  manifest: z.strictObject({
    format: z.int().positive(),
    engine: short,
    problem: z.strictObject({
      name: short,
      content: short,
      direction: z.enum(['minimize', 'maximize']),
      objectives: objectivesSchema.optional(),
    }),
    seed: short,
    strategy: strategySchema,
    order: z.strictObject({
      slots: z.int().positive().max(4096),
      bundle: z.int().positive().max(4096),
      base: z.int().positive().max(1e12),
      rule: z.literal('arrival').exactOptional(),
      asking: z.int().positive().max(4096).exactOptional(),
    }),
    asking: askingSchema.exactOptional(),
    platform: z.strictObject({ node: short, v8: short, icu: z.string().max(200), arch: short }),
  }),
  problem: z.string().min(1).max(10_000),
  budget: budgetSchema,
})

function checkRun(run: unknown): RunFile {
  const checked = runSchema.safeParse(run)
  if (!checked.success) throw refused(firstIssue(checked.error))
  const file = run as RunFile
  if (file.manifest.format <= FORMAT) return file
  throw new TernateError('ARCHIVE_FORMAT', 'the run was written by a newer engine', 'Update Ternate to read it.')
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
  /** Writes what is left and the run's file; returns the name of the problem's folder, if one came. */
  finish(): Promise<string | undefined>
  close(): Promise<void>
}

function receiveInto(folder: string): Receiver {
  const archive: Archive = openArchive(archiveFolder(folder))
  let run: RunFile | undefined
  let problem: string | undefined
  let entries: JournalEntry[] = []
  let programs: ArchivedProgram[] = []

  async function flush(): Promise<void> {
    if (entries.length > 0) await archive.append({ entries, programs, received: [], committed: [] })
    entries = []
    programs = []
  }

  function takeFile(line: Extract<Line, { kind: 'file' }>, { manifest }: RunFile): void {
    problem = `problem/${plainName(manifest)}`
    const place = placeOf(join(folder, problem), line.path)
    try {
      mkdirSync(dirname(place), { recursive: true })
      writeFileSync(place, 'text' in line ? line.text : Buffer.from(line.base64, 'base64'), { flag: 'wx' })
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code !== 'EEXIST' && code !== 'ENOTDIR' && code !== 'ENAMETOOLONG') throw error
      throw refused(`the file ${JSON.stringify(line.path.slice(0, 100))} of the problem cannot be beside its others`, error)
    }
  }

  function checkProblem({ manifest }: RunFile): void {
    if (problem === undefined) return
    const { content } = manifest.problem
    if (contentAs(content, join(folder, problem)) !== content)
      throw refused('the files of the problem do not hash to what the run was made with')
  }

  return {
    async take(line) {
      if (line.kind === 'run') {
        run = checkRun(line.run)
        return
      }
      if (run === undefined) throw refused('it does not begin with the run')
      if (line.kind === 'file') takeFile(line, run)
      if (line.kind === 'program') {
        const { number, id, form, size, files } = line
        programs.push({ number, program: { id, form, size, files } })
      }
      if (line.kind === 'entry') {
        const { index, at, record, digest } = line
        if (record.type === 'start' && encode(record.manifest) !== encode(run.manifest))
          throw refused('its journal begins with another manifest than its first line')
        entries.push({ index, at, record, digest })
        if (entries.length >= GROUP) await flush()
      }
    },
    async finish() {
      if (run === undefined) throw refused('it is empty')
      await flush()
      checkProblem(run)
      writeRunFile(folder, { ...run, problem: problem === undefined ? plainName(run.manifest) : `./${problem}` })
      return problem
    },
    close: () => archive.close(),
  }
}

function isCompressed(file: string): boolean {
  const head = Buffer.alloc(4)
  const handle = openSync(file, 'r')
  try {
    return readSync(handle, head, 0, 4, 0) === 4 && head.readUInt32LE(0) === ZSTD
  } finally {
    closeSync(handle)
  }
}

/** Reads a file into a receiver; returns its last line. */
async function receive(file: string, receiver: Receiver): Promise<Extract<Line, { kind: 'end' }>> {
  const { size } = statSync(file)
  const compressed = isCompressed(file)
  let last: Line | undefined
  async function consume(source: AsyncIterable<Buffer>): Promise<void> {
    for await (const line of readText(source, compressed ? ROOM + RATIO * size : size)) {
      await receiver.take(line)
      last = line
    }
  }
  const bytes = createReadStream(file)
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
 * @throws TernateError `IMPORT_INVALID`, `ARCHIVE_FORMAT`, `OUT_TAKEN`, `OUT_UNWRITABLE`
 * @example
 * const { digest } = await importRun('a.ternate', 'runs/a')
 */
export async function importRun(from: string, to: string): Promise<Imported> {
  const file = resolvePath(from)
  const out = resolvePath(to)
  const draft = `${out}.${process.pid}.import`
  let receiver: Receiver | undefined
  try {
    mustBeFree(out)
    makeFolder(draft)
    receiver = receiveInto(draft)
    const { entries, programs, digest } = await receive(file, receiver)
    const problem = await receiver.finish()
    await receiver.close()
    settle(draft, out)
    return { out, entries, programs, digest, ...(problem === undefined ? {} : { problem: join(out, problem) }) }
  } catch (error) {
    throw explain(error, file, out)
  } finally {
    await receiver?.close()
    rmSync(draft, { recursive: true, force: true })
  }
}
