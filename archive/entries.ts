import type { JournalEntry, JournalRecord } from '../engine/contracts/index.ts'
import { type Block, blockAt, type Blocks, inBlocks, LAST, pack, reading, unpack } from './blocks.ts'
import { decode } from './canonical.ts'
import { corrupt, GENESIS, link } from './digest.ts'

/** Blocks that one short read transaction fetches. */
const BATCH = 16

/**
 * Entries as blocks: the digest before them, the digest after them, and a line of time and canonical text for each. The
 * digests between are not stored but recomputed, so whoever reads a block checks it.
 *
 * @param texts the canonical texts of the records
 * @param before the digest before the first entry
 */
export function packEntries(entries: readonly JournalEntry[], texts: readonly string[], before: string): Block[] {
  const lines = entries.map((entry, i) => ({ entry, line: `${entry.at} ${texts[i]}` }))
  let previous = before
  return inBlocks(lines).map((block) => {
    const { index = 0 } = block[0]?.entry ?? {}
    const { digest = previous } = block.at(-1)?.entry ?? {}
    const value = Buffer.concat([Buffer.from(previous + digest, 'hex'), pack(block.map(({ line }) => line))])
    previous = digest
    return { key: index, value }
  })
}

function unpackEntries({ key, value }: Block): {
  readonly before: string
  readonly entries: readonly JournalEntry[]
  readonly after: string
} {
  return reading(`journal entry ${key}`, () => {
    const before = value.toString('hex', 0, 32)
    let after = before
    const entries = unpack(value.subarray(64)).map((line, i): JournalEntry => {
      const space = line.indexOf(' ')
      const text = line.slice(space + 1)
      after = link(after, text)
      return { index: key + i, at: Number(line.slice(0, space)), record: decode(text) as JournalRecord, digest: after }
    })
    if (after !== value.toString('hex', 32, 64)) throw corrupt(`a journal entry from ${key} on was changed`)
    return { before, entries, after }
  })
}

/** The entries with `from <= index < to`. Throws a TernateError `ARCHIVE_CORRUPT` where the chain is broken. */
export function* readEntries(blocks: Blocks, from: number, to: number): Generator<JournalEntry> {
  let next = blockAt(blocks, from)?.key ?? 1
  let digest = next === 1 ? GENESIS : undefined
  for (;;) {
    const batch = [...blocks.getRange({ start: next, end: Math.min(to, LAST), limit: BATCH })]
    for (const block of batch) {
      const { before, entries, after } = unpackEntries(block)
      if (block.key !== next || (digest ?? before) !== before) throw corrupt(`journal entry ${next} is missing`)
      for (const entry of entries) if (entry.index >= from && entry.index < to) yield entry
      next += entries.length
      digest = after
    }
    if (batch.length < BATCH) return
  }
}

/** The last entry. */
export function lastEntry(blocks: Blocks): JournalEntry | undefined {
  const block = blockAt(blocks, LAST)
  return block && unpackEntries(block).entries.at(-1)
}
