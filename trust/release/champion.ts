import { hash } from 'node:crypto'
import type { Files } from '../../engine/contracts/program.ts'
import { entryNames, readEntry } from '../log.ts'
import { historyFolder, noRelease, releaseFolder, stepSchema } from './history.ts'
import type { Canary, HistoryEntry } from './history.ts'
import { readVersion } from './version.ts'
import type { Arm } from './watch.ts'

/** What an application uses for a key. */
export interface Served {
  readonly arm: Arm
  /** Identity of the files; `observe` wants it back. */
  readonly version: string
  readonly files: Files
  /** The proposal that a canary is of. */
  readonly proposal?: string
}

/** Versions that a process keeps in memory. */
const KEPT = 16

const pointers = new Map<string, { readonly name: string; readonly entry: HistoryEntry }>()
const versions = new Map<string, Files>()

/**
 * The last entry of a release's history, which is the pointer.
 *
 * @throws TernateError `RELEASE_MISSING`, `TRUST_LOG`
 */
export function pointerOf(releases: string, name: string): HistoryEntry {
  const folder = releaseFolder(releases, name)
  const last = entryNames(historyFolder(folder)).at(-1)
  if (last === undefined) throw noRelease(name)
  const known = pointers.get(folder)
  if (known?.name === last) return known.entry
  const entry = readEntry(historyFolder(folder), last, stepSchema)
  pointers.set(folder, { name: last, entry })
  return entry
}

function filesOf(folder: string, version: string): Files {
  const place = `${folder}\n${version}`
  const files = versions.get(place) ?? readVersion(folder, version)
  versions.delete(place)
  versions.set(place, files)
  for (const oldest of versions.keys()) {
    if (versions.size <= KEPT) break
    versions.delete(oldest)
  }
  return files
}

/** Whether a key is among those that a canary has: the same keys as long as it runs, and others than an earlier canary had. */
export function isCanaryKey({ proposal, share }: Pick<Canary, 'proposal' | 'share'>, release: string, key: string): boolean {
  const bits = Number.parseInt(hash('sha256', JSON.stringify([release, proposal, key])).slice(0, 12), 16)
  return bits / 2 ** 48 < share
}

/**
 * The program that is in use for a key: the champion, or the canary for its share of keys.
 *
 * @param releases the folder of releases
 * @param key whom or what it is used for, such as a user's id: a key has one program as long as the pointer stays
 * @throws TernateError `RELEASE_MISSING`, `RELEASE_DAMAGED`, `TRUST_LOG`
 */
export function serve(releases: string, name: string, key: string): Served {
  const { champion, canary } = pointerOf(releases, name)
  const folder = releaseFolder(releases, name)
  if (canary !== undefined && isCanaryKey(canary, name, key))
    return { arm: 'canary', version: canary.version, files: filesOf(folder, canary.version), proposal: canary.proposal }
  return { arm: 'champion', version: champion, files: filesOf(folder, champion) }
}
