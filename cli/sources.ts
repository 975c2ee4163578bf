import { statSync } from 'node:fs'
import { basename } from 'node:path'
import { TernateError } from '../engine/contracts/fault.ts'
import type { Files, Program } from '../engine/contracts/program.ts'
import { asProgram, fromCommonFolder, readFiles, sourcesIn } from '../evaluators/problem/sources.ts'
import { makeProgram } from '../language/program.ts'
import { toCaller } from './place.ts'

/** What can be read of the given paths: one file, several that import each other, or all sources of a folder. */
function readSources(paths: readonly string[]): Files {
  const [first = ''] = paths
  const one = paths.length === 1
  const folder = one && statSync(first, { throwIfNoEntry: false })?.isDirectory() === true
  const all = folder ? { folder: first, paths: sourcesIn(first) } : fromCommonFolder(paths)
  if (all.paths.length === 0)
    throw new TernateError('PROGRAM_FILE', `${toCaller(first)} holds no source file`, 'Give a folder with .ts or .js files.')
  const files = readFiles(
    all.folder,
    all.paths,
    (file, why) => new TernateError('PROGRAM_FILE', `${toCaller(file)} ${why}`, 'Give the path of a JavaScript or TypeScript file.'),
  )
  return one && !folder ? asProgram(basename(first), Object.values(files)[0] ?? '') : files
}

/** The program in files that are given: one, several that import each other, or a folder; a TernateError `PROGRAM_FILE` when it is none. */
export function readProgram(paths: readonly string[]): Program {
  const shown = paths.map((path) => toCaller(path)).join(' ')
  let files: Files
  try {
    files = readSources(paths)
  } catch (error) {
    if (error instanceof TernateError) throw error
    const reason = (error as NodeJS.ErrnoException).code ?? String(error)
    throw new TernateError('PROGRAM_FILE', `${shown} cannot be read (${reason})`, 'Give the path of a JavaScript or TypeScript file.')
  }
  const made = makeProgram(files)
  if (made.ok) return made.program
  throw new TernateError(
    'PROGRAM_FILE',
    `${shown}: ${made.reason.replace(/^program\.[jt]s /, '')}`,
    'Give modules that parse and whose types can be erased.',
  )
}
