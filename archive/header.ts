import { closeSync, fstatSync, readSync } from 'node:fs'
import { openPlain } from '../disk/read.ts'

/** LMDB's mark, 24 bytes into each of the two pages that a database begins with. */
const MAGIC = 0xbeefc0de

/** Offsets in such a page: page size, the roots of its two trees, and the number of the transaction that wrote it. */
const SIZE_AT = 48
const ROOTS_AT = [88, 136]
const TRANSACTION_AT = 152
const HEADER_BYTES = 160

/** Root of a tree that is empty. */
const NO_PAGE = 2n ** 64n - 1n

/** What stands in such a page, if it is one. */
interface Header {
  readonly version: number
  readonly pageSize: number
  readonly roots: readonly bigint[]
  readonly transaction: bigint
}

function read(handle: number, at: number | bigint, bytes: number): Buffer {
  const buffer = Buffer.alloc(bytes)
  readSync(handle, buffer, 0, bytes, at)
  return buffer
}

function headerAt(handle: number, at: number): Header | undefined {
  const bytes = read(handle, at, HEADER_BYTES)
  if (bytes.readUInt32LE(24) !== MAGIC) return undefined
  return {
    version: bytes.readUInt32LE(28),
    pageSize: bytes.readUInt32LE(SIZE_AT),
    roots: ROOTS_AT.map((root) => bytes.readBigUInt64LE(root)).filter((root) => root !== NO_PAGE),
    transaction: bytes.readBigUInt64LE(TRANSACTION_AT),
  }
}

/** Whether the newest trees begin where the headers say: every page begins with its own number. */
function isRooted(handle: number, headers: readonly Header[]): boolean {
  const [newest] = headers.toSorted((a, b) => Number(b.transaction - a.transaction))
  if (newest === undefined) return false
  const { roots, pageSize } = newest
  return roots.every((root) => read(handle, root * BigInt(pageSize), 8).readBigUInt64LE() === root)
}

/**
 * What a file begins with. LMDB believes both of its first pages, and those on which its trees begin, before it knows that they are its
 * own, and what is wrong there ends the process; so look first. Another process may be writing meanwhile.
 *
 * - `foreign`: it is no LMDB database
 * - `damaged`: it was one
 */
export function inspect(file: string): 'sound' | 'foreign' | 'damaged' {
  const opened = openPlain(file)
  if (!opened.ok) return 'damaged'
  const handle = opened.content
  try {
    for (let last: bigint | undefined; ;) {
      const first = headerAt(handle, 0)
      if (first === undefined) return 'foreign'
      const { pageSize } = first
      if (pageSize < 512 || pageSize > 65536 || (pageSize & (pageSize - 1)) !== 0) return 'damaged'
      const second = headerAt(handle, pageSize)
      const end = BigInt(fstatSync(handle).size)
      const isSound = ({ version, pageSize: size, roots }: Header): boolean =>
        version === first.version && size === pageSize && roots.every((root) => (root + 1n) * BigInt(size) <= end)
      if (second === undefined || !isSound(first) || !isSound(second)) return 'damaged'
      if (isRooted(handle, [first, second])) return 'sound'
      // a writer that is two transactions ahead meanwhile may have put something else there
      const seen = first.transaction + second.transaction
      if (seen === last) return 'damaged'
      last = seen
    }
  } finally {
    closeSync(handle)
  }
}
