import type { Problem } from '../contracts/problem.ts'
import type { Files } from '../contracts/program.ts'

/**
 * A reason in which the files of a program are called as its author calls them: `name` is the program's own file, or the folder that
 * holds its files.
 */
export function inAuthorsNames(reason: string, files: Files, name: string | undefined): string {
  if (name === undefined) return reason
  const isFile = /\.[^./]+$/.test(name)
  return reason
    .split(' ')
    .map((word) => {
      const [file = ''] = word.split(/[:,]/)
      return Object.hasOwn(files, file) ? (isFile ? name : `${name}/${file}`) + word.slice(file.length) : word
    })
    .join(' ')
}

/** The same for a problem's first initial program. */
export const inInitialNames = ({ initialPrograms, initialFiles }: Problem, reason: string): string =>
  inAuthorsNames(reason, initialPrograms[0] ?? {}, initialFiles?.[0])
