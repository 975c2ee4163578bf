import { hash } from 'node:crypto'

/**
 * What a file is held against later: its hash, and two sums that name a byte where one alone was changed.
 *
 * The sums are those of a code that corrects one error (Reed and Solomon, Journal of the SIAM 8, 1960): of all bytes, and of all bytes times
 * their position, both modulo a prime. The hash of the corrected file proves that it was this byte.
 */
export interface Seal {
  readonly sha256: string
  readonly bytes: number
  readonly sum: number
  readonly weighted: number
}

/** A byte that is not what was sealed. */
export interface ChangedByte {
  /** From 0 on. */
  readonly at: number
  readonly is: number
  readonly was: number
}

/** Largest prime below 2^31: products with a byte stay whole numbers, and files are shorter. */
const PRIME = 2_147_483_647

/** Seals the bytes of a file of less than 2^31 bytes. */
export function seal(bytes: Uint8Array): Seal {
  let sum = 0
  let weighted = 0
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number
    sum = (sum + byte) % PRIME
    weighted = (weighted + (at + 1) * byte) % PRIME
  }
  return { sha256: hash('sha256', bytes), bytes: bytes.length, sum, weighted }
}

/** The inverse modulo the prime, by Fermat's little theorem. */
function inverse(value: bigint): bigint {
  const prime = BigInt(PRIME)
  let result = 1n
  for (let base = value, power = prime - 2n; power > 0n; power >>= 1n, base = (base * base) % prime)
    if (power & 1n) result = (result * base) % prime
  return result
}

const modulo = (value: number): number => ((value % PRIME) + PRIME) % PRIME

/** The one byte by which a file is not what was sealed; undefined where it is what was sealed, or differs in more than one byte. */
export function changedByte(bytes: Uint8Array, sealed: Seal): ChangedByte | undefined {
  if (bytes.length !== sealed.bytes) return undefined
  const now = seal(bytes)
  const moved = modulo(now.sum - sealed.sum)
  if (moved === 0) return undefined
  const delta = moved > PRIME / 2 ? moved - PRIME : moved
  const at = Number((BigInt(modulo(now.weighted - sealed.weighted)) * inverse(BigInt(moved))) % BigInt(PRIME)) - 1
  const is = bytes[at]
  if (is === undefined) return undefined
  const was = is - delta
  if (was < 0 || was > 255) return undefined
  const restored = Uint8Array.from(bytes)
  restored[at] = was
  return hash('sha256', restored) === sealed.sha256 ? { at, is, was } : undefined
}

/** The first byte in which two texts of a file differ, the end of the shorter one where it begins the longer one; undefined for equal ones. */
export function firstDifference(a: Uint8Array, b: Uint8Array): number | undefined {
  const shorter = Math.min(a.length, b.length)
  for (let at = 0; at < shorter; at++) if (a[at] !== b[at]) return at
  return a.length === b.length ? undefined : shorter
}
