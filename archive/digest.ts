import { hash } from 'node:crypto'
import { type JournalEntry, type JournalRecord, TernateError } from '../engine/contracts/index.ts'
import { encode } from './canonical.ts'

/** The digest before the first record. */
export const GENESIS: string = '0'.repeat(64)

/** A link of the chain, given the record's canonical text: SHA-256 in 64 hexadecimal digits. */
export const link = (previous: string, text: string): string => hash('sha256', previous + text, 'hex')

/** A record as it stands in the chain. */
export interface Link {
  readonly text: string
  readonly previous: string
  readonly digest: string
}

/** Links that were lately made: a record is chained as it is made and checked as it is stored, and encoded and hashed once. */
const links = new WeakMap<JournalRecord, Link>()

/** The link of a record to the digest before it. */
export function linkOf(previous: string, record: JournalRecord): Link {
  const known = links.get(record)
  if (known?.previous === previous) return known
  const text = known?.text ?? encode(record)
  const made = { text, previous, digest: link(previous, text) }
  links.set(record, made)
  return made
}

/**
 * The digest up to and including a record: equal digests mean equal histories.
 *
 * @example
 * const first = chain(GENESIS, { type: 'stop', reason: 'stopped' })
 */
export const chain = (previous: string, record: JournalRecord): string => linkOf(previous, record).digest

/**
 * Recomputes the chain of a journal from its first entry and returns its last digest, `GENESIS` for an empty one.
 * Throws a TernateError `ARCHIVE_CORRUPT` at the first entry that is missing or does not follow from the one before it.
 */
export function verifyChain(entries: Iterable<JournalEntry>): string {
  let digest = GENESIS
  let index = 0
  for (const entry of entries) {
    index += 1
    if (entry.index !== index) throw corrupt(`journal entry ${index} is missing`)
    digest = chain(digest, entry.record)
    if (digest !== entry.digest) throw corrupt(`journal entry ${index} does not follow from the entries before it`)
  }
  return digest
}

/** The fault of an archive that holds something else than what was written. */
export const corrupt = (what: string, cause?: unknown): TernateError =>
  new TernateError(
    'ARCHIVE_CORRUPT',
    `the archive is damaged: ${what}`,
    'Restore the run from a copy, or repeat it with `ternate run --manifest`.',
    { cause },
  )
