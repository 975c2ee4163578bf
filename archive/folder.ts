import { existsSync, linkSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import * as z from 'zod'
import { readJson } from '../disk/json.ts'
import { defined } from '../engine/contracts/defined.ts'
import { shellWord, TernateError } from '../engine/contracts/fault.ts'
import type { Budget, Calling, Manifest } from '../engine/contracts/manifest.ts'

/** A run's `manifest.json`: what determines the run, where its problem was found, and how far it should go. */
export interface RunFile {
  readonly manifest: Manifest
  /** Name of a shipped problem, or a path. On disk a path may begin with a dot: then it starts from the run's folder. */
  readonly problem: string
  readonly budget: Budget
  /** How models are reached, in a run that asks some. */
  readonly calling?: Calling
  /** The hash of each file of the problem, by path: they tell which have changed since. */
  readonly files?: Readonly<Record<string, string>>
}

const object = z.looseObject({})

/** What every `manifest.json` of this format has. */
const outline = z.looseObject({
  manifest: z.looseObject({
    engine: z.string(),
    problem: z.looseObject({ name: z.string(), content: z.string(), direction: z.enum(['minimize', 'maximize']) }),
    seed: z.string(),
    strategy: z.looseObject({ name: z.string(), islands: z.array(object) }),
    order: object,
    platform: object,
  }),
  problem: z.string(),
  budget: object,
  calling: object.optional(),
  files: z.record(z.string(), z.string()).optional(),
})

/** Bytes that a `manifest.json` may have: the prompts of a run's templates are in it. */
export const LARGEST_RUN_FILE = 16_000_000

/** Version of the archive's format, and of the text that a run is exported as. Any other one is refused. */
export const FORMAT = 2

/** The refusal of a run whose format is another one. */
export const otherFormat = (name: string, format: number): TernateError =>
  format > FORMAT
    ? new TernateError(
        'ARCHIVE_FORMAT',
        `${name} was written by a newer engine (format ${format}; this engine reads ${FORMAT})`,
        'Update Ternate to read it.',
      )
    : new TernateError(
        'ARCHIVE_FORMAT',
        `${name} has format ${format}, which Ternate 0.1.0 reads; this engine reads ${FORMAT}`,
        'Read it with the engine that wrote it, or begin the run anew.',
      )

/** Where a run's archive lies in its folder. */
export const archiveFolder = (folder: string): string => join(folder, 'archive')

/** Where a run says what determines it. */
export const manifestFile = (folder: string): string => join(folder, 'manifest.json')

/** Whether a folder holds a run. */
export const isRun = (folder: string): boolean => existsSync(manifestFile(folder))

/** Makes a folder and those above it, one at a time: where no folders can be made, as in /proc, Node's recursive way never returns. */
export function makeFolder(folder: string): void {
  if (existsSync(folder)) return
  makeFolder(dirname(folder))
  try {
    mkdirSync(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

/** The fault of a place that cannot be written, by what the system says; a fault that has a code of its own stays. */
export function unwritable(place: string, error: unknown): TernateError {
  if (error instanceof TernateError) return error
  const reason = (error as NodeJS.ErrnoException).code ?? String(error)
  return new TernateError('OUT_UNWRITABLE', `${place} cannot be written (${reason})`, 'Name a folder that you may write to with --out.', {
    cause: error,
  })
}

/**
 * Sees that a folder can be made at a place.
 *
 * @throws TernateError `OUT_TAKEN` when something is there already
 */
export function mustBeFree(folder: string): void {
  if (!existsSync(folder)) return
  if (statSync(folder).isDirectory() && readdirSync(folder).length === 0) return
  const remedy = isRun(folder)
    ? `Go on with it by \`ternate resume ${shellWord(folder)}\`, or name another folder.`
    : existsSync(archiveFolder(folder))
      ? 'It has the archive of a run whose manifest.json is missing: restore that from a backup, or move the folder away.'
      : 'Name a new or an empty folder with --out.'
  throw new TernateError('OUT_TAKEN', `${folder} is not empty`, remedy)
}

/** Puts a folder that was made beside its place into it, in one step. */
export function settle(draft: string, folder: string): void {
  if (existsSync(folder)) rmdirSync(folder)
  renameSync(draft, folder)
}

/** What a `manifest.json` is called while it is written. */
const DRAFT = /^manifest\.\d+\.new$/

/** Removes what is left of a `manifest.json` whose writer was killed; nobody else may be writing one there. */
export function clearDrafts(folder: string): void {
  if (!existsSync(folder)) return
  for (const name of readdirSync(folder)) if (DRAFT.test(name)) rmSync(join(folder, name))
}

/** Writes a run's `manifest.json`, whole or not at all; throws what the system says, `EEXIST` where there is one. */
export function writeRunFile(folder: string, file: RunFile): void {
  const { manifest, problem, budget, calling, files } = file
  const further = { ...defined({ calling, files }) }
  const draft = join(folder, `manifest.${process.pid}.new`)
  writeFileSync(draft, `${JSON.stringify({ manifest, problem, budget, ...further } satisfies RunFile, null, 2)}\n`)
  try {
    linkSync(draft, manifestFile(folder))
  } finally {
    rmSync(draft)
  }
}

/**
 * Makes the folder of a new run; of several processes that ask for one folder at a time, one gets it.
 *
 * @throws TernateError `OUT_TAKEN` when something is there already, `OUT_UNWRITABLE` when it cannot be made
 */
export function createRunFolder(folder: string, file: RunFile): void {
  try {
    mustBeFree(folder)
    makeFolder(folder)
    writeRunFile(folder, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') mustBeFree(folder)
    throw unwritable(folder, error)
  }
}

/**
 * Reads the `manifest.json` of a run's folder.
 *
 * @throws TernateError `RUN_MISSING` when it is no run, `ARCHIVE_FORMAT` when a newer engine wrote it, `ARCHIVE_CORRUPT` when it is damaged
 */
export function readRunFile(folder: string): RunFile {
  const damaged = (how = 'is damaged'): TernateError =>
    new TernateError(
      'ARCHIVE_CORRUPT',
      `${manifestFile(folder)} ${how}`,
      'Restore the file from a backup; the archive beside it is untouched.',
    )
  const read = readJson(manifestFile(folder), LARGEST_RUN_FILE)
  if (!read.ok) {
    const isThere = !read.absent || existsSync(archiveFolder(folder))
    if (isThere) throw damaged(read.absent ? 'is missing' : read.why)
    throw new TernateError(
      'RUN_MISSING',
      `${folder} is not the folder of a run`,
      'Name the folder that `ternate run` printed; `ternate list` shows those under runs/.',
    )
  }
  const file = read.content as Partial<RunFile> | null
  const format = file?.manifest?.format
  if (typeof format !== 'number') throw damaged()
  if (format !== FORMAT) throw otherFormat(basename(folder), format)
  const checked = outline.safeParse(file)
  if (!checked.success) throw damaged()
  const { problem } = checked.data
  return { ...(file as RunFile), problem: problem.startsWith('.') ? resolve(folder, problem) : problem }
}
