import { createHash, hash as digest } from 'node:crypto'
import { closeSync, existsSync, lstatSync, readdirSync, readSync, realpathSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { openPlain, readBytes, statPlain } from '../disk/read.ts'
import { TernateError } from '../engine/contracts/fault.ts'
import { kitFilesOf } from './kit-files.ts'

/** A file of a problem's folder. */
export interface ProblemFile {
  /** From the folder, with slashes. */
  readonly path: string
  readonly bytes: Buffer
}

const MODULES = ['problem.ts', 'problem.js']
const COLLECTIONS = ['problems.ts', 'problems.js']

const has = (folder: string, files: readonly string[]): boolean => files.some((file) => existsSync(join(folder, file)))

/** The module of many problems that a folder has, if it has one. */
export const collectionIn = (folder: string): string | undefined =>
  COLLECTIONS.map((file) => join(folder, file)).find((file) => existsSync(file))

/** The folder on disk that a problem's place means: of one problem of many, `FOLDER/NAME`, that is the folder of them all. */
export const homeOf = (place: string): string => (!has(place, MODULES) && has(dirname(place), COLLECTIONS) ? dirname(place) : place)

/** Bytes that a file of a problem may have, and levels of folders. */
const LARGEST = 2 ** 30
const DEEPEST = 40

/** Whether a name in a problem's folder is no part of the problem: dot files, node_modules and runs. */
export const isForeign = (name: string): boolean => name.startsWith('.') || name === 'node_modules' || name === 'runs'

/** How every `manifest.json` of a run begins. */
const RUN_HEAD = '{\n  "manifest": {'

/** Whether a run's `manifest.json` is in a folder, be it that the run has no archive yet. */
function holdsRun(folder: string): boolean {
  const file = join(folder, 'manifest.json')
  if (!existsSync(file)) return false
  if (existsSync(join(folder, 'archive'))) return true
  const opened = openPlain(file)
  if (!opened.ok) return false
  try {
    const head = Buffer.alloc(RUN_HEAD.length)
    readSync(opened.content, head)
    return head.toString('latin1') === RUN_HEAD
  } finally {
    closeSync(opened.content)
  }
}

/** Whether a folder is what came of a problem, a run or an experiment: wherever it lies, it is no part of the problem. */
export const holdsResults = (folder: string): boolean =>
  holdsRun(folder) || (existsSync(join(folder, 'experiment.json')) && existsSync(join(folder, 'runs')))

const unfit = (place: string, why: string): TernateError =>
  new TernateError(
    'PROBLEM_FILE',
    `${place} ${why}`,
    'Plain files make a problem: take it out of the folder, or put it below a folder whose name begins with a dot.',
  )

/** What is at a place of a problem's folder; anything but a file and a folder is a fault, and is not opened. */
function fileOrFolder(place: string): 'file' | 'folder' {
  const found = statPlain(place)
  if (found.ok) return 'file'
  if (found.why === 'is a folder') return 'folder'
  if (found.absent && lstatSync(place, { throwIfNoEntry: false })?.isSymbolicLink() === true) throw unfit(place, 'is a link to nothing')
  throw unfit(place, found.why.replace('cannot be read (ELOOP)', 'is a link to itself'))
}

/**
 * The paths of all files that make a problem, in their order, none of them read.
 *
 * @param above the folders that the walk is in, so that a link into one of them is found
 * @throws TernateError `PROBLEM_FILE` for something that is neither a plain file nor a folder
 */
export function* problemPaths(
  place: string,
  below: string = '',
  above: readonly string[] = [realpathSync(homeOf(place))],
): Generator<string> {
  const folder = homeOf(place)
  if (above.length > DEEPEST) throw unfit(join(folder, below), `lies deeper than ${DEEPEST} folders`)
  for (const name of readdirSync(join(folder, below)).sort()) {
    if (isForeign(name)) continue
    const path = below === '' ? name : `${below}/${name}`
    const found = join(folder, path)
    if (fileOrFolder(found) === 'file') {
      yield path
      continue
    }
    if (holdsResults(found)) continue
    const real = realpathSync(found)
    if (above.includes(real)) throw unfit(found, 'is a link to a folder that it lies in')
    yield* problemPaths(folder, path, [...above, real])
  }
}

/**
 * Every file that makes a problem, in the order of their paths; then those of the kit that it names, as if they lay in its folder.
 * Throws as `problemPaths` does.
 */
export function* problemFiles(of: string): Generator<ProblemFile> {
  const folder = homeOf(of)
  const kit = kitFilesOf(folder)
  const own = problemPaths(folder).filter((path) => !kit.has(path))
  for (const [path, place] of [...own.map((name) => [name, join(folder, name)] as const), ...kit]) {
    const read = readBytes(place, LARGEST)
    if (!read.ok) throw unfit(place, read.why)
    yield { path, bytes: read.content }
  }
}

/** What is told of a problem to its readers, and judges no program. */
const TOLD = 'README.md'

function hashOf(files: Iterable<ProblemFile>, place: string): string {
  const hash = createHash('sha256')
  if (homeOf(place) !== place) hash.update(JSON.stringify(['problem', basename(place)]))
  for (const { path, bytes } of files) hash.update(JSON.stringify([path, bytes.length])).update(bytes)
  return hash.digest('hex').slice(0, 32)
}

/** What a problem's content is called: the hash of its files and their paths, but for its README. */
export const hashFolder = (folder: string): string =>
  hashOf(
    problemFiles(folder).filter(({ path }) => path !== TOLD),
    folder,
  )

/** What a folder's content is called in a run that calls it so; runs may have the README in it. */
export const contentAs = (then: string, folder: string): string =>
  hashOf(problemFiles(folder), folder) === then ? then : hashFolder(folder)

/** Files of a problem by path, each with its hash: which ones have changed is told by them, and nothing else. */
export type Hashes = Readonly<Record<string, string>>

/** Files of which hashes are kept; who has more is not told which have changed. */
const TRACKED = 2000

/** The hashes of a problem's files, undefined where there are very many. */
export function hashesOf(folder: string): Hashes | undefined {
  const hashes: Record<string, string> = {}
  let files = 0
  for (const { path, bytes } of problemFiles(folder)) {
    if (path === TOLD) continue
    files += 1
    if (files > TRACKED) return undefined
    hashes[path] = digest('sha256', bytes, 'hex').slice(0, 32)
  }
  return hashes
}

/** Names that are listed one by one. */
const LISTED = 5

/** Which files of a problem are not what they were: ` (new: notes.txt; changed: problem.ts)`, or nothing where that is not known. */
export function changesSince(then: Hashes | undefined, folder: string): string {
  const now = then === undefined ? undefined : hashesOf(folder)
  if (then === undefined || now === undefined) return ''
  const list = (what: string, names: readonly string[]): string[] => {
    const more = names.length > LISTED ? ` and ${names.length - LISTED} more` : ''
    return names.length === 0 ? [] : [`${what}: ${names.slice(0, LISTED).join(', ')}${more}`]
  }
  const said = [
    ...list(
      'new',
      Object.keys(now).filter((path) => !Object.hasOwn(then, path)),
    ),
    ...list(
      'changed',
      Object.keys(now).filter((path) => Object.hasOwn(then, path) && then[path] !== now[path]),
    ),
    ...list(
      'missing',
      Object.keys(then).filter((path) => !Object.hasOwn(now, path)),
    ),
  ]
  return said.length === 0 ? '' : ` (${said.join('; ')})`
}

/** The folder of the problem that a file at a place would be part of; undefined when it would be of none. */
function problemAround(place: string): string | undefined {
  for (let at = place; dirname(at) !== at; at = dirname(at)) {
    if (isForeign(basename(at)) || holdsResults(at)) return undefined
    const folder = dirname(at)
    if (['problem.ts', 'problem.js'].some((name) => existsSync(join(folder, name)))) return folder
  }
  return undefined
}

/**
 * Sees that what is to be written does not become part of a problem, whose runs could then not go on.
 *
 * @throws TernateError `OUT_INSIDE`
 */
export function mustStayOut(place: string): void {
  const folder = problemAround(place)
  if (folder === undefined) return
  throw new TernateError(
    'OUT_INSIDE',
    `${place} would become part of the problem in ${folder}, and its runs could not go on`,
    `Write it elsewhere, or into ${join(folder, 'runs')}, which is no part of the problem.`,
  )
}
