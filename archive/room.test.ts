import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pack, unpack } from './blocks.ts'
import { paddingFor, roomFor } from './room.ts'

test('whatever was written has room, however well it packs', () => {
  const some = fc.record({ unit: fc.constantFrom(' ', 'ab', '{"a":1}\n'), times: fc.nat(200_000), base: fc.nat(100_000) })
  fc.assert(
    fc.property(some, ({ unit, times, base }) => {
      const text = Buffer.from(unit.repeat(times))
      const packed = zstdCompressSync(text)
      const written = Buffer.concat([packed, paddingFor(text.length, packed.length, base)])
      expect(text.length).toBeLessThanOrEqual(roomFor(written.length, base))
      const back = zstdDecompressSync(written, { maxOutputLength: Math.max(1, roomFor(written.length, base)) })
      expect(back.equals(text)).toBe(true)
    }),
    { numRuns: 30 },
  )
})

test('a block that unpacks to more than any that is written is refused before it does', () => {
  const bomb = zstdCompressSync(Buffer.alloc(80 << 20))
  expect(() => unpack(bomb)).toThrow(expect.objectContaining({ code: 'ERR_BUFFER_TOO_LARGE' }))
  const blank = ' '.repeat(70 << 20)
  expect(unpack(pack([blank, 'b']))).toEqual([blank, 'b'])
})
