import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readText } from '../disk/read.ts'
import { TernateError } from '../engine/contracts/fault.ts'
import { didYouMean } from '../engine/contracts/nearest.ts'

/** Sources of the kit that run in the sandbox. They are read, never imported, and the package has them as they are here. */
const shipped = fileURLToPath(new URL('./kit/drivers/', import.meta.url))

/** How a problem names a file of the kit. */
const PREFIX = 'ternate/kit/'
const NAMED = /['"`](ternate\/kit\/[a-z][a-z0-9-]{0,59})['"`]/g

/** Characters of a problem's module. */
const LARGEST = 16_000_000

/** Whether a problem means a file of the kit by a name. */
export const isOfKit = (name: string): boolean => name.startsWith(PREFIX)

/** Names of the kit's files, as problems write them. */
const kitNames = (): string[] =>
  readdirSync(shipped)
    .sort()
    .map((file) => PREFIX + file.replace(/\.ts$/, ''))

/**
 * Files of the kit that a problem names, by their paths in the problem's folder, sorted, each with the place where it lies: in that
 * folder if it has a copy, as in an imported run, else in the package. The problem's module is read, not run.
 */
export function kitFilesOf(folder: string): ReadonlyMap<string, string> {
  const file = ['problem.ts', 'problem.js'].map((name) => join(folder, name)).find((place) => existsSync(place))
  const read = file === undefined ? undefined : readText(file, LARGEST)
  const names = read?.ok === true ? [...read.content.matchAll(NAMED)].map(([, name = '']) => name) : []
  const places = [...new Set(names)].sort().flatMap((name): (readonly [string, string])[] => {
    const path = `${name}.ts`
    const copy = join(folder, path)
    if (existsSync(copy)) return [[path, copy]]
    return kitNames().includes(name) ? [[path, join(shipped, path.slice(PREFIX.length))]] : []
  })
  return new Map(places)
}

/**
 * Finds the place of a file of the kit that a problem names.
 *
 * @throws TernateError `PROBLEM_FILE` for a name that the kit lacks, or that the problem's module does not write out
 */
export function kitFile(name: string, folder: string | undefined): string {
  const names = kitNames()
  const known = names.includes(name) ? join(shipped, `${name.slice(PREFIX.length)}.ts`) : undefined
  const place = folder === undefined ? known : kitFilesOf(folder).get(`${name}.ts`)
  if (place !== undefined) return place
  if (known !== undefined)
    throw new TernateError('PROBLEM_FILE', `${name} is not written out in problem.ts`, 'Write the name there, as one text in quotes.')
  throw new TernateError(
    'PROBLEM_FILE',
    `the kit has no file ${JSON.stringify(name.slice(0, 100))}${didYouMean(name, names)}`,
    `Name a file of the problem's folder, or one of: ${names.join(', ')}.`,
  )
}
