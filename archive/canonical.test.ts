import assert from 'node:assert/strict'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decode, encode } from './canonical.ts'

const plain = fc.object({
  key: fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('#', '##', '#NaN', '__proto__', 'constructor')),
  values: [
    fc.double(),
    fc.constantFrom(-0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
    fc.string({ unit: 'binary' }),
    fc.boolean(),
    fc.constant(null),
  ],
  maxDepth: 4,
})

describe('the canonical encoding', () => {
  test('gives back every plain value', () => {
    fc.assert(fc.property(plain, (value) => assert.deepStrictEqual(decode(encode(value)), value)))
  })
  test('does not depend on the order of keys', () => {
    fc.assert(
      fc.property(plain, (value) => {
        const reversed = Object.fromEntries(Object.entries(value).toReversed())
        expect(encode(reversed)).toBe(encode(value))
      }),
    )
  })
  test('is the same whether it is written at once or, for the sake of something odd beside it, bit by bit', () => {
    fc.assert(
      fc.property(plain, (value) => {
        expect(encode([value, Number.NaN])).toBe(`[${encode(value)},{"#":"NaN"}]`)
        expect(encode({ '#': 1, a: value, 10: value, 9: value })).toBe(
          `{"##":1,"10":${encode(value)},"9":${encode(value)},"a":${encode(value)}}`,
        )
      }),
    )
  })
  test('is one line', () => {
    fc.assert(fc.property(plain, (value) => !/[\n\r]/.test(encode(value))))
  })
  test('tells the numbers apart that JSON does not', () => {
    const texts = [0, -0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, null, Number.MAX_VALUE].map(encode)
    expect(new Set(texts).size).toBe(texts.length)
    expect(Object.is(decode('-0'), -0)).toBe(true)
  })
  test('tells NaN from an object that looks like its text', () => {
    expect(decode(encode({ '#': 'NaN' }))).toStrictEqual({ '#': 'NaN' })
    expect(decode(encode({ '#': Number.NaN, '##': ['"#'] }))).toStrictEqual({ '#': Number.NaN, '##': ['"#'] })
  })
  test('leaves out fields that are undefined', () => {
    expect(encode({ b: undefined, a: 1 })).toBe('{"a":1}')
  })
  test.each([[undefined], [() => 1], [1n], [Symbol('x')], [new Map()], [new Date(0)], [new Float64Array(2)], [[1, undefined]], [Array(2)]])(
    'refuses what is not plain data: %s',
    (value) => expect(() => encode(value)).toThrow(TypeError),
  )
})
