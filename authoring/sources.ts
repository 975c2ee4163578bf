import { isUtf8 } from 'node:buffer'
import { readdirSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { readBytes, readText } from '../disk/read.ts'
import { TernateError } from '../engine/contracts/fault.ts'
import type { Files } from '../engine/contracts/program.ts'
import { isJavaScript, resolveImport, specifiersOf } from '../languages/javascript/modules.ts'
import { parse, withoutMark } from '../languages/javascript/parse.ts'
import { isPlainName } from '../languages/names.ts'
import { holdsResults, isForeign } from './folder.ts'

/**
 * A file as the one file of a program, whatever it is called: `program.ts` or `program.js`, and in other languages `program` with its own
 * ending, so that programs which people write have the file that the initial program has.
 */
export function asProgram(name: string, text: string): Files {
  const base = name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1)
  if (isJavaScript(base)) return { [/\.[cm]?ts$/.test(base) ? 'program.ts' : 'program.js']: text }
  const dot = base.indexOf('.', 1)
  return { [dot < 0 ? base : `program${base.slice(dot)}`]: text }
}

/** Levels of folders that are looked through. */
const DEEPEST = 20

/** Paths of the files in a folder that may be a program's, from the folder and with slashes, in the order of their names. */
export function sourcesIn(folder: string, below: string = '', depth: number = 0): string[] {
  return readdirSync(join(folder, below))
    .sort()
    .flatMap((name) => {
      if (isForeign(name) || depth > DEEPEST) return []
      const path = below === '' ? name : `${below}/${name}`
      const found = statSync(join(folder, path), { throwIfNoEntry: false })
      if (found?.isDirectory() !== true) return isPlainName(path) ? [path] : []
      return holdsResults(join(folder, path)) ? [] : sourcesIn(folder, path, depth + 1)
    })
}

/** Bytes that the source files of a program may have together. */
export const LARGEST_PROGRAM: number = 2 ** 20

/** Reads files of a folder as a program; `refuse` makes the fault of one that cannot be read, or with which it is too large. */
export function readFiles(folder: string, paths: readonly string[], refuse: (file: string, why: string) => Error): Files {
  let left = LARGEST_PROGRAM
  return Object.fromEntries(
    paths.map((path) => {
      const file = join(folder, path)
      const read = readBytes(file, left)
      if (!read.ok) throw refuse(file, read.why)
      left -= read.content.length
      if (!isJavaScript(path) && !isUtf8(read.content)) throw refuse(file, 'is no text')
      return [path, withoutMark(read.content.toString('utf8'))]
    }),
  )
}

/** What modules import, as paths from their folder. */
function importedBy(files: Files): ReadonlySet<string | undefined> {
  const parsed = Object.entries(files).map(([name, text]) => ({ name, module: parse(text, name) }))
  return new Set(
    parsed.flatMap(({ name, module }) => (module.ok ? specifiersOf(module.tree).map((from) => resolveImport(name, from)) : [])),
  )
}

/**
 * Reads a folder as a program: all its files, or, `isolated`, what the sandbox for JavaScript has a use for, which is modules and what
 * they import. `refuse` as of `readFiles`.
 */
export function readFolder(folder: string, isolated: boolean, refuse: (file: string, why: string) => Error): Files {
  const paths = sourcesIn(folder)
  if (!isolated) return readFiles(folder, paths, refuse)
  const modules = paths.filter(isJavaScript)
  if (modules.length === paths.length) return readFiles(folder, modules, refuse)
  const imported = importedBy(readFiles(folder, modules, refuse))
  const wanted = paths.filter((path) => isJavaScript(path) || imported.has(path))
  return readFiles(folder, wanted, refuse)
}

const unreadable = (file: string, why: string): TernateError =>
  new TernateError('PROBLEM_FILE', `${file} ${why}`, 'Write the file, or name another in problem.ts.')

/** The text of a source file that a problem names. Throws TernateError `PROBLEM_FILE`. */
export function readSource(place: string): string {
  const read = readText(place, LARGEST_PROGRAM)
  if (read.ok) return withoutMark(read.content)
  throw unreadable(place, read.why)
}

/**
 * A program that a problem names: a file, or a folder of files, read as `readFolder` does.
 *
 * @throws TernateError `PROBLEM_FILE`
 */
export function readNamed(folder: string, name: string, isolated: boolean): Files {
  const place = join(folder, name)
  if (statSync(place, { throwIfNoEntry: false })?.isDirectory() !== true) return asProgram(name, readSource(place))
  const files = readFolder(place, isolated, unreadable)
  if (Object.keys(files).length > 0) return files
  throw new TernateError(
    'PROBLEM_FILE',
    `${place} holds no source file`,
    'Write the files of the program there, or name another in problem.ts.',
  )
}

/** The innermost folder that holds all the files, and their paths from there, with slashes. */
export function fromCommonFolder(files: readonly string[]): { readonly folder: string; readonly paths: readonly string[] } {
  let folder = dirname(resolve(files[0] ?? '.'))
  const holds = (file: string): boolean => !relative(folder, resolve(file)).split(sep).includes('..')
  while (!files.every(holds)) folder = dirname(folder)
  return { folder, paths: files.map((file) => relative(folder, resolve(file)).split(sep).join('/')) }
}
