import type { JournalEntry, JournalRecord } from '../engine/contracts/index.ts'
import { type Block, blockAt, type Blocks, inBlocks, LAST, pack, reading, unpack, unpackLine } from './blocks.ts'
import { decode } from './canonical.ts'
import { corrupt, GENESIS, link } from './digest.ts'

/** Blocks that one short read transaction fetches. */
const BATCH = 32

/**
 * An entry as it is stored: time and canonical text in a line, and the digest up to it, which is stored for the last of a block only. Behind the
 * time, where there are some, what its calls took, as in `1764554400000:120,,340`.
 */
export interface Line {
  readonly index: number
  readonly line: string
  readonly digest: string
}

/** The line of an entry, given the canonical text of its record. */
export const lineOf = ({ index, at, took, digest }: JournalEntry, text: string): Line => ({
  index,
  line: `${at}${took === undefined ? '' : `:${took.map((each) => each ?? '').join(',')}`} ${text}`,
  digest,
})

/** What stands before the text of an entry. */
function timesOf(head: string): Pick<JournalEntry, 'at' | 'took'> {
  const [at = '', took] = head.split(':')
  return { at: Number(at), ...(took === undefined ? {} : { took: took.split(',').map((each) => (each === '' ? null : Number(each))) }) }
}

/**
 * Entries as blocks: the digest before them, the digest after them, and their lines. The digests between are not stored but
 * recomputed, so whoever reads a block checks it. The first line begins a block.
 *
 * @param before the digest before the first line
 */
export function packEntries(lines: readonly Line[], before: string): Block[] {
  let previous = before
  return inBlocks(lines).map((block) => {
    const { index = 0 } = block[0] ?? {}
    const { digest = previous } = block.at(-1) ?? {}
    const value = Buffer.concat([Buffer.from(previous + digest, 'hex'), pack(block.map(({ line }) => line))])
    previous = digest
    return { key: index, value }
  })
}

interface Unpacked {
  readonly before: string
  readonly lines: readonly Line[]
}

function unpackLines({ key, value }: Block): Unpacked {
  return reading(`journal entry ${key}`, () => {
    const before = value.toString('hex', 0, 32)
    let digest = before
    const lines = unpack(value.subarray(64)).map((line, i): Line => {
      digest = link(digest, line.slice(line.indexOf(' ') + 1))
      return { index: key + i, line, digest }
    })
    if (digest !== value.toString('hex', 32, 64)) throw corrupt(`a journal entry from ${key} on was changed`)
    return { before, lines }
  })
}

function entryOf({ index, line, digest }: Line): JournalEntry {
  return reading(`journal entry ${index}`, () => {
    const space = line.indexOf(' ')
    return { index, ...timesOf(line.slice(0, space)), record: decode(line.slice(space + 1)) as JournalRecord, digest }
  })
}

/** The entries with `from <= index < to`. Throws a TernateError `ARCHIVE_CORRUPT` where the chain is broken. */
export function* readEntries(blocks: Blocks, from: number, to: number): Generator<JournalEntry> {
  let next = blockAt(blocks, from)?.key ?? 1
  let digest = next === 1 ? GENESIS : undefined
  for (;;) {
    const batch = [...blocks.getRange({ start: next, end: Math.min(to, LAST), limit: BATCH })]
    for (const block of batch) {
      const { before, lines } = unpackLines(block)
      if (block.key !== next || (digest ?? before) !== before) throw corrupt(`journal entry ${next} is missing`)
      for (const line of lines) if (line.index >= from && line.index < to) yield entryOf(line)
      next += lines.length
      digest = lines.at(-1)?.digest
    }
    if (batch.length < BATCH) return
  }
}

/** One record, taken from its block without a look at its neighbours: quick, and not checked against the chain. */
export function readRecord(blocks: Blocks, index: number): JournalRecord | undefined {
  const block = blockAt(blocks, index)
  if (block === undefined) return undefined
  return reading(`journal entry ${index}`, () => {
    const line = unpackLine(block.value.subarray(64), index - block.key)
    return line === undefined ? undefined : (decode(line.slice(line.indexOf(' ') + 1)) as JournalRecord)
  })
}

/** The last entry. */
export function lastEntry(blocks: Blocks): JournalEntry | undefined {
  const last = openLines(blocks).lines.at(-1)
  return last && entryOf(last)
}

/** The last block's lines and the digest before them. */
export function openLines(blocks: Blocks): Unpacked {
  const block = blockAt(blocks, LAST)
  return block === undefined ? { before: GENESIS, lines: [] } : unpackLines(block)
}
