import { statSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { readBytes } from '../disk/read.ts'
import { TernateError } from '../engine/contracts/fault.ts'
import type { Files, Program } from '../engine/contracts/program.ts'
import { asProgram, fromCommonFolder, LARGEST_PROGRAM, readFiles, readFolder } from '../authoring/sources.ts'
import { isJavaScript, specifiersOf } from '../languages/javascript/modules.ts'
import { parse } from '../languages/javascript/parse.ts'
import type { Languages } from '../engine/contracts/language.ts'
import { ownLanguages } from '../languages/index.ts'
import { toCaller } from './paths.ts'

const unreadable = (file: string, why: string): TernateError =>
  new TernateError('PROGRAM_FILE', `${toCaller(file)} ${why}`, 'Give the path of a file of text.')

/** What can be read of the given paths: one file, several, or all that a folder holds. */
function readSources(paths: readonly string[], isolated: boolean, like: Files): Files {
  const [first = ''] = paths
  const one = paths.length === 1
  if (one && statSync(first, { throwIfNoEntry: false })?.isDirectory() === true) {
    const files = readFolder(first, isolated, unreadable)
    if (Object.keys(files).length > 0) return files
    throw new TernateError('PROGRAM_FILE', `${toCaller(first)} holds no source file`, 'Give a folder that holds the files of a program.')
  }
  const all = fromCommonFolder(paths)
  const files = readFiles(all.folder, all.paths, unreadable)
  return one && !Object.hasOwn(like, basename(first)) ? asProgram(basename(first), Object.values(files)[0] ?? '') : files
}

/** What of `files` a file imports, as paths like theirs. */
function importsOf(file: string, files: readonly string[]): string[] {
  if (!isJavaScript(file)) return []
  const read = readBytes(file, LARGEST_PROGRAM)
  const parsed = read.ok ? parse(read.content.toString('utf8'), basename(file)) : undefined
  if (parsed === undefined || !parsed.ok) return []
  const meant = specifiersOf(parsed.tree).flatMap((specifier) => (/^\.\.?\//.test(specifier) ? [resolve(dirname(file), specifier)] : []))
  return files.filter((other) => meant.includes(resolve(other)))
}

/** The paths of programs, apart: files of which one imports another are one program, a folder is one. */
export function apart(paths: readonly string[]): string[][] {
  const group = new Map(paths.map((path, k) => [path, k]))
  for (const path of paths) {
    for (const other of importsOf(path, paths)) {
      const [from, to] = [group.get(other), group.get(path)]
      for (const [each, of] of group) if (of === from && to !== undefined) group.set(each, to)
    }
  }
  return [...new Set(group.values())].map((of) => [...group].flatMap(([path, its]) => (its === of ? [path] : [])))
}

/**
 * The program in files that are given: one, several, or a folder, which is read as `readFolder` does.
 *
 * @param like a program of its kind: a file that is called like one of its files, as a prompt, keeps its name
 * @throws TernateError `PROGRAM_FILE` when it is none
 */
export function readProgram(
  paths: readonly string[],
  isolated: boolean,
  { makeProgram }: Pick<Languages, 'makeProgram'> = ownLanguages,
  like: Files = {},
): Program {
  const shown = paths.map((path) => toCaller(path)).join(' ')
  let files: Files
  try {
    files = readSources(paths, isolated, isolated ? {} : like)
  } catch (error) {
    if (error instanceof TernateError) throw error
    const reason = (error as NodeJS.ErrnoException).code ?? String(error)
    throw new TernateError('PROGRAM_FILE', `${shown} cannot be read (${reason})`, 'Give the path of a file of text.')
  }
  const made = makeProgram(files)
  if (made.ok) return made.program
  throw new TernateError(
    'PROGRAM_FILE',
    `${shown}: ${made.reason.replace(/^program\.\S+ /, '')}`,
    'Give files that are in the languages of their endings: modules that parse and whose types can be erased, JSON, text.',
  )
}
