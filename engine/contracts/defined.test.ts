import fc from 'fast-check'
import { expect, test } from 'vitest'
import { defined } from './defined.ts'

/** Names of fields as code has them. */
const names = fc.stringMatching(/^[a-zA-Z]\w*$/)

test('fields that are undefined are absent, the others as they were and in their order', () => {
  fc.assert(
    fc.property(fc.dictionary(names, fc.oneof(fc.constant(undefined), fc.anything())), (fields) => {
      const kept = Object.entries(fields).filter(([, value]) => value !== undefined)
      expect(Object.entries(defined(fields))).toEqual(kept)
    }),
  )
})

test('null, zero, false and the empty text are values', () => {
  expect(defined({ a: null, b: 0, c: false, d: '', e: undefined })).toEqual({ a: null, b: 0, c: false, d: '' })
})
