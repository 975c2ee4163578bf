import { randomBytes } from 'node:crypto'
import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder } from '../archive/folder.ts'
import { lock } from '../archive/lock.ts'
import { readCases } from '../authoring/cases.ts'
import { readJson } from '../disk/json.ts'
import { defined } from '../engine/contracts/defined.ts'
import { TernateError } from '../engine/contracts/fault.ts'
import type { Case, Problem } from '../engine/contracts/problem.ts'
import { GATE_ROLES } from '../trust/contracts.ts'
import type { GateRole } from '../trust/contracts.ts'
import { commitmentTo, isFresh } from '../trust/sets/fresh.ts'
import { hashOfCase } from '../trust/sets/hash.ts'
import { changesSince, frozen, lastVersion, lockSchema } from '../trust/sets/lock.ts'
import type { Gathered, SetsLock, SetsVersion } from '../trust/sets/lock.ts'
import { identityOf } from './identity.ts'

/** Bytes that a lock may have. */
const LARGEST = 64 * 2 ** 20

/** Where the sets of a problem are kept in a folder `.ternate`. */
export const setsFolder = (folder: string, { name }: Pick<Problem, 'name'>): string => join(folder, 'sets', encodeURIComponent(name))

const lockFile = (place: string): string => join(place, 'lock.json')
const secretFile = (place: string): string => join(place, 'secret')
const casesFile = (place: string, role: GateRole): string => join(place, `${role}.jsonl`)

/** The name of the set of cases that were added to a role. */
const addedSet = (role: GateRole): string => (role === 'heldOut' ? 'heldOut/added' : role)

/**
 * The sets of a problem as they are now: those that it holds out, and the cases that were added.
 *
 * @throws TernateError `PROBLEM_CASES`
 */
export function gatherSets(problem: Problem, folder: string): readonly Gathered[] {
  const place = setsFolder(folder, problem)
  const own = problem.heldOut.map(({ set, cases }): Gathered => {
    const generate = problem.generators?.get(set)
    const generated = generate !== undefined && isFresh(generate, cases)
    return { name: `heldOut/${set}`, role: 'heldOut', cases, ...(generated ? { generated } : {}) }
  })
  const added = GATE_ROLES.flatMap((role): Gathered[] => {
    const file = casesFile(place, role)
    return existsSync(file) ? [{ name: addedSet(role), role, cases: readCases(file, problem.checkCase).cases }] : []
  })
  return [...own, ...added]
}

/**
 * Reads the lock of a problem's sets; undefined where they were never frozen.
 *
 * @throws TernateError `SETS_DAMAGED`
 */
export function readLock(problem: Problem, folder: string): SetsLock | undefined {
  const file = lockFile(setsFolder(folder, problem))
  const read = readJson(file, LARGEST, { links: false })
  if (!read.ok && read.absent) return undefined
  const checked = read.ok ? lockSchema.safeParse(read.content) : undefined
  if (checked?.success !== true)
    throw new TernateError(
      'SETS_DAMAGED',
      `${file} is no lock of sets`,
      'Put the file back as it was: locks are changed by `ternate sets freeze` alone.',
    )
  lastVersion(checked.data, file)
  return checked.data
}

/** The last version of the sets of a problem. Throws a TernateError `SETS_UNFROZEN` where there is none. */
export function frozenSets(problem: Problem, folder: string): SetsVersion {
  const found = readLock(problem, folder)
  if (found !== undefined) return lastVersion(found, lockFile(setsFolder(folder, problem)))
  throw new TernateError(
    'SETS_UNFROZEN',
    `the sets of ${problem.name} were never frozen`,
    `Freeze them: \`ternate sets freeze ${problem.name}\`.`,
  )
}

/** The secret that the seeds of fresh cases are made from; made once. */
function secretIn(place: string): string {
  const file = secretFile(place)
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' })
  return readFileSync(file, 'utf8')
}

/**
 * The secret that a version of the sets committed to.
 *
 * @throws TernateError `SETS_DAMAGED` where it is another one
 */
