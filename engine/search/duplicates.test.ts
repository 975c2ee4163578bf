import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createDuplicateIndex } from './duplicates.ts'

const words = (form: string): number[] => [0, 8, 16, 24].map((at) => Number.parseInt(form.slice(at, at + 8), 16))
/** Forms that share most of their digits, so that they meet in the table. */
const forms = fc.uniqueArray(
  fc
    .tuple(fc.nat(3), fc.nat(40), fc.nat(3))
    .map(([a, b, c]) => `${a}`.padStart(8, '0') + `${b}`.padStart(16, '0') + `${c}`.padStart(8, '0')),
  { maxLength: 300 },
)

test('finds every form that was added, and no other, also when made of stored ones', () => {
  fc.assert(
    fc.property(forms, fc.nat(300), (list, split) => {
      const index = createDuplicateIndex(Uint32Array.from(list.slice(0, split).flatMap(words)))
      for (const form of list.slice(split)) {
        expect(index.find(form)).toBeUndefined()
        index.add(form)
      }
      expect(index.count).toBe(list.length)
      list.forEach((form, k) => expect(index.find(form)).toBe(k + 1))
      expect(index.find('f'.repeat(32))).toBeUndefined()
    }),
  )
})

test('of equal forms the last is found', () => {
  fc.assert(
    fc.property(forms, fc.array(fc.nat(299), { maxLength: 60 }), (list, again) => {
      const index = createDuplicateIndex()
      const last = new Map<string, number>()
      for (const form of [...list, ...again.flatMap((k) => list[k] ?? [])]) {
        index.add(form)
        last.set(form, index.count)
      }
      for (const [form, number] of last) expect(index.find(form)).toBe(number)
    }),
  )
})

test('grows far', () => {
  const index = createDuplicateIndex()
  const form = (k: number): string => (k * 2654435761).toString(16).padStart(32, '0')
  for (let k = 1; k <= 5000; k++) index.add(form(k))
  expect([1, 2500, 5000].map((k) => index.find(form(k)))).toEqual([1, 2500, 5000])
})
