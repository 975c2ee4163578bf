import { describe, expect, test } from 'vitest'
import type { Evaluation } from '../engine/contracts/evaluation.ts'
import { stream } from '../engine/contracts/random.ts'
import { headroomOf, pairsFor } from './headroom.ts'
import type { Trials } from './headroom.ts'
import { signedRank } from './statistics/wilcoxon.ts'

const judged = (scores: readonly number[]): Evaluation => ({
  set: 'validation',
  verdict: 'scored',
  cases: scores.map((score) => ({ verdict: 'scored', fuel: 1, score, metrics: {} })),
  score: scores.reduce((sum, score) => sum + score, 0) / scores.length,
  metrics: {},
  fuel: scores.length,
})

const CASES = 60
const random = stream('headroom')
const base = Array.from({ length: CASES }, () => random.next())
const shifted = (by: number, noise: number): number[] => base.map((score) => score + by + noise * random.normal())

const trialsOf = (best: readonly number[], more: Partial<Trials> = {}): Trials => {
  const initial = { train: judged(base), measured: judged(base) }
  const found = { train: judged(best), measured: judged(best) }
  return {
    direction: 'maximize',
    measuredOn: 'validation',
    initial,
    repeats: [initial.measured],
    draws: { made: 20, scored: 20, better: 1, best: found },
    onTrain: [found.train],
    ...more,
  }
}

describe('optimising', () => {
  test('is worth it where a gain shows on the cases there are', () => {
    const headroom = headroomOf(trialsOf(shifted(0.5, 0.5)))
    expect(headroom.verdict).toBe('worth it')
    expect(headroom.gains[0]?.needs).toBeLessThan(CASES)
    expect(headroomOf(trialsOf(shifted(-0.5, 0.5), { direction: 'minimize' })).verdict).toBe('worth it')
  })
  test('is unclear where programs are better on cases alone', () => {
    const onTrain = Array.from({ length: 8 }, () => judged(shifted(-0.2, 0.5)))
    const headroom = headroomOf(trialsOf(shifted(-0.2, 0.5), { onTrain }))
    expect(headroom.verdict).toBe('unclear')
    expect(headroom.gains[0]?.gain).toBeLessThan(0)
    expect(headroom.virtualBest).toBeGreaterThan(0)
  })
  test('wants more cases where these could show nothing', () => {
    const few = (scores: readonly number[]): Evaluation => judged(scores.slice(0, 3))
    const initial = { train: judged(base), measured: few(base) }
    const best = shifted(0.5, 0.5)
    const trials = trialsOf(best, {
      initial,
      repeats: [],
      draws: { made: 20, scored: 20, better: 1, best: { train: judged(best), measured: few(best) } },
    })
    expect(headroomOf(trials)).toMatchObject({ verdict: 'more cases', cases: 3 })
  })
  test('is noise where the initial program scatters as much', () => {
    const repeats = [judged(base.map((score) => score + 1)), judged(base.map((score) => score - 1))]
    expect(headroomOf(trialsOf(shifted(0.5, 0.5), { repeats }))).toMatchObject({ verdict: 'noise', repeat: { times: 3, isEqual: false } })
  })
  test('is flat where nothing is better anywhere, and solved at the optimum', () => {
    expect(headroomOf(trialsOf(base)).verdict).toBe('flat')
    expect(headroomOf(trialsOf(shifted(-1, 0))).verdict).toBe('flat')
    const optimum = judged(base).score ?? 0
    expect(headroomOf(trialsOf(shifted(0.5, 0.5), { optimum })).verdict).toBe('solved')
    expect(headroomOf(trialsOf(shifted(0.5, 0.5), { optimum: optimum + 1 })).left).toBeCloseTo(1)
  })
})

test('as many cases as it says find a gain with a chance of 80 %', () => {
  for (const effect of [0.35, 0.6, 1.2]) {
    const pairs = pairsFor(effect)
    const draws = stream(`pairs ${effect}`)
    const found = Array.from({ length: 400 }, () => signedRank(Array.from({ length: pairs }, () => effect + draws.normal())).p <= 0.05)
    const power = found.filter(Boolean).length / found.length
    expect(power, `${pairs} pairs for ${effect}`).toBeGreaterThan(0.75)
    expect(power, `${pairs} pairs for ${effect}`).toBeLessThan(0.9)
  }
  expect(pairsFor(0.35)).toBeGreaterThan(pairsFor(0.6))
})
