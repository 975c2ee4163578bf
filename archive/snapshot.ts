import { hash } from 'node:crypto'
import type { Image } from '../engine/contracts/index.ts'
import { type Blocks, pack, unpack } from './blocks.ts'
import { decode, encode } from './canonical.ts'

/** There is one image; the next one takes its place. */
const KEY = 1

/** Bytes of an image's own hash, which stand before it. */
const CHECKSUM = 32

/** An image as stored: a checksum, and its canonical text compressed. */
export function packImage(image: Image): Buffer {
  const text = pack([encode(image)])
  return Buffer.concat([Buffer.from(hash('sha256', text, 'hex'), 'hex'), text])
}

/** Stores it; to be called inside a transaction, like the next one. */
export function writeImage(images: Blocks, packed: Buffer): void {
  images.putSync(KEY, packed)
}

export function removeImage(images: Blocks): void {
  images.removeSync(KEY)
}

/**
 * The image that is stored, if it is sound and `digestAt` its index is the digest that it was taken at. Any other is not there:
 * what it held can be had from the journal.
 */
export function readImage(images: Blocks, digestAt: (index: number) => string | undefined): Image | undefined {
  const bytes = images.get(KEY)
  if (bytes === undefined) return undefined
  const text = bytes.subarray(CHECKSUM)
  if (hash('sha256', text, 'hex') !== bytes.toString('hex', 0, CHECKSUM)) return undefined
  const image = decode(unpack(text)[0] ?? 'null') as Image
  return digestAt(image.index) === image.digest ? image : undefined
}
