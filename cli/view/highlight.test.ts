import fc from 'fast-check'
import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { highlight } from './highlight.ts'
import { printable } from './text.ts'

test('a source in colour is the same text, whatever it holds', () => {
  const pieces = fc.constantFrom('//', '/*', '*/', '"', "'", '`', '\\', '\n', 'const ', 'x', '1.5e3', '\u001b[31m', '\u0024{')
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, fc.string({ unit: 'binary' }))), (parts) => {
      const source = printable(parts.join(''))
      const lines = highlight(source)
      expect(stripVTControlCharacters(lines.join('\n'))).toBe(source)
      expect(lines).toHaveLength(source.split('\n').length)
    }),
  )
})
