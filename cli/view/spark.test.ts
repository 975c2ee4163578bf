import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createTrail, sparkline } from './spark.ts'

test('a line of blocks has a block for each value, or as many as there is room for', () => {
  expect(sparkline([], 10)).toBe('')
  expect(sparkline([7], 10)).toBe('▁')
  expect(sparkline([0, 7], 10)).toBe('▁█')
  expect(sparkline([3, Number.NaN, Number.POSITIVE_INFINITY, 1], 10)).toBe('█▁')
  expect(sparkline([1e9, ...Array.from({ length: 18 }, () => 2), 1], 20)).toBe(`${'█'.repeat(19)}▁`)
  fc.assert(
    fc.property(fc.array(fc.double()), fc.nat(50), (values, width) => {
      expect(Array.from(sparkline(values, width)).length).toBe(Math.min(width, values.filter(Number.isFinite).length))
    }),
  )
})

test('a trail keeps what it was given evenly, from the first to nearly the last, in little room', () => {
  const trail = createTrail(16)
  for (let value = 0; value < 1000; value++) trail(value)
  const kept = trail(undefined)
  expect(kept.length).toBeLessThan(16)
  expect(kept[0]).toBe(0)
  const gaps = new Set(kept.slice(1).map((value, at) => value - (kept[at] ?? 0)))
  expect(gaps.size).toBe(1)
  expect(1000 - (kept.at(-1) ?? 0)).toBeLessThanOrEqual([...gaps][0] ?? 0)
})
