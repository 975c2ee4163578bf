import { Worker } from 'node:worker_threads'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FUEL_COUNTER_WORDS, fuelCounterMaker } from './fuel-counter.ts'

const wordsOf = (): Int32Array => new Int32Array(new SharedArrayBuffer(4 * FUEL_COUNTER_WORDS))
const fuelCounterOf = fuelCounterMaker()

describe('a fuel counter', () => {
  test('tells what was burned before, and since', () => {
    const words = wordsOf()
    const fuelCounter = fuelCounterOf(words)
    const seen = fuelCounterOf(words)
    expect(seen.read()).toBe(0)
    fuelCounter.rest(5e12)
    expect(seen.read()).toBe(5e12)
    fuelCounter.refill(1000, 0)
    expect(seen.read()).toBe(5e12)
    fuelCounter.counters[0] = 400
    expect(seen.read()).toBe(5e12 + 600)
    // spent, and given more
    fuelCounter.counters[0] = -3
    fuelCounter.refill(2 ** 30, 1003)
    fuelCounter.counters[0] = 2 ** 30 - 7
    expect(seen.read()).toBe(5e12 + 1010)
    fuelCounter.refill(-1, 1010)
    expect(seen.read()).toBe(5e12 + 1010)
    fuelCounter.rest(5e12 + 1010)
    expect(seen.read()).toBe(5e12 + 1010)
  })

  test('never tells more than was burned, whatever is noted in whatever order', () => {
    const step = fc.record({ take: fc.nat(5000), limit: fc.nat(20_000), ends: fc.boolean() })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.nat(2 ** 40), (steps, before) => {
        const fuelCounter = fuelCounterOf(wordsOf())
        let base = before
        let burned = 0
        let given = 0
        fuelCounter.rest(base)
        for (const { take, limit, ends } of steps) {
          if (ends) {
            base += burned
            burned = 0
            fuelCounter.rest(base)
            given = limit
            fuelCounter.refill(given, 0)
          } else {
            const left = fuelCounter.counters[0] as number
            burned += take
            fuelCounter.counters[0] = left - take
            if (left < take) fuelCounter.refill((given = limit), burned)
          }
          expect(fuelCounter.read()).toBe(base + burned)
        }
      }),
    )
  })

  test('is read from another thread while it is written, and never tells too much', { timeout: 60_000 }, async () => {
    const words = wordsOf()
    const fuelCounter = fuelCounterOf(words)
    const burned = new BigInt64Array(new SharedArrayBuffer(8))
    // the burned fuel is noted before it is taken, so that whoever reads the fuel counter first and then this sees as much at least
    const worker = new Worker(
      `const { workerData: { words, burned }, parentPort } = require('node:worker_threads')
      const fuelCounter = (${String(fuelCounterMaker)})()(words)
      let [reads, torn, over, last] = [0, 0, 0, 0]
      parentPort.postMessage('ready')
      while (Atomics.load(burned, 0) >= 0n) {
        const told = fuelCounter.read()
        const most = Number(Atomics.load(burned, 0))
        reads++
        if (told === undefined) torn++
        else if (most >= 0 && told > most) over++
        else last = told
      }
      parentPort.postMessage({ reads, over, last })`,
      { eval: true, workerData: { words, burned } },
    )
    const said = (): Promise<unknown> => new Promise((resolve) => worker.once('message', resolve))
    await said()
    let total = 0
    let current = 0
    const take = (units: number): void => {
      total += units
      current += units
      Atomics.store(burned, 0, BigInt(total))
      fuelCounter.counters[0] = (fuelCounter.counters[0] as number) - units
    }
    // two seconds: where the notes are not counted, hundreds of readings are too large
    const begun = performance.now()
    for (let run = 0; run % 1000 > 0 || performance.now() - begun < 2000; run++) {
      fuelCounter.rest(total)
      current = 0
      fuelCounter.refill(1000 + (run % 7) * 1000, 0)
      for (let k = 0; k < 5; k++) {
        take(500 + ((run + k) % 90))
        if ((fuelCounter.counters[0] as number) < 0) fuelCounter.refill(300, current)
      }
      if (run % 5 === 0) fuelCounter.refill(-1, current)
    }
    const end = said()
    Atomics.store(burned, 0, -1n)
    const { reads, over, last } = (await end) as { reads: number; over: number; last: number }
    await worker.terminate()
    expect(over).toBe(0)
    expect(reads).toBeGreaterThan(1000)
    expect(last).toBeGreaterThan(0)
    expect(last).toBeLessThanOrEqual(total)
  })
})
