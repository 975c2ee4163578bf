import { expect, test } from 'vitest'
import { stripTypes } from './strip.ts'

test('a stripper that has broken is never used again: what is sound is stripped as before', () => {
  const sound = 'export const f = (x: number): number => x // é😀\n'
  const wrong = 'const a = 1\nenum B { c }\n'
  const [script, refusal] = [stripTypes(sound), stripTypes(wrong)]
  expect(refusal).toEqual({ refusal: { line: 2, column: 1, isUnerasable: true, message: expect.stringContaining('enum') } })
  for (let k = 0; k < 3; k++) {
    expect(stripTypes(`let a = ${'('.repeat(5000 + k)}`)).toBe('broken')
    expect(stripTypes(sound)).toEqual(script)
    expect(stripTypes(wrong)).toEqual(refusal)
    expect(stripTypes(`${sound}// ${k}`)).toHaveProperty('script')
  }
})
