import { expect, test } from 'vitest'
import { superlinear } from './linear.ts'

const R = String.raw

test.each([
  [R`^(a+)+$`, ''],
  [R`^(a*)*b`, ''],
  [R`^(a|a)*b`, ''],
  [R`^(a|ab|b)*c`, ''],
  [R`^(\w\w?)*!`, ''],
  [R`^(\w*)*x`, ''],
  [R`^(a?){30}b`, ''],
  [R`^(a?){90}b`, ''],
  [R`^a{0,40}a{0,40}a{0,19}b`, ''],
  [R`^a*b?a*$`, ''],
  [R`^.*,.*$`, ''],
  [R`\s+$`, ''],
  [R`\)\s*:\s*([^=]*?)\s*(?:=>\s*\(*)?$`, 's'],
  [R`a(?=b)`, ''],
  [R`(a)\1`, ''],
  [R`(a{1,50}){1,50}`, ''],
  [R`^a+$`, 'm'],
  [R`^(é|É)*x`, 'i'],
])('the pattern %s is refused', (pattern, flags) => {
  expect(superlinear(pattern, flags)).toBeDefined()
})

test.each([
  [R`\d+`, ''],
  [R`\s+`, ''],
  [R`^[ \t]*`, ''],
  [R`answer:\s*(\d+)`, 'i'],
  [R`^answer:\s*(\d+)\s*$`, 'i'],
  [R`answer: (yes|no)\.?$`, 'i'],
  [R`^(\d{1,3}\.){3}\d{1,3}$`, ''],
  [R`^[A-Z]{2}-\d{4}$`, ''],
  [R`^(?:[a-z]+,)*[a-z]+$`, ''],
  [R`^a+b+c+$`, ''],
  [R`a|b`, ''],
  [R`^\p{L}+ \p{N}+$`, 'u'],
  [R`\bno\b`, 'i'],
  [R`"[^"]*"`, ''],
  [R`\d{4}-\d\d-\d\d`, ''],
  [R`^\w+@\w+\.com$`, ''],
])('the pattern %s is let through', (pattern, flags) => {
  expect(superlinear(pattern, flags)).toBeUndefined()
})

test('what is let through takes a moment for texts that come close to fitting', () => {
  for (const [pattern, pump] of [
    [R`^(?:[a-z]+,)*[a-z]+$`, 'a'],
    [R`^answer:\s*(\d+)\s*$`, 'answer:   11'],
    [R`^\p{L}+ \p{N}+$`, 'a'],
    [R`answer: (yes|no)\.?$`, 'answer: no'],
  ] as const) {
    expect(superlinear(pattern, 'u')).toBeUndefined()
    const began = performance.now()
    expect(new RegExp(pattern, 'u').test(`${pump.repeat(100_000 / pump.length)}!`)).toBe(false)
    expect(performance.now() - began).toBeLessThan(500)
  }
})
