/** How many times its own size compressed data may unpack to, beyond what any may: exported runs shrink 10 to 40 times. */
const RATIO = 200

/** Bytes that compressed data may unpack to. Who writes them pads what shrinks more, so that all that is written is read back. */
export const roomFor = (compressed: number, base: number): number => base + RATIO * compressed

/** Mark of a frame that zstd skips. */
const SKIPPABLE = 0x184d2a50

/** What is to be written behind compressed data so that they may unpack to what they hold: nothing, or a frame that is skipped. */
export function paddingFor(unpacked: number, compressed: number, base: number): Buffer {
  const wanting = Math.ceil((unpacked - base) / RATIO) - compressed
  if (wanting <= 0) return Buffer.alloc(0)
  const frame = Buffer.alloc(8 + wanting)
  frame.writeUInt32LE(SKIPPABLE, 0)
  frame.writeUInt32LE(wanting, 4)
  return frame
}
