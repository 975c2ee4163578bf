import { readdirSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { readBytes, readText } from '../disk/read.ts'
import { TernateError } from '../engine/contracts/fault.ts'
import type { Files } from '../engine/contracts/program.ts'
import { isFileName } from '../languages/javascript/modules.ts'
import { withoutMark } from '../languages/javascript/parse.ts'
import { holdsResults, isForeign } from './folder.ts'

/** A source file as the one file of a program: `program.ts` or `program.js`. */
export const asProgram = (name: string, text: string): Files => ({ [/\.[cm]?ts$/.test(name) ? 'program.ts' : 'program.js']: text })

/** Levels of folders that are looked through. */
const DEEPEST = 20

/** Paths of the source files in a folder, from the folder and with slashes, in the order of their names. */
export function sourcesIn(folder: string, below: string = '', depth: number = 0): string[] {
  return readdirSync(join(folder, below))
    .sort()
    .flatMap((name) => {
      if (isForeign(name) || depth > DEEPEST) return []
      const path = below === '' ? name : `${below}/${name}`
      const found = statSync(join(folder, path), { throwIfNoEntry: false })
      if (found?.isDirectory() !== true) return isFileName(path) ? [path] : []
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
      return [path, withoutMark(read.content.toString('utf8'))]
    }),
  )
}

const unreadable = (file: string, why: string): TernateError =>
  new TernateError('PROBLEM_FILE', `${file} ${why}`, 'Write the file, or name another in problem.ts.')

/** The text of a source file that a problem names. Throws TernateError `PROBLEM_FILE`. */
export function readSource(place: string): string {
  const read = readText(place, LARGEST_PROGRAM)
  if (read.ok) return withoutMark(read.content)
  throw unreadable(place, read.why)
}

/** A program that a problem names: a file, or a folder of files that import each other. Throws TernateError `PROBLEM_FILE`. */
export function readNamed(folder: string, name: string): Files {
  const place = join(folder, name)
  if (statSync(place, { throwIfNoEntry: false })?.isDirectory() !== true) return asProgram(name, readSource(place))
  const paths = sourcesIn(place)
  if (paths.length > 0) return readFiles(place, paths, unreadable)
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
