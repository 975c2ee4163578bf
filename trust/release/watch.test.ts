import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { stream } from '../../engine/contracts/random.ts'
import type { CanaryBounds } from '../policy/policy.ts'
import { watchCanary } from './watch.ts'
import type { Observation } from './watch.ts'

const BOUNDS: CanaryBounds = {
  failures: { level: 0.044 },
  denials: { level: 0.002 },
  complaints: { level: 0.002 },
  cost: { level: 0.002, cap: 1.25 },
}

/** Observations of the canary after which a bound trips, of at most `most`, where the canary has a tenth of the uses. */
function trips(key: string, observe: (arm: 'champion' | 'canary', next: () => number) => Observation, most = 200): number | undefined {
  const random = stream(key)
  const watch = watchCanary(BOUNDS)
  for (let canary = 0; canary < most;) {
    const arm = random.next() < 0.1 ? 'canary' : 'champion'
    watch.observe(arm, observe(arm, random.next))
    if (arm === 'canary') canary += 1
    if (watch.tripped() !== undefined) return canary
  }
  return undefined
}

const failing =
  (rate: number) =>
  (arm: 'champion' | 'canary', next: () => number): Observation => ({ quality: Number(next() >= (arm === 'canary' ? rate : 0.2)) })

/** How many of the seeds trip. */
const tripped = (seeds: number, rate: number): number =>
  Array.from({ length: seeds }, (_, k) => trips(`watch/${rate}/${k}`, failing(rate))).filter((at) => at !== undefined).length

describe('a canary', () => {
  test('that fails in 35 % of uses and not in 20 % trips within 200 of its uses in 95 % of seeds; one that is as good in 5 % at most', () => {
    expect(tripped(200, 0.35)).toBeGreaterThanOrEqual(190)
    expect(tripped(200, 0.2)).toBeLessThanOrEqual(10)
  })

  test('that is as good in everything trips seldom, also when all bounds are watched and the rates drift', () => {
    const same = (_: string, next: () => number): Observation => ({
      quality: next(),
      cost: 1 + next(),
      denials: Number(next() < 0.02),
      complaints: Number(next() < 0.05),
    })
    const seeds = Array.from({ length: 200 }, (_, k) => trips(`watch/same/${k}`, same))
    expect(seeds.filter((at) => at !== undefined).length).toBeLessThanOrEqual(10)
    let use = 0
    const drifting = (_: string, next: () => number): Observation => ({ quality: Number(next() >= (use++ % 1000) / 1000) })
    const drifts = Array.from({ length: 100 }, (_, k) => trips(`watch/drift/${k}`, drifting))
    expect(drifts.filter((at) => at !== undefined).length).toBeLessThanOrEqual(5)
  })

  test('that is better never looks worse than by chance', () => {
    const seeds = Array.from({ length: 100 }, (_, k) => trips(`watch/better/${k}`, failing(0.1)))
    expect(seeds.filter((at) => at !== undefined).length).toBeLessThanOrEqual(2)
  })

  test.each<[string, (arm: string, next: () => number) => Observation]>([
    ['costs half as much again', (arm, next) => ({ cost: (arm === 'canary' ? 1.5 : 1) * (1 + 0.1 * next()) })],
    ['is denied calls', (arm, next) => ({ denials: Number(arm === 'canary' && next() < 0.3) })],
    ['is complained about', (arm, next) => ({ complaints: Number(next() < (arm === 'canary' ? 0.3 : 0.02)) })],
  ])('that %s trips', (_, observe) => {
    const seeds = Array.from({ length: 40 }, (_, k) => trips(`watch/other/${k}`, observe))
    expect(seeds.filter((at) => at !== undefined).length).toBeGreaterThanOrEqual(38)
  })

  test('at the cap of its cost does not trip', () => {
    const seeds = Array.from({ length: 100 }, (_, k) =>
      trips(`watch/cap/${k}`, (arm, next) => ({ cost: (arm === 'canary' ? 1.25 : 1) * (1 + next()) })),
    )
    expect(seeds.filter((at) => at !== undefined).length).toBeLessThanOrEqual(3)
  })

  test('is judged by the mean of qualities between 0 and 1 as by passes and failures', () => {
    const seeds = Array.from({ length: 40 }, (_, k) =>
      trips(`watch/partial/${k}`, (arm, next) => ({ quality: (arm === 'canary' ? 0.5 : 0.95) * next() })),
    )
    expect(seeds.filter((at) => at !== undefined).length).toBeGreaterThanOrEqual(38)
  })

  test('has factors whose mean is at most 1 while it is no worse, whatever the rates and the sizes of blocks', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.boolean(), { maxLength: 6 }),
        (a, b, size, before) => {
          const [canary, champion] = [Math.min(a, b), Math.max(a, b)]
          // mean over all outcomes of a block of `size` uses of the champion and one of the canary, after a history of the champion's uses
          let mean = 0
          const evidenceOf = (failures: readonly boolean[]): number => {
            const watch = watchCanary({ failures: { level: 1e-9 } })
            for (const failed of before) {
              watch.observe('champion', { quality: Number(!failed) })
              watch.observe('canary', { quality: 1 })
            }
            const start = watch.states()[0]?.evidence ?? 1
            // a block is closed by whichever arm was missing
            failures.slice(0, size).forEach((failed) => watch.observe('champion', { quality: Number(!failed) }))
            watch.observe('canary', { quality: Number(!failures[size]) })
            return (watch.states()[0]?.evidence ?? 1) / start
          }
          for (let bits = 0; bits < 2 ** (size + 1); bits++) {
            const failures = Array.from({ length: size + 1 }, (_, k) => ((bits >> k) & 1) === 1)
            const chance = failures.reduce(
              (product, failed, k) => product * (failed ? (k < size ? champion : canary) : 1 - (k < size ? champion : canary)),
              1,
            )
            mean += chance * evidenceOf(failures)
          }
          expect(mean).toBeLessThanOrEqual(1 + 1e-9)
        },
      ),
      { numRuns: 150 },
    )
  })
})
