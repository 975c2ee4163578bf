import { describe, expect, test } from 'vitest'
import { createSimulatedClock } from './fixtures/clocks.ts'
import { createCircuitBreaker, type CircuitBreaker } from './circuit-breaker.ts'

const options = { silentCalls: 3, first: 10, longest: 60 }

const endAll = (breaker: CircuitBreaker, kind: 'timeout' | 'reply', count: number): (string | undefined)[] =>
  Array.from({ length: count }, () => breaker.begin()(kind))

describe('a breaker', () => {
  test('begins after so many calls in a row without a word, and not before', () => {
    const breaker = createCircuitBreaker(options, createSimulatedClock())
    expect(endAll(breaker, 'timeout', 2)).toEqual([undefined, undefined])
    expect(endAll(breaker, 'reply', 1)).toEqual([undefined])
    expect(endAll(breaker, 'timeout', 3)).toEqual([undefined, undefined, 'unavailable'])
    expect(breaker.left()).toBe(10_000)
  })

  test('ends by one call that brings words; the next ones wait for it', async () => {
    const clock = createSimulatedClock()
    const breaker = createCircuitBreaker(options, clock)
    endAll(breaker, 'timeout', 3)
    await clock.pass(10_000)
    expect(breaker.left()).toBe(0)
    const end = breaker.begin()
    expect(breaker.left()).toBe(Number.POSITIVE_INFINITY)
    expect(end('refused')).toBe('returned')
    expect(breaker.left()).toBe(0)
  })

  test('grows while nothing comes, up to the longest', async () => {
    const clock = createSimulatedClock()
    const breaker = createCircuitBreaker(options, clock)
    endAll(breaker, 'timeout', 3)
    const lasted: number[] = []
    for (let at = 0; at < 5; at++) {
      lasted.push(breaker.left() / 1000)
      await clock.pass(breaker.left())
      expect(breaker.begin()('timeout')).toBe('unavailable')
    }
    expect(lasted).toEqual([10, 20, 40, 60, 60])
  })

  test('begins at once when the endpoint asks for one, for as long as it asks', () => {
    const breaker = createCircuitBreaker({ silentCalls: 3, first: 10, longest: 600 }, createSimulatedClock())
    expect(breaker.begin()('limited', 300_000)).toBe('unavailable')
    expect(breaker.left()).toBe(300_000)
    const long = createCircuitBreaker({ silentCalls: 3, first: 10, longest: 600 }, createSimulatedClock())
    long.begin()('limited', 1e12)
    expect(long.left()).toBe(600_000)
  })

  test('does not grow by calls that began before it', () => {
    const breaker = createCircuitBreaker(options, createSimulatedClock())
    const under = Array.from({ length: 20 }, () => breaker.begin())
    expect(under.map((end) => end('unavailable')).filter((change) => change !== undefined)).toEqual(['unavailable'])
    expect(breaker.left()).toBe(10_000)
  })

  test('is over when a call from before brings words after all', () => {
    const breaker = createCircuitBreaker(options, createSimulatedClock())
    const slow = breaker.begin()
    endAll(breaker, 'timeout', 3)
    expect(slow('reply')).toBe('returned')
    expect(breaker.left()).toBe(0)
  })
})
