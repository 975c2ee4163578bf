import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CallStats } from '../../engine/contracts/model.ts'
import { stream } from '../../engine/contracts/random.ts'
import { choose, credit, statsOf } from './bandit.ts'
import { chooseModel, type Ensemble } from './ensemble.ts'

/** What models are in truth: the chance of a gain, and the price of a call. */
interface Truth {
  readonly chance: number
  readonly cost: number
}

/** Spends a budget of calls on two models; returns gains and calls of each. */
function spend(
  bandit: boolean,
  truths: Readonly<Record<string, Truth>>,
  seed: number,
  dollars: number,
): { gains: number; calls: Record<string, number> } {
  const ensemble: Ensemble = { models: Object.keys(truths).map((name) => ({ name, weight: 1 })), bandit }
  const calls: Record<string, number> = {}
  let allStats: readonly CallStats[] = []
  let gains = 0
  let left = dollars * 1_000_000
  for (let k = 0; left > 0; k++) {
    const { name } = chooseModel(ensemble, allStats, stream(`${seed}/choice/${k}`))
    const { chance, cost } = truths[name] as Truth
    const gain = stream(`${seed}/truth/${k}`).next() < chance
    allStats = credit(allStats, { name, gain, cost })
    calls[name] = (calls[name] ?? 0) + 1
    gains += gain ? 1 : 0
    left -= cost
  }
  return { gains, calls }
}

describe('the bandit', () => {
  const seeds = [1, 2, 3, 4, 5]
  const total = (bandit: boolean, truths: Readonly<Record<string, Truth>>): number =>
    seeds.reduce((sum, seed) => sum + spend(bandit, truths, seed, 1).gains, 0)

  test('learns more of a new best of the run than of an improvement over a parent', () => {
    const [better, best] = [{}, { leads: true }].map((more) =>
      Array.from({ length: 6 }, () => ({ name: 'a', gain: true, cost: 10, ...more })).reduce(credit, [] as readonly CallStats[]),
    )
    expect(better).toEqual([{ name: 'a', calls: 6, gains: 6, cost: 60 }])
    expect(best).toEqual([{ name: 'a', calls: 12, gains: 12, cost: 120 }])
    expect(credit([], { name: 'a', gain: false, leads: true, cost: 10 })).toEqual([{ name: 'a', calls: 1, gains: 0, cost: 10 }])
    const arms = ['a', 'b'].map((name) => ({ name, weight: 1 }))
    const chosen = (allStats: readonly CallStats[]): number =>
      Array.from({ length: 200 }, (_, k) => choose(arms, allStats, stream(`best/${k}`))).filter(({ name }) => name === 'a').length
    expect(chosen(best ?? [])).toBeGreaterThan(chosen(better ?? []))
  })
  test('finds the model that gains more; without it both are asked alike', () => {
    const truths = { poor: { chance: 0.02, cost: 2000 }, good: { chance: 0.3, cost: 2000 } }
    expect(total(true, truths)).toBeGreaterThan(1.4 * total(false, truths))
    const { calls } = spend(true, truths, 1, 1)
    expect(calls.good).toBeGreaterThan(5 * (calls.poor ?? 0))
  })

  test('counts dollars: of equals the cheap one is asked, and a dear one that is little better is not', () => {
    const equal = { dear: { chance: 0.2, cost: 20_000 }, cheap: { chance: 0.2, cost: 2000 } }
    expect(total(true, equal)).toBeGreaterThan(2 * total(false, equal))
    const { calls } = spend(true, { dear: { chance: 0.25, cost: 20_000 }, cheap: { chance: 0.15, cost: 2000 } }, 1, 1)
    expect(calls.cheap).toBeGreaterThan(5 * (calls.dear ?? 0))
  })

  test('pays for what is better than it is dear, and leaves a free model that gains nothing', () => {
    const { calls } = spend(true, { free: { chance: 0, cost: 1 }, good: { chance: 0.5, cost: 2000 } }, 1, 1)
    expect(calls.good).toBeGreaterThan(3 * (calls.free ?? 0))
  })

  test('forgets: a model that has become better is found', () => {
    let allStats: readonly CallStats[] = []
    for (let k = 0; k < 300; k++) allStats = credit(allStats, { name: 'old', gain: k % 2 === 0, cost: 10 })
    for (let k = 0; k < 100; k++) allStats = credit(allStats, { name: 'old', gain: false, cost: 10 })
    const { calls, gains } = statsOf(allStats, 'old')
    expect(calls).toBeLessThanOrEqual(64)
    expect(gains / calls).toBeLessThan(0.15)
  })

  test('is a function of statistics and stream; statistics are whole numbers that fit together', () => {
    const entry = fc.record({ name: fc.constantFrom('a', 'b'), gain: fc.boolean(), cost: fc.nat(1_000_000) })
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 300 }), fc.nat(), (entries, key) => {
        const allStats = entries.reduce<readonly CallStats[]>(credit, [])
        for (const { calls, gains, cost } of allStats) {
          expect([calls, gains, cost].every(Number.isSafeInteger)).toBe(true)
          expect(gains).toBeLessThanOrEqual(calls)
          expect(calls).toBeLessThanOrEqual(64)
        }
        const arms = [
          { name: 'a', weight: 1 },
          { name: 'b', weight: 2 },
        ]
        const chosen = choose(arms, allStats, stream(`${key}`))
        expect(choose(arms, JSON.parse(JSON.stringify(allStats)) as CallStats[], stream(`${key}`))).toBe(chosen)
      }),
    )
  })

  test('weights decide where nothing is known, and alone where it is off', () => {
    const models = [
      { name: 'a', weight: 9 },
      { name: 'b', weight: 1 },
    ]
    const share = (bandit: boolean): number =>
      Array.from({ length: 500 }, (_, k) => chooseModel({ models, bandit }, [], stream(`${k}`)).name).filter((name) => name === 'a')
        .length / 500
    expect(share(false)).toBeCloseTo(0.9, 1)
    expect(share(true)).toBeGreaterThan(0.85)
  })
})
