import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import type { Database } from 'lmdb'
import { TernateError } from '../engine/contracts/index.ts'
import { corrupt } from './digest.ts'
import { paddingFor, roomFor } from './room.ts'

/**
 * Lines that are compressed together: neighbours resemble each other, so the files of a bin-packing program cost 60 bytes instead
 * of 350, less than as a difference from its parent's, and its record 210 instead of 1100.
 */
const LINES = 32

const OPTIONS = { params: { [constants.ZSTD_c_compressionLevel]: 1, [constants.ZSTD_c_checksumFlag]: 1 } }

/** Blocks of numbered lines, each under the number of its first line. */
export type Blocks = Database<Buffer, number>

/** A block as stored. */
export interface Block {
  readonly key: number
  readonly value: Buffer
}

/** The greatest number that a line may have. */
export const LAST = 0xffffffff

/** Cuts a list into parts that become a block each. */
export function inBlocks<T>(items: readonly T[]): T[][] {
  const parts: T[][] = []
  for (let i = 0; i < items.length; i += LINES) parts.push(items.slice(i, i + LINES))
  return parts
}

/** What stands in the last block while it has room for more: it is stored again with what follows. */
export const inOpenBlock = <T>(items: readonly T[]): T[] => items.slice(items.length - (items.length % LINES))

/** Compresses lines, which hold no line break themselves. */
export function pack(lines: readonly string[]): Buffer {
  const bytes = Buffer.from(lines.join('\n'))
  const packed = zstdCompressSync(bytes, { ...OPTIONS, pledgedSrcSize: bytes.length })
  const padding = paddingFor(bytes.length, packed.length, ROOM)
  return padding.length === 0 ? packed : Buffer.concat([packed, padding])
}

/** Bytes that are unpacked at a time: most blocks at once, without pieces to put together. */
const CHUNK = 48 * 1024

/** Bytes that any block may unpack to. */
const ROOM = 64 << 20

const unpacked = (bytes: Uint8Array): Buffer =>
  zstdDecompressSync(bytes, { chunkSize: CHUNK, maxOutputLength: roomFor(bytes.length, ROOM) })

/** The lines that were packed. Throws when the bytes have changed, since zstd's checksum is on, or unpack to more than any that were written. */
export const unpack = (bytes: Uint8Array): string[] => unpacked(bytes).toString('utf8').split('\n')

const LINE_BREAK = 10

/** One of the lines that were packed, without a look at the others. */
export function unpackLine(bytes: Uint8Array, line: number): string | undefined {
  const text = unpacked(bytes)
  let start = 0
  for (let before = 0; before < line; before++) {
    start = text.indexOf(LINE_BREAK, start) + 1
    if (start === 0) return undefined
  }
  const end = text.indexOf(LINE_BREAK, start)
  return text.toString('utf8', start, end === -1 ? text.length : end)
}

/** The block that holds line `number`: the last one that begins at or before it. LMDB wants ranges read to their end. */
export const blockAt = (blocks: Blocks, number: number): Block | undefined =>
  [...blocks.getRange({ start: Math.min(number, LAST), end: 0, reverse: true, limit: 1 })][0]

/** Reads back what was stored; what does not decode is a damaged archive. */
export function reading<T>(what: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw error instanceof TernateError ? error : corrupt(`${what} cannot be read`, error)
  }
}
