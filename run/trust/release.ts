import { join } from 'node:path'
import { serve } from '../../trust/release/champion.ts'
import type { Served } from '../../trust/release/champion.ts'
import { note } from '../../trust/release/observe.ts'
import type { Observed } from '../../trust/release/observe.ts'
import type { Observation } from '../../trust/release/watch.ts'
import { trustFolder } from './folder.ts'

/** Where releases lie. */
export interface ReleasePlace {
  /** The folder of releases; `.ternate/releases` of the working folder, or of TERNATE_FOLDER, unless given. */
  readonly folder?: string
}

/** The folder of the caller's releases. */
export const releasesFolder = (): string => join(trustFolder(), 'releases')

/**
 * The program that is in use for a key: the champion of a release, or its canary for a share of keys.
 *
 * @param name of the release, which is the problem's
 * @param key whom or what it is used for, such as a user's id: equal keys have equal programs as long as nobody promotes or rolls back
 * @throws TernateError `RELEASE_MISSING`, `RELEASE_DAMAGED`, `TRUST_LOG`
 *
 * @example
 * const { files, version } = champion('support', user.id)
 * observe('support', version, { quality: solved ? 1 : 0, cost: 0.02 })
 */
export const champion = (name: string, key: string, { folder = releasesFolder() }: ReleasePlace = {}): Served => serve(folder, name, key)

/**
 * Tells what came of one use of a version: quality from 0 to 1, cost, denied calls, complaints. While a canary runs it is on disk when this
 * returns; as soon as a bound of the policy trips, the champion is in use for all keys again.
 *
 * @param version as `champion` gave it
 * @throws TernateError `OBSERVATION_INVALID`, `RELEASE_MISSING`, `TRUST_LOG`, `TRUST_UNWRITABLE`
 */
export const observe = (
  name: string,
  version: string,
  observation: Observation,
  { folder = releasesFolder() }: ReleasePlace = {},
): Observed => note(folder, name, version, observation, () => new Date().toISOString())