export function committedSecret(problem: Problem, folder: string, { commitment }: Pick<SetsVersion, 'commitment'>): string {
  const file = secretFile(setsFolder(folder, problem))
  const secret = existsSync(file) ? readFileSync(file, 'utf8') : ''
  if (commitmentTo(secret) === commitment) return secret
  throw new TernateError(
    'SETS_DAMAGED',
    `${file} is not the secret that the frozen sets committed to`,
    'Put the file back, or freeze the sets anew with a reason.',
  )
}

/** What a freeze is told. */
export interface Freezing {
  readonly folder: string
  readonly reason?: string | undefined
  /** UTC, ISO 8601. */
  readonly at: string
}

/** What a freeze came to: the version that holds now, and what it changed; nothing where all was as it had been. */
export interface Freeze {
  readonly version: SetsVersion
  readonly changes: readonly string[]
}

/** Does something as the only one who writes the sets of a problem. */
function exclusively<T>(place: string, act: () => T): T {
  makeFolder(place)
  const { release } = lock(place)
  try {
    return act()
  } finally {
    release()
  }
}

function freezeHere(problem: Problem, { folder, reason, at }: Freezing): Freeze {
  const place = setsFolder(folder, problem)
  const before = readLock(problem, folder)
  const identity = identityOf(problem)
  const sets = gatherSets(problem, folder)
  const last = before && lastVersion(before, lockFile(place))
  const commitment = commitmentTo(secretIn(place))
  const changes = last === undefined ? [] : changesSince(last, identity, sets)
  if (last !== undefined && changes.length === 0 && last.commitment === commitment) return { version: last, changes }
  if (last !== undefined && (reason === undefined || reason.trim() === ''))
    throw new TernateError(
      'SETS_REASON',
      `the sets of ${problem.name} have changed since version ${last.version}: ${changes.slice(0, 3).join('; ')}`,
      'Say why with --reason: results of different versions are never compared.',
    )
  const after = frozen(before, { problem: problem.name, reason: reason ?? 'first', at, identity, commitment, sets })
  const draft = join(place, `lock.${process.pid}.draft`)
  writeFileSync(draft, `${JSON.stringify(after, null, 1)}\n`, { flush: true })
  renameSync(draft, lockFile(place))
  return { version: after.versions.at(-1) as SetsVersion, changes }
}

/**
 * Freezes the sets of a problem: hashes of every case, of verifier, driver, engine and sandbox, and the commitment to the secret that fresh
 * cases are made from. What has changed is a new version with a reason; where nothing has, the last one stays.
 *
 * @throws TernateError `SETS_REASON`, `SETS_DAMAGED`, `ARCHIVE_LOCKED`
 */
export const freezeSets = (problem: Problem, freezing: Freezing): Freeze =>
  exclusively(setsFolder(freezing.folder, problem), () => freezeHere(problem, freezing))

/**
 * Adds cases to the set of a role, which makes a new version; those that it has already are left out.
 *
 * @throws TernateError those of `freezeSets`, `SETS_NOTHING`
 */
export function addCases(
  problem: Problem,
  role: GateRole,
  cases: readonly Case[],
  freezing: Freezing & { readonly reason: string },
): Freeze {
  const place = setsFolder(freezing.folder, problem)
  return exclusively(place, () => {
    const file = casesFile(place, role)
    const known = existsSync(file) ? readCases(file, problem.checkCase).cases : []
    const seen = new Set(known.map(hashOfCase))
    const fresh = cases.filter((each) => !seen.has(hashOfCase(each)))
    if (fresh.length === 0)
      throw new TernateError('SETS_NOTHING', `every one of these cases is in ${addedSet(role)} already`, 'Name a file with other cases.')
    if (readLock(problem, freezing.folder) === undefined) freezeHere(problem, freezing)
    const names = new Set(known.map(({ name }) => name))
    const lines = fresh.map(({ name, input, expected, weight, group, metadata }, k) => {
      const free = names.has(name) ? `${name} (${known.length + k + 1})` : name
      names.add(free)
      return `${JSON.stringify({ name: free, input, ...defined({ expected, group, metadata }), ...(weight === 1 ? {} : { weight }) })}\n`
    })
    appendFileSync(file, lines.join(''), { flush: true })
    return freezeHere(problem, freezing)
  })
}
