import { expect, test } from 'vitest'
import { createLatencies } from './latency.ts'

test('tells the middle, the slow and the longest calls of each model and purpose', () => {
  const latencies = createLatencies()
  for (let k = 100; k >= 1; k--) latencies.note('a', 'offspring', 10 * k)
  latencies.note('b', 'repair', 1500)
  expect(latencies.rows()).toEqual([
    { model: 'a', purpose: 'offspring', calls: 100, median: 0.5, slow: 0.95, longest: 1 },
    { model: 'b', purpose: 'repair', calls: 1, median: 1.5, slow: 1.5, longest: 1.5 },
  ])
})

test('remembers the last thousand, and the longest of all', () => {
  const latencies = createLatencies()
  latencies.note('a', 'offspring', 60_000)
  for (let k = 0; k < 1000; k++) latencies.note('a', 'offspring', 100)
  expect(latencies.rows()).toEqual([{ model: 'a', purpose: 'offspring', calls: 1001, median: 0.1, slow: 0.1, longest: 60 }])
})
