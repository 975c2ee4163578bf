import * as z from 'zod'
import { TernateError } from '../../engine/contracts/fault.ts'
import { GATE_ROLES } from '../contracts.ts'
import type { GateRole, GateSet, Identity } from '../contracts.ts'
import { hashOf, hashOfCase, hashOfSet } from './hash.ts'

/** A set as it was frozen. */
export interface LockedSet {
  readonly name: string
  readonly role: GateRole
  readonly hash: string
  /** Hashes of its cases, in its order. */
  readonly cases: readonly string[]
  /** Present where a generator of the problem makes the cases, and as many others as one likes. */
  readonly generated?: true
}

/** The sets of a problem at one time, and all that judges on them. */
export interface SetsVersion {
  readonly version: number
  readonly reason: string
  /** UTC, ISO 8601. */
  readonly at: string
  readonly identity: Identity
  /** SHA-256 of the secret that seeds of fresh cases are made from. */
  readonly commitment: string
  readonly sets: readonly LockedSet[]
  /** Hash of the version before, empty for the first. */
  readonly previous: string
  readonly hash: string
}

/** All versions of a problem's sets, oldest first. */
export interface SetsLock {
  readonly format: 1
  readonly problem: string
  readonly versions: readonly SetsVersion[]
}

const sha = z.string().length(64)

/** What a lock's file holds. */
export const lockSchema: z.ZodType<SetsLock> = z.strictObject({
  format: z.literal(1),
  problem: z.string().max(300),
  versions: z
    .array(
      z.strictObject({
        version: z.number().int().positive(),
        reason: z.string().max(2000),
        at: z.string().max(40),
        identity: z.strictObject({ engine: z.string(), verifier: z.string(), driver: z.string(), sandbox: z.string() }),
        commitment: sha,
        sets: z.array(
          z.strictObject({
            name: z.string().max(300),
            role: z.enum(GATE_ROLES),
            hash: sha,
            cases: z.array(sha),
            generated: z.literal(true).exactOptional(),
          }),
        ),
        previous: z.string().max(64),
        hash: sha,
      }),
    )
    .min(1),
})

/** A set that is to be frozen. */
export type Gathered = Pick<GateSet, 'name' | 'role' | 'cases'> & { readonly generated?: true }

const lockedSet = ({ name, role, cases, generated }: Gathered): LockedSet => ({
  name,
  role,
  hash: hashOfSet(cases),
  cases: cases.map(hashOfCase),
  ...(generated === undefined ? {} : { generated }),
})

/** A lock with one version more. */
export function frozen(
  lock: SetsLock | undefined,
  {
    problem,
    sets,
    ...rest
  }: Pick<SetsVersion, 'reason' | 'at' | 'identity' | 'commitment'> & { readonly problem: string; readonly sets: readonly Gathered[] },
): SetsLock {
  const versions = lock?.versions ?? []
  const last = versions.at(-1)
  const draft = { version: versions.length + 1, ...rest, sets: sets.map(lockedSet), previous: last?.hash ?? '' }
  return { format: 1, problem, versions: [...versions, { ...draft, hash: hashOf(draft) }] }
}

/**
 * The last version of a lock, whose chain of hashes is whole.
 *
 * @throws TernateError `SETS_DAMAGED`
 */
export function lastVersion({ versions }: SetsLock, file: string): SetsVersion {
  let previous = ''
  for (const { hash, ...draft } of versions) {
    if (draft.previous !== previous || hashOf(draft) !== hash)
      throw new TernateError(
        'SETS_DAMAGED',
        `version ${draft.version} of the sets in ${file} is not what was frozen`,
        'Put the file back as it was: locks are changed by `ternate sets freeze` alone.',
      )
    previous = hash
  }
  return versions.at(-1) as SetsVersion
}

const NAMES: Readonly<Record<keyof Identity, string>> = {
  engine: 'the engine',
  verifier: 'the verifier',
  driver: 'the driver',
  sandbox: 'the sandbox',
}

/** What is not as it was frozen, one line each; empty where all is. */
export function changesSince(locked: Pick<SetsVersion, 'identity' | 'sets'>, identity: Identity, sets: readonly Gathered[]): string[] {
  const parts = (['engine', 'verifier', 'driver', 'sandbox'] as const).flatMap((part) =>
    locked.identity[part] === identity[part]
      ? []
      : [`${NAMES[part]} was ${locked.identity[part].slice(0, 60)} and is ${identity[part].slice(0, 60)}`],
  )
  const now = new Map(sets.map((set) => [set.name, lockedSet(set)]))
  const changed = locked.sets.flatMap(({ name, hash, cases, role }) => {
    const found = now.get(name)
    if (found === undefined) return [`the set ${name} is gone`]
    if (found.role !== role) return [`the set ${name} was ${role} and is ${found.role}`]
    if (found.hash === hash) return []
    const at = found.cases.findIndex((each, k) => each !== cases[k])
    return [
      found.cases.length === cases.length
        ? `case ${at + 1} of the set ${name} has changed`
        : `the set ${name} had ${cases.length} cases and has ${found.cases.length}`,
    ]
  })
  const added = sets.flatMap(({ name }) => (locked.sets.some((set) => set.name === name) ? [] : [`the set ${name} is new`]))
  return [...parts, ...changed, ...added]
}
