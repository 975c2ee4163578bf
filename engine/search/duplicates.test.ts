import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createDuplicateIndex } from './duplicates.ts'

const words = (hash: string): number[] => [0, 8, 16, 24].map((at) => Number.parseInt(hash.slice(at, at + 8), 16))
/** Forms that share most of their digits, so that they meet in the table. */
const hashes = fc.uniqueArray(
  fc
    .tuple(fc.nat(3), fc.nat(40), fc.nat(3))
    .map(([a, b, c]) => `${a}`.padStart(8, '0') + `${b}`.padStart(16, '0') + `${c}`.padStart(8, '0')),
  { maxLength: 300 },
)

test('finds every hash that was added, and no other, also when made of stored ones', () => {
  fc.assert(
    fc.property(hashes, fc.nat(300), (list, split) => {
      const index = createDuplicateIndex(Uint32Array.from(list.slice(0, split).flatMap(words)))
      for (const hash of list.slice(split)) {
        expect(index.find(hash)).toBeUndefined()
        index.add(hash)
      }
      expect(index.count).toBe(list.length)
      list.forEach((hash, k) => expect(index.find(hash)).toBe(k + 1))
      expect(index.find('f'.repeat(32))).toBeUndefined()
    }),
  )
})

test('of equal hashes the last is found', () => {
  fc.assert(
    fc.property(hashes, fc.array(fc.nat(299), { maxLength: 60 }), (list, again) => {
      const index = createDuplicateIndex()
      const last = new Map<string, number>()
      for (const hash of [...list, ...again.flatMap((k) => list[k] ?? [])]) {
        index.add(hash)
        last.set(hash, index.count)
      }
      for (const [hash, number] of last) expect(index.find(hash)).toBe(number)
    }),
  )
})

test('grows far', () => {
  const index = createDuplicateIndex()
  const hash = (k: number): string => (k * 2654435761).toString(16).padStart(32, '0')
  for (let k = 1; k <= 5000; k++) index.add(hash(k))
  expect([1, 2500, 5000].map((k) => index.find(hash(k)))).toEqual([1, 2500, 5000])
})
