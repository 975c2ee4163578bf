import { join } from 'node:path'
import * as z from 'zod'
import { TernateError } from '../../engine/contracts/fault.ts'
import { openLog } from '../log.ts'
import type { Link, Log } from '../log.ts'
import { isPlainPath } from '../durable.ts'
import type { CanaryBounds } from '../policy/policy.ts'

/** A candidate that takes a share of the traffic until it is promoted or rolled back. */
export interface Canary {
  readonly version: string
  readonly proposal: string
  /** Of keys, in (0, .5]. */
  readonly share: number
  readonly bounds: CanaryBounds
}

/** What is in use from an entry of the history on. */
export interface Pointer {
  readonly champion: string
  readonly canary?: Canary
}

/** A step of a release's history. */
export interface Step extends Pointer {
  /**
   * - `began`: the first champion
   * - `canary`: a proposal's version takes a share of the traffic
   * - `promoted`: a proposal's version is the champion
   * - `rolled-back`: the champion of before is, or the canary is none any more
   */
  readonly kind: 'began' | 'canary' | 'promoted' | 'rolled-back'
  readonly proposal?: string
  /** Who: a person's name on the machine, or the bound that tripped. */
  readonly by: string
  /** Whether a bound did it, and nobody had a say. */
  readonly automatic?: true
  readonly why?: string
}

export type HistoryEntry = Step & Link

const version = z.string().regex(/^[0-9a-f]{32}$/, 'a version')
const level = z.number().positive().max(0.5)
const bound = z.strictObject({ level }).exactOptional()

const schema: z.ZodType<Step> = z.strictObject({
  kind: z.enum(['began', 'canary', 'promoted', 'rolled-back']),
  champion: version,
  canary: z
    .strictObject({
      version,
      proposal: z.string().max(20),
      share: z.number().positive().max(0.5),
      bounds: z.strictObject({
        failures: bound,
        denials: bound,
        complaints: bound,
        cost: z.strictObject({ level, cap: z.number().min(1) }).exactOptional(),
      }),
    })
    .exactOptional(),
  proposal: z.string().max(20).exactOptional(),
  by: z.string().max(200),
  automatic: z.literal(true).exactOptional(),
  why: z.string().max(2000).exactOptional(),
})

/** What a history's entries are checked by. */
export const stepSchema: z.ZodType<Step> = schema

/**
 * The folder of a release.
 *
 * @throws TernateError `RELEASE_MISSING` for what is no name of one
 */
export function releaseFolder(releases: string, name: string): string {
  if (!isPlainPath(name) || name.includes('/')) throw noRelease(name)
  return join(releases, name)
}

/** The fault of a release that there is not. */
export const noRelease = (name: string): TernateError =>
  new TernateError(
    'RELEASE_MISSING',
    `there is no release ${JSON.stringify(name.slice(0, 80))}`,
    'Promote a proposal first; `ternate releases` lists what there is.',
  )

/** Where the entries of a release's history lie. */
export const historyFolder = (folder: string): string => join(folder, 'history')

/** The history of a release. Its last entry is the pointer: what changes it is one new entry, and no other file. */
export const openHistory = (folder: string, now: () => string): Log<Step> => openLog(historyFolder(folder), schema, now)

/** The entries that put one champion after the other into use, oldest first, without what was undone: the last one is of the champion. */
export function lineOf(entries: readonly HistoryEntry[]): readonly HistoryEntry[] {
  const line: HistoryEntry[] = []
  for (const entry of entries) {
    const { kind, champion } = entry
    if (line.at(-1)?.champion === champion) continue
    const back = kind === 'rolled-back' ? line.findLastIndex((each) => each.champion === champion) : -1
    if (back >= 0) line.length = back + 1
    else line.push(entry)
  }
  return line
}

/**
 * The champion to go back to: the one before the last promotion that was not undone.
 *
 * @returns undefined where there was none before
 */
export const championBefore = (entries: readonly HistoryEntry[]): string | undefined => lineOf(entries).at(-2)?.champion
