import { expect, test } from 'vitest'
import { createStopwatch } from './stopwatch.ts'

test('adds up what batches wait, work and wait again', () => {
  let now = 1000
  const watch = createStopwatch({ now: () => now, after: () => () => {} })
  watch.wait([1, 2])
  now += 500
  watch.begin(1)
  watch.wait([2])
  now += 2000
  watch.begin(2)
  watch.end(1)
  now += 250
  expect(watch.timing()).toEqual({ batches: 1, queued: 3, busy: 2.25, held: 0 })
  watch.commit([1])
  watch.end(2)
  watch.commit([2, 3])
  expect(watch.timing()).toEqual({ batches: 2, queued: 3, busy: 2.25, held: 0.25 })
})

test('a batch whose results were kept by an earlier process was never carried out in this one', () => {
  const watch = createStopwatch({ now: () => 0, after: () => () => {} })
  watch.commit([7])
  expect(watch.timing()).toEqual({ batches: 0, queued: 0, busy: 0, held: 0 })
})
