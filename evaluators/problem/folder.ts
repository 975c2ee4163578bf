import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** A file of a problem's folder. */
export interface ProblemFile {
  /** From the folder, with slashes. */
  readonly path: string
  readonly bytes: Buffer
}

/** Whether a name in a problem's folder is no part of the problem: dot files, node_modules and runs. */
export const isForeign = (name: string): boolean => name.startsWith('.') || name === 'node_modules' || name === 'runs'

/** Every file that makes a problem, in the order of their paths. */
export function* problemFiles(folder: string, below: string = ''): Generator<ProblemFile> {
  for (const name of readdirSync(join(folder, below)).sort()) {
    if (isForeign(name)) continue
    const path = below === '' ? name : `${below}/${name}`
    if (statSync(join(folder, path)).isDirectory()) yield* problemFiles(folder, path)
    else yield { path, bytes: readFileSync(join(folder, path)) }
  }
}

/** What is told of a problem to its readers, and judges no program. */
const TOLD = 'README.md'

function hashOf(files: Iterable<ProblemFile>): string {
  const hash = createHash('sha256')
  for (const { path, bytes } of files) hash.update(JSON.stringify([path, bytes.length])).update(bytes)
  return hash.digest('hex').slice(0, 32)
}

/** What a problem's content is called: the hash of its files and their paths, but for its README. */
export const hashFolder = (folder: string): string => hashOf(problemFiles(folder).filter(({ path }) => path !== TOLD))

/** What a folder's content is called in a run that calls it so; runs may have the README in it. */
export const contentAs = (then: string, folder: string): string => (hashOf(problemFiles(folder)) === then ? then : hashFolder(folder))
