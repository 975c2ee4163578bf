import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

/** LMDB's mark, 24 bytes into each of the two pages that a database begins with. */
const MAGIC = 0xbeefc0de

/** Offsets in such a page: page size, and the roots of its two trees. */
const SIZE_AT = 48
const ROOTS_AT = [88, 136]
const HEADER_BYTES = 144

/** Root of a tree that is empty. */
const NO_PAGE = 2n ** 64n - 1n

/**
 * What a file begins with. LMDB believes both of its first pages before it knows that they are its own, and what is wrong there
 * ends the process; so look first.
 *
 * - `foreign`: it is no LMDB database
 * - `damaged`: it was one
 */
export function inspect(file: string): 'sound' | 'foreign' | 'damaged' {
  const handle = openSync(file, 'r')
  try {
    const page = (at: number): Buffer => {
      const bytes = Buffer.alloc(HEADER_BYTES)
      readSync(handle, bytes, 0, HEADER_BYTES, at)
      return bytes
    }
    const first = page(0)
    if (first.readUInt32LE(24) !== MAGIC) return 'foreign'
    const pageSize = first.readUInt32LE(SIZE_AT)
    if (pageSize < 512 || pageSize > 65536 || (pageSize & (pageSize - 1)) !== 0) return 'damaged'
    const second = page(pageSize)
    const end = BigInt(fstatSync(handle).size)
    const isSound = (header: Buffer): boolean =>
      header.readUInt32LE(24) === MAGIC &&
      header.readUInt32LE(28) === first.readUInt32LE(28) &&
      header.readUInt32LE(SIZE_AT) === pageSize &&
      ROOTS_AT.every((at) => header.readBigUInt64LE(at) === NO_PAGE || (header.readBigUInt64LE(at) + 1n) * BigInt(pageSize) <= end)
    return isSound(first) && isSound(second) ? 'sound' : 'damaged'
  } finally {
    closeSync(handle)
  }
}
