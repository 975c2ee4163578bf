import { describe, expect, test } from 'vitest'
import { createSimulatedClock } from './fixtures/clocks.ts'
import { createCircuitBreaker, type CircuitBreaker } from './circuit-breaker.ts'

const options = { patience: 3, first: 10, longest: 60 }

const endAll = (rest: CircuitBreaker, kind: 'timeout' | 'reply', count: number): (string | undefined)[] =>
  Array.from({ length: count }, () => rest.begin()(kind))

describe('a rest', () => {
  test('begins after so many calls in a row without a word, and not before', () => {
    const rest = createCircuitBreaker(options, createSimulatedClock())
    expect(endAll(rest, 'timeout', 2)).toEqual([undefined, undefined])
    expect(endAll(rest, 'reply', 1)).toEqual([undefined])
    expect(endAll(rest, 'timeout', 3)).toEqual([undefined, undefined, 'sidelined'])
    expect(rest.left()).toBe(10_000)
  })

  test('ends by one call that brings words; the next ones wait for it', async () => {
    const clock = createSimulatedClock()
    const rest = createCircuitBreaker(options, clock)
    endAll(rest, 'timeout', 3)
    await clock.pass(10_000)
    expect(rest.left()).toBe(0)
    const end = rest.begin()
    expect(rest.left()).toBe(Number.POSITIVE_INFINITY)
    expect(end('refused')).toBe('returned')
    expect(rest.left()).toBe(0)
  })

  test('grows while nothing comes, up to the longest', async () => {
    const clock = createSimulatedClock()
    const rest = createCircuitBreaker(options, clock)
    endAll(rest, 'timeout', 3)
    const lasted: number[] = []
    for (let at = 0; at < 5; at++) {
      lasted.push(rest.left() / 1000)
      await clock.pass(rest.left())
      expect(rest.begin()('timeout')).toBe('sidelined')
    }
    expect(lasted).toEqual([10, 20, 40, 60, 60])
  })

  test('begins at once when the endpoint asks for one, for as long as it asks', () => {
    const rest = createCircuitBreaker({ patience: 3, first: 10, longest: 600 }, createSimulatedClock())
    expect(rest.begin()('limited', 300_000)).toBe('sidelined')
    expect(rest.left()).toBe(300_000)
    const long = createCircuitBreaker({ patience: 3, first: 10, longest: 600 }, createSimulatedClock())
    long.begin()('limited', 1e12)
    expect(long.left()).toBe(600_000)
  })

  test('does not grow by calls that began before it', () => {
    const rest = createCircuitBreaker(options, createSimulatedClock())
    const under = Array.from({ length: 20 }, () => rest.begin())
    expect(under.map((end) => end('unavailable')).filter((change) => change !== undefined)).toEqual(['sidelined'])
    expect(rest.left()).toBe(10_000)
  })

  test('is over when a call from before brings words after all', () => {
    const rest = createCircuitBreaker(options, createSimulatedClock())
    const slow = rest.begin()
    endAll(rest, 'timeout', 3)
    expect(slow('reply')).toBe('returned')
    expect(rest.left()).toBe(0)
  })
})
