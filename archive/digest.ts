import { hash } from 'node:crypto'
import { type JournalEntry, type JournalRecord, TernateError } from '../engine/contracts/index.ts'
import { encode } from './canonical.ts'

/** The digest before the first record. */
export const GENESIS: string = '0'.repeat(64)

/** A link of the chain, given the record's canonical text: SHA-256 in 64 hexadecimal digits. */
export const link = (previous: string, text: string): string => hash('sha256', previous + text, 'hex')

/** Texts of records that were lately chained: each is written twice, for the chain and into the archive, and encoded once. */
const texts = new WeakMap<JournalRecord, string>()

/** The canonical text of a record. */
export function textOf(record: JournalRecord): string {
  const known = texts.get(record)
  if (known !== undefined) return known
  const text = encode(record)
  texts.set(record, text)
  return text
}

/**
 * The digest up to and including a record: equal digests mean equal histories.
 *
 * @example
 * const first = chain(GENESIS, { type: 'stop', reason: 'stopped' })
 */
export const chain = (previous: string, record: JournalRecord): string => link(previous, textOf(record))

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
