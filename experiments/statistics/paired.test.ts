import { expect, test } from 'vitest'
import { stream } from '../../engine/contracts/random.ts'
import { ATTEMPTS, LEVEL, levelOf } from './attempts.ts'
import { binomial, binomialTail } from './binomial.ts'
import { evidence } from './e-process.ts'
import { discordanceAt, mcnemar, mcnemarNeeds, mcnemarPower } from './mcnemar.ts'
import { normalAbove, normalQuantile } from './normal.ts'
import { signFlip, signFlipNeeds, signFlipPower } from './sign-flip.ts'

test('binomial chances sum to one and their tails to the middle', () => {
  const all = Array.from({ length: 41 }, (_, k) => binomial(40, k, 0.3))
  expect(all.reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 12)
  expect(binomialTail(41, 21, 0.5)).toBeCloseTo(0.5, 12)
  expect(binomialTail(5, 0, 0.1)).toBe(1)
})

test('McNemar is the sign test of the pairs that differ', () => {
  expect(mcnemar(9, 1)).toBeCloseTo(11 / 1024, 12)
  expect(mcnemar(0, 0)).toBe(1)
  // 59 and 16 discordant pairs of Agresti, Categorical Data Analysis (1990), section 10.1, whose chi-square is 24.65
  expect(mcnemar(59, 16)).toBeGreaterThan(1e-7)
  expect(mcnemar(59, 16)).toBeLessThan(1e-6)
})

test('the power of McNemar is that of a simulation, in a world of equal cases and in one of unequal ones', () => {
  // uniform thirds of a gamma variate would do as well: Beta(.3, .7) by Jöhnk's rejection
  const beta = (random: ReturnType<typeof stream>): number => {
    for (;;) {
      const x = random.next() ** (1 / 0.3)
      const y = random.next() ** (1 / 0.7)
      if (x + y > 0 && x + y <= 1) return x / (x + y)
    }
  }
  const worlds = [
    { noise: 0.42, chance: () => 0.3, table: { 0.1: [0.27, 0.44, 0.63, 0.89], 0.2: [0.65, 0.92, 0.99, 1] } },
    { noise: 0.21, chance: beta, table: { 0.1: [0.34, 0.61, 0.83, 0.98], 0.2: [0.82, 0.98, 1, 1] } },
  ] as const
  for (const { noise, chance, table } of worlds)
    for (const lift of [0.1, 0.2] as const)
      for (const [k, n] of [60, 120, 200, 400].entries()) {
        const forecast = mcnemarPower(n, discordanceAt({ base: 0.3, noise, lift }), LEVEL)
        expect(Math.abs(forecast - (table[lift][k] as number))).toBeLessThan(0.025)
        if (n > 120) continue
        const random = stream(`power/${noise}/${lift}/${n}`)
        let found = 0
        for (let trial = 0; trial < 1500; trial++) {
          let wins = 0
          let losses = 0
          for (let each = 0; each < n; each++) {
            const p = chance(random)
            const a = random.next() < p
            const b = random.next() < p + (1 - p) * (lift / 0.7)
            if (b && !a) wins++
            if (a && !b) losses++
          }
          if (mcnemar(wins, losses) <= LEVEL) found++
        }
        expect(Math.abs(found / 1500 - forecast)).toBeLessThan(0.05)
      }
})

test('as many cases as are needed have the power, and a few less have not', () => {
  const of = discordanceAt({ base: 0.3, noise: 0.42, lift: 0.1 })
  const needs = mcnemarNeeds(of, LEVEL) ?? 0
  expect(needs).toBeGreaterThan(270)
  expect(needs).toBeLessThan(330)
  expect(mcnemarPower(needs, of, LEVEL)).toBeGreaterThanOrEqual(0.8)
  expect(mcnemarPower(needs - 20, of, LEVEL)).toBeLessThan(0.8)
  expect(mcnemarNeeds({ win: 0.1, loss: 0.1 }, LEVEL)).toBeUndefined()
})

test('sign flips of the heights of plants that Darwin measured give what Fisher counted', () => {
  // The Design of Experiments (1935), section 21: 863 of the 32,768 sums are as large as that of 15 pairs of maize
  const maize = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48]
  expect(signFlip(maize, stream('none'))).toEqual({ p: 863 / 32_768, exact: true })
})

test('sign flips of many differences are drawn, and come to what the exact ones do', () => {
  const random = stream('flips')
  const few = Array.from({ length: 20 }, () => 0.3 + random.normal())
  const { p } = signFlip(few, stream('none'))
  // a difference that is next to nothing makes 21 of them and changes no sum that counts
  const many = signFlip([...few, 1e-9], stream('draws'))
  expect(many.exact).toBe(false)
  expect(Math.abs(many.p - p)).toBeLessThan(0.005)
  expect(signFlip([...few, 1e-9], stream('draws'))).toEqual(many)
  expect(signFlip([0, 0], stream('none')).p).toBe(1)
})

test('sign flips find nothing too often where there is nothing', () => {
  const random = stream('null')
  let found = 0
  for (let trial = 0; trial < 2000; trial++) {
    const differences = Array.from({ length: 10 }, () => random.normal())
    if (signFlip(differences, random).p <= LEVEL) found++
  }
  expect(found / 2000).toBeLessThan(0.062)
  expect(found / 2000).toBeGreaterThan(0.035)
})

test('normal tails, and the power that rests on them', () => {
  expect(normalAbove(1.959_964)).toBeCloseTo(0.025, 6)
  expect(normalQuantile(0.95)).toBeCloseTo(1.644_854, 5)
  expect(signFlipPower(5, 0.5, LEVEL)).toBeLessThan(0.2)
  expect(signFlipPower(4, 10, LEVEL)).toBe(0)
  expect(signFlipPower(100, 0.25, LEVEL)).toBeCloseTo(0.804, 2)
  // (1.645 + .842)^2 / .25
  expect(signFlipNeeds(0.5, LEVEL)).toBe(25)
})

test('evidence begins at one, is a fair game at one half, and seldom ever gets far', () => {
  expect(evidence(0, 0)).toBeCloseTo(1, 12)
  for (const [wins, losses] of [
    [0, 0],
    [3, 1],
    [2, 7],
    [30, 12],
  ] as const)
    expect((evidence(wins + 1, losses) + evidence(wins, losses + 1)) / 2).toBeCloseTo(evidence(wins, losses), 8)
  const random = stream('evidence')
  let ever = 0
  for (let trial = 0; trial < 1000; trial++) {
    let wins = 0
    for (let n = 1; n <= 100; n++) {
      if (random.next() < 0.5) wins++
      if (evidence(wins, n - wins) >= 1 / LEVEL) {
        ever++
        break
      }
    }
  }
  expect(ever / 1000).toBeLessThanOrEqual(LEVEL)
})

test('all attempts together spend the level, and no more', () => {
  let spent = 0
  for (let k = 1; k <= 100_000; k++) spent += levelOf(k)
  expect(spent).toBeLessThan(LEVEL)
  expect(spent).toBeGreaterThan(LEVEL - 1e-6)
  expect(levelOf(1)).toBeCloseTo(0.030_396, 6)
  expect(levelOf(ATTEMPTS)).toBeCloseTo(0.001_216, 6)
})
