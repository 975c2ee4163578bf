import { createHash, randomUUID } from 'node:crypto'
import {
  chmodSync,
  cpSync,
  existsSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve, sep } from 'node:path'
import { TernateError } from '../../engine/contracts/fault.ts'
import type { Files } from '../../engine/contracts/program.ts'

/** Built programs that are kept on a machine. */
const KEPT = 256

/**
 * The folder of all folders for commands, which is this user's alone to write.
 *
 * @throws TernateError `PROBLEM_RUNNER` where somebody else has a folder of its name
 */
function home(): string {
  const own = process.getuid?.()
  const place = join(tmpdir(), `ternate-commands-${own ?? 'me'}`)
  mkdirSync(place, { recursive: true, mode: 0o755 })
  const { uid, mode } = lstatSync(place)
  if (own === undefined || (uid === own && (mode & 0o170_022) === 0o040_000)) return place
  throw new TernateError(
    'PROBLEM_RUNNER',
    `${place} is not this user's own folder`,
    'Remove it, or name another folder for temporary files by TMPDIR.',
  )
}

/** A new empty folder, which other users may look into. */
export function freshFolder(): string {
  const folder = mkdtempSync(join(home(), 'run-'))
  chmodSync(folder, 0o755)
  return folder
}

/** Removes a folder, whoever wrote what is in it. */
export function removeFolder(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  } catch {
    // what cannot be removed is left to the machine's own cleaning of temporary files
  }
}

/** Writes the files of a program into a folder. */
export function writeFiles(folder: string, files: Files): void {
  for (const [name, text] of Object.entries(files)) {
    const place = join(folder, name)
    mkdirSync(dirname(place), { recursive: true })
    writeFileSync(place, text, { mode: text.startsWith('#!') ? 0o755 : 0o644 })
  }
}

/** Copies a folder's content as it is. Links are copied as links. */
export const copyFolder = (from: string, to: string): void => cpSync(from, to, { recursive: true, verbatimSymlinks: true, force: true })

/** Gives everything in a folder to a user, so that nobody else may change it. */
export function giveTo(uid: number, place: string): void {
  if (process.getuid?.() !== 0) return
  lchownSync(place, uid, uid)
  if (lstatSync(place).isDirectory()) for (const name of readdirSync(place)) giveTo(uid, join(place, name))
}

/** Bytes of the files in a folder; counting ends above `most`. */
export function sizeOf(place: string, most: number): number {
  let bytes = 0
  const open = [place]
  for (let at = open.pop(); at !== undefined && bytes <= most; at = open.pop()) {
    try {
      const entry = lstatSync(at)
      if (entry.isDirectory()) for (const name of readdirSync(at)) open.push(join(at, name))
      else bytes += entry.blocks * 512
    } catch {
      // it was removed meanwhile
    }
  }
  return bytes
}

/** A name for what these texts make. */
export const keyOf = (...parts: readonly string[]): string => createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32)

/** Drops the folders that were used longest ago. */
function dropOldest(store: string): void {
  const names = readdirSync(store).filter((name) => !name.includes('.'))
  if (names.length <= KEPT) return
  const aged = names.flatMap((name) => {
    const entry = statSync(join(store, name), { throwIfNoEntry: false })
    return entry === undefined ? [] : [{ name, used: entry.mtimeMs }]
  })
  for (const { name } of aged.toSorted((a, b) => a.used - b.used).slice(0, names.length - KEPT)) removeFolder(join(store, name))
}

/** What is made once on a machine, by its key, and found again by every process of this user. */
export function madeOnce(
  store: string,
  key: string,
  root: string = home(),
): { readonly place: string; readonly made: boolean; keep(folder: string): void } {
  const folder = join(root, store)
  mkdirSync(folder, { recursive: true, mode: 0o755 })
  const place = join(folder, key)
  const made = existsSync(place)
  if (made) utimesSync(place, new Date(), new Date())
  return {
    place,
    made,
    keep(from) {
      const passing = `${place}.${randomUUID()}`
      try {
        copyFolder(from, passing)
        renameSync(passing, place)
      } catch (error) {
        removeFolder(passing)
        // another worker was first
        if (!existsSync(place)) throw error
      }
      dropOldest(folder)
    },
  }
}

/**
 * A file or folder of a problem.
 *
 * @throws TernateError `PROBLEM_FILE`
 */
export function inProblem(folder: string, name: string): string {
  const place = resolve(folder, name)
  if (place.startsWith(folder + sep) && existsSync(place)) return place
  throw new TernateError(
    'PROBLEM_FILE',
    `${name}, which the runner is to show, is not in ${folder}`,
    'Name files or folders of the problem, by their paths from its folder.',
  )
}
