import { hash } from 'node:crypto'
import type { Snapshot } from '../engine/contracts/index.ts'
import { type Blocks, pack, unpack } from './blocks.ts'
import { decode, encode } from './canonical.ts'

/** There is one snapshot; the next one takes its place. */
const KEY = 1

/** Bytes of a snapshot's own hash, which stand before it. */
const CHECKSUM = 32

/** A snapshot as stored: a checksum, and its canonical text compressed. */
export function packSnapshot(snapshot: Snapshot): Buffer {
  const text = pack([encode(snapshot)])
  return Buffer.concat([Buffer.from(hash('sha256', text, 'hex'), 'hex'), text])
}

/** Stores it; to be called inside a transaction, like the next one. */
export function writeSnapshot(snapshots: Blocks, packed: Buffer): void {
  snapshots.putSync(KEY, packed)
}

export function removeSnapshot(snapshots: Blocks): void {
  snapshots.removeSync(KEY)
}

/**
 * The snapshot that is stored, if it is sound and `digestAt` its index is the digest that it was taken at. Any other is not there:
 * what it held can be had from the journal.
 */
export function readSnapshot(snapshots: Blocks, digestAt: (index: number) => string | undefined): Snapshot | undefined {
  const bytes = snapshots.get(KEY)
  if (bytes === undefined) return undefined
  const text = bytes.subarray(CHECKSUM)
  if (hash('sha256', text, 'hex') !== bytes.toString('hex', 0, CHECKSUM)) return undefined
  const snapshot = decode(unpack(text)[0] ?? 'null') as Snapshot
  return digestAt(snapshot.index) === snapshot.digest ? snapshot : undefined
}
