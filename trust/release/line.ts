import { TernateError } from '../../engine/contracts/fault.ts'
import type { Candidate, Promotion } from '../contracts.ts'
import { rightsIn } from '../gate/rights.ts'
import { lineOf, openHistory, releaseFolder } from './history.ts'
import { readVersion } from './version.ts'

/** The champion of a release, and how it became that. */
export interface Released {
  readonly version: string
  readonly champion: Candidate
  /** The line of promotions that stand, the first champion among them, oldest first. */
  readonly promotions: readonly Promotion[]
}

/**
 * The champion of a release, whatever canary runs; undefined where there is no release of that name.
 *
 * @param releases the folder of releases
 * @throws TernateError `RELEASE_DAMAGED`, `TRUST_LOG`, `GATE_RIGHTS`
 */
export function released(releases: string, name: string): Released | undefined {
  let folder: string
  try {
    folder = releaseFolder(releases, name)
  } catch (error) {
    // what cannot be the name of a release has none
    if (error instanceof TernateError && error.code === 'RELEASE_MISSING') return undefined
    throw error
  }
  const line = lineOf(openHistory(folder, () => '').entries()).map(({ champion: version, proposal = 'the first champion' }) => {
    const files = readVersion(folder, version)
    return { version, proposal, champion: { files, rights: rightsIn(files) } }
  })
  const last = line.at(-1)
  if (last === undefined) return undefined
  const promotions = line.map(({ proposal, champion: { rights } }): Promotion => ({ proposal, rights }))
  return { version: last.version, champion: last.champion, promotions }
}
