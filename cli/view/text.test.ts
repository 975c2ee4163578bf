import { styleText } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { count, fit, jsonLine, oneLine, printable, score, span, table, widthOf } from './text.ts'

describe('text of a candidate', () => {
  test('moves no cursor', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        // oxlint-disable-next-line no-control-regex -- these are what must not come through
        expect(printable(text)).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/)
        expect(oneLine(text)).not.toMatch(/[\n\r]/)
      }),
    )
    expect(printable('a\u001b[2Jb\u0007')).toBe('a\\u{1b}[2Jb\\u{7}')
    expect(printable('a\tb\r\nc')).toBe('a\tb\nc')
  })
})

describe('JSON of a candidate', () => {
  test('says the same, without a character that a terminal would obey', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(JSON.parse(jsonLine({ text }))).toEqual({ text })
        // oxlint-disable-next-line no-control-regex -- these are what must not come through
        expect(jsonLine(text).trimEnd()).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/)
      }),
    )
  })
})

describe('a line', () => {
  const styled = `${styleText('red', 'abc')}${styleText('dim', 'def')}`
  test('is measured and cut without its styles', () => {
    expect(widthOf(styled)).toBe(6)
    expect(fit(styled, 6)).toBe(styled)
    expect(widthOf(fit(styled, 4))).toBe(4)
    expect(fit('abcdef', 4)).toBe('abc…')
  })
  test('of a table lines up', () => {
    expect(
      table(
        [
          ['a', '10', 'x'],
          ['long', '9', ''],
        ],
        [1],
      ),
    ).toEqual(['a     10  x', 'long   9'])
  })
})

describe('a number', () => {
  test.each([
    [0, '0'],
    [-0, '0'],
    [4.14263, '4.1426'],
    [-0.5, '-0.5000'],
    [0.000123456, '0.00012346'],
    [10260, '10,260'],
    [42923.25, '42,923.2500'],
    [1e20, '100000000000000000000'],
    [Number.NaN, 'NaN'],
    [Number.POSITIVE_INFINITY, 'Infinity'],
  ])('%d as a score is %s', (value, text) => expect(score(value)).toBe(text))
  test('is counted and spanned', () => {
    expect(count(1234567.9)).toBe('1,234,567')
    expect([3.14, 42, 65, 3723].map(span)).toEqual(['3.1 s', '42 s', '1:05', '1:02:03'])
  })
})
