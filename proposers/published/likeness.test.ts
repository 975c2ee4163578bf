import fc from 'fast-check'
import { expect, test } from 'vitest'
import { likeness, SIMILAR } from './likeness.ts'

test('texts with the same words are similar, and others are not', () => {
  const invoice = 'The invoice of March was charged twice, please refund it.'
  expect(likeness(invoice, 'Please refund the invoice: it was charged twice in March.')).toBeGreaterThan(SIMILAR)
  expect(likeness(invoice, 'The page stays white after I log in with Firefox.')).toBeLessThan(SIMILAR)
})

test('likeness is symmetric, from 0 to 1, and 1 for a text and itself', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 60 }), fc.string({ maxLength: 60 }), (a, b) => {
      const worth = likeness(a, b)
      expect(worth).toBeGreaterThanOrEqual(0)
      expect(worth).toBeLessThanOrEqual(1)
      expect(likeness(b, a)).toBeCloseTo(worth, 12)
      expect(likeness(a, a)).toBe(1)
    }),
  )
})
