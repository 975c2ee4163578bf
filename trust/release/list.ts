import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { entryNames } from '../log.ts'
import { historyFolder, noRelease, openHistory, releaseFolder } from './history.ts'
import type { HistoryEntry } from './history.ts'
import { watchOf } from './observe.ts'
import type { BoundState } from './watch.ts'

/** Names of the releases in a folder. */
export function releaseNames(releases: string): string[] {
  try {
    return readdirSync(releases)
      .filter((name) => !name.startsWith('.') && entryNames(historyFolder(join(releases, name))).length > 0)
      .sort()
  } catch {
    return []
  }
}

/** A release: what is in use, how its canary stands, and how it came to that. */
export interface ReleaseState {
  readonly name: string
  readonly champion: string
  readonly canary?: { readonly version: string; readonly proposal: string; readonly share: number; readonly bounds: readonly BoundState[] }
  readonly history: readonly HistoryEntry[]
}

/**
 * How a release stands.
 *
 * @throws TernateError `RELEASE_MISSING`, `TRUST_LOG`
 */
export function releaseState(releases: string, name: string): ReleaseState {
  const history = openHistory(releaseFolder(releases, name), () => '').entries()
  const last = history.at(-1)
  if (last === undefined) throw noRelease(name)
  if (last.canary === undefined) return { name, champion: last.champion, history }
  const { version, proposal, share } = last.canary
  const bounds = watchOf(releases, name)?.watch.states() ?? []
  return { name, champion: last.champion, canary: { version, proposal, share, bounds }, history }
}
