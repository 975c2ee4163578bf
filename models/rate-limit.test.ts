import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createSimulatedClock } from './fixtures/clocks.ts'
import { createRateLimit, type RateLimits } from './rate-limit.ts'
import { retryAfter } from './failure.ts'

const MINUTE = 60_000

/** Lets requests out as soon as the rate limit allows; returns when each went out. */
async function send(limits: RateLimits, requests: readonly number[]): Promise<{ at: number; tokens: number }[]> {
  const clock = createSimulatedClock()
  const rateLimit = createRateLimit(limits, clock)
  const sent: { at: number; tokens: number }[] = []
  for (const tokens of requests) {
    const wait = rateLimit.wait(tokens)
    expect(wait).toBeLessThanOrEqual(MINUTE)
    await clock.pass(wait)
    expect(rateLimit.wait(tokens)).toBe(0)
    rateLimit.take(tokens)
    sent.push({ at: clock.now(), tokens })
  }
  return sent
}

describe('the rate limit', () => {
  test('keeps every 60 seconds below both limits, and waits no longer than that takes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 100, max: 1000 }),
        fc.array(fc.integer({ min: 1, max: 100 }), { maxLength: 30 }),
        async (requestsPerMinute, tokensPerMinute, requests) => {
          const sent = await send({ requestsPerMinute, tokensPerMinute }, requests)
          for (const { at } of sent) {
            const within = sent.filter((other) => other.at >= at && other.at < at + MINUTE)
            expect(within.length).toBeLessThanOrEqual(requestsPerMinute)
            expect(within.reduce((sum, { tokens }) => sum + tokens, 0)).toBeLessThanOrEqual(tokensPerMinute)
          }
        },
      ),
      { numRuns: 30 },
    )
  })

  test('without limits waits for nothing', async () => {
    expect((await send({}, [1e9, 1e9])).map(({ at }) => at)).toEqual([0, 0])
  })

  test('lets a request for more than a minute holds out alone', async () => {
    expect((await send({ tokensPerMinute: 100 }, [500, 1, 500])).map(({ at }) => at)).toEqual([0, MINUTE, 2 * MINUTE])
  })

  test('counts what a request took in truth', async () => {
    const clock = createSimulatedClock()
    const rateLimit = createRateLimit({ tokensPerMinute: 100 }, clock)
    const correct = rateLimit.take(100)
    expect(rateLimit.wait(50)).toBe(MINUTE)
    correct(50)
    expect(rateLimit.wait(50)).toBe(0)
  })

  test('holds when it is told to', async () => {
    const clock = createSimulatedClock()
    const rateLimit = createRateLimit({}, clock)
    rateLimit.hold(5000)
    rateLimit.hold(1000)
    await clock.pass(2000)
    expect(rateLimit.wait(1)).toBe(3000)
  })
})

describe('Retry-After', () => {
  const now = Date.parse('2026-11-22T12:00:00Z')
  test.each([
    [{ 'retry-after': '2' }, 2000],
    [{ 'retry-after': '0.5' }, 500],
    [{ 'retry-after-ms': '120', 'retry-after': '9' }, 120],
    [{ 'retry-after': 'Sun, 22 Nov 2026 12:00:03 GMT' }, 3000],
    [{ 'retry-after': 'Sun, 22 Nov 2026 11:00:00 GMT' }, undefined],
    [{ 'retry-after': 'soon' }, undefined],
    [{ 'retry-after': '-1' }, undefined],
    [{}, undefined],
  ] as [Record<string, string>, number | undefined][])('%j is %s ms', (headers, wait) => {
    expect(retryAfter(new Headers(headers), now)).toBe(wait)
  })
})
