import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { decode } from '../../disk/json.ts'
import { readBytes } from '../../disk/read.ts'
import { TernateError } from '../../engine/contracts/fault.ts'
import type { Files } from '../../engine/contracts/program.ts'
import { isPlainPath, placeFolder, unwritable } from '../durable.ts'
import { identityOf } from '../proposals/evidence.ts'

/** Bytes of a file of a version, files of one, and folders within each other. */
const LARGEST = 64 * 2 ** 20
const MOST = 10_000
const DEEPEST = 20

const versionFolder = (folder: string, version: string): string => join(folder, 'versions', version)

/** The files of a version by their paths. */
function filesIn(folder: string, below = '', depth = 0): Record<string, string> {
  const found: Record<string, string> = {}
  for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`
    if (entry.isDirectory() && depth < DEEPEST) Object.assign(found, filesIn(folder, path, depth + 1))
    else {
      const read = readBytes(join(folder, path), LARGEST, { links: false })
      const text = read.ok ? decode(read.content) : read
      if (!text.ok) throw new Error(`${path} ${text.why}`)
      // a byte-order mark is part of the file
      found[path] = read.ok ? read.content.toString('utf8') : ''
    }
    if (Object.keys(found).length > MOST) throw new Error(`has more than ${MOST} files`)
  }
  return found
}

/**
 * Reads a version and sees that it holds the bytes that it was released with.
 *
 * @throws TernateError `RELEASE_DAMAGED`
 */
export function readVersion(folder: string, version: string): Files {
  const place = versionFolder(folder, version)
  const damaged = (why: string): TernateError =>
    new TernateError(
      'RELEASE_DAMAGED',
      `the version ${place} ${why}`,
      'Put it back from a backup, or delete its folder and promote its proposal again; `ternate rollback` goes to the version before.',
    )
  let files: Files
  try {
    files = filesIn(place)
  } catch (error) {
    throw damaged(`cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
  if (identityOf(files) !== version) throw damaged('does not hold the bytes that it was released with')
  return files
}

/**
 * Stores a version; one that is there already stays as it is.
 *
 * @returns its name, the identity of its files
 * @throws TernateError `RELEASE_DAMAGED` where it is there and not as it was, `RELEASE_FILE`, `TRUST_UNWRITABLE`
 */
export function storeVersion(folder: string, files: Files): string {
  const odd = Object.keys(files).find((name) => !isPlainPath(name))
  if (odd !== undefined)
    throw new TernateError(
      'RELEASE_FILE',
      `a file is called ${JSON.stringify(odd.slice(0, 80))}`,
      'Name files by plain paths such as prompt.md or parts/one.md.',
    )
  const version = identityOf(files)
  try {
    placeFolder(versionFolder(folder, version), files)
  } catch (error) {
    throw unwritable(folder, error)
  }
  readVersion(folder, version)
  return version
}
