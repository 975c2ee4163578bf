import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nearest } from './nearest.ts'

const KNOWN = ['run', 'resume', 'report', 'list', 'bin-packing', 'bin-packing-any', 'evaluations']

test.each([
  ['rnu', 'run'],
  ['lsit', 'list'],
  ['repotr', 'report'],
  ['bin-pakcing', 'bin-packing'],
  ['Run', 'run'],
  ['evalutions', 'evaluations'],
  ['frobnicate', undefined],
  ['x', undefined],
  ['', undefined],
])('%s means %s', (word, meant) => expect(nearest(word, KNOWN)).toBe(meant))

test('a word with one slip is taken for itself', () => {
  const slips = fc
    .constantFrom(...KNOWN)
    .chain((word) => fc.tuple(fc.constant(word), fc.nat(word.length - 1), fc.constantFrom('drop', 'swap', 'double')))
  fc.assert(
    fc.property(slips, ([word, at, slip]) => {
      const [before, here, after] = [word.slice(0, at), word.charAt(at), word.slice(at + 1)]
      const slipped =
        slip === 'drop'
          ? before + after
          : slip === 'double'
            ? before + here + here + after
            : before + after.slice(0, 1) + here + after.slice(1)
      expect(nearest(slipped, KNOWN)).toBe(word)
    }),
  )
})

test('a long text is no misspelling, and costs nothing', () => expect(nearest('x'.repeat(1e6), KNOWN)).toBe(undefined))
