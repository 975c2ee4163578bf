import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import type { Files } from '../../engine/contracts/program.ts'
import { isFileName } from '../../language/modules.ts'
import { withoutMark } from '../../language/parse.ts'
import { isForeign } from './folder.ts'

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
      return statSync(join(folder, path)).isDirectory() ? sourcesIn(folder, path, depth + 1) : isFileName(path) ? [path] : []
    })
}

/** Reads files of a folder as a program. */
export const readFiles = (folder: string, paths: readonly string[]): Files =>
  Object.fromEntries(paths.map((path) => [path, withoutMark(readFileSync(join(folder, path), 'utf8'))]))

/** The innermost folder that holds all the files, and their paths from there, with slashes. */
export function fromCommonFolder(files: readonly string[]): { readonly folder: string; readonly paths: readonly string[] } {
  let folder = dirname(resolve(files[0] ?? '.'))
  const holds = (file: string): boolean => !relative(folder, resolve(file)).split(sep).includes('..')
  while (!files.every(holds)) folder = dirname(folder)
  return { folder, paths: files.map((file) => relative(folder, resolve(file)).split(sep).join('/')) }
}
