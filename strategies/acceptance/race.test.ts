import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CaseResult } from '../../engine/contracts/evaluation.ts'
import type { Trial } from '../../engine/contracts/acceptance.ts'
import { stream } from '../../engine/contracts/random.ts'
import { parts } from '../fixtures/populations.ts'
import { outOfRace } from './race.ts'

const results = (scores: readonly number[], bins?: readonly number[]): CaseResult[] =>
  scores.map((score, k) => ({ verdict: 'scored', fuel: 1, score, metrics: bins === undefined ? {} : { bins: bins[k] ?? 0 } }))

const byPosition = (list: readonly CaseResult[]): ReadonlyMap<number, CaseResult> => new Map(list.entries())

const trial = (own: readonly CaseResult[], parent: readonly CaseResult[], more: Partial<Trial> = {}): Trial => ({
  direction: 'minimize',
  weights: own.map(() => 1),
  results: byPosition(own),
  size: 10,
  parent: { results: byPosition(parent), size: 10 },
  gained: true,
  ...more,
})

/** Of a program that is as long as its parent, in a problem that is minimised. */
const pruned = (own: readonly number[], parent: readonly number[], margin = 2): 'race' | 'duplicate-behaviour' | undefined =>
  outOfRace(trial(results(own), results(parent)), margin)

describe('a race', () => {
  test('is out when it wins nothing and loses something', () => {
    expect(pruned([2, 2, 3], [2, 2, 2, 9])).toBe('race')
  })

  test('stays in while the case that it wins may outweigh those that it loses', () => {
    expect(pruned([3, 3, 0], [2, 2, 2])).toBeUndefined()
  })

  test('is out when it is behind by more than chance, whatever it wins', () => {
    expect(pruned([1.9, 4, 4, 4.1, 4, 3.9, 4, 4.2], [2, 2, 2, 2, 2, 2, 2, 2])).toBe('race')
    expect(pruned([1.9, 4, 4, 4.1, 4, 3.9, 4, 4.2], [2, 2, 2, 2, 2, 2, 2, 2], 1000)).toBeUndefined()
  })

  test('says nothing of a single case but that it is alike', () => {
    expect(pruned([9], [2])).toBeUndefined()
    expect(pruned([2], [2])).toBe('duplicate-behaviour')
  })

  test('takes for alike what is so in every metric, and lets the shorter one go on', () => {
    const judge = (size: number, bins: readonly number[]): 'race' | 'duplicate-behaviour' | undefined =>
      outOfRace(trial(results([1, 2], bins), results([1, 2], [5, 6]), { size, direction: 'maximize' }), 2)
    expect(judge(10, [5, 6])).toBe('duplicate-behaviour')
    expect(judge(10, [5, 7])).toBeUndefined()
    expect(judge(9, [5, 6])).toBeUndefined()
  })

  test('weighs cases', () => {
    const judge = (weights: readonly number[]): 'race' | 'duplicate-behaviour' | undefined =>
      outOfRace(trial(results([3, 3, 3, 0]), results([2, 2, 2, 2]), { weights }), 0)
    expect(judge([1, 1, 1, 1])).toBe('race')
    expect(judge([1, 1, 1, 2])).toBeUndefined()
  })

  test('never ends a program that is nowhere worse and somewhere better, in either direction', () => {
    const score = fc.double({ min: -1e6, max: 1e6, noNaN: true })
    const pairs = fc.array(fc.record({ score, gain: fc.double({ min: 0, max: 1e3, noNaN: true }) }), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(pairs, fc.constantFrom('minimize', 'maximize'), fc.double({ min: 0, max: 5, noNaN: true }), (list, direction, margin) => {
        const sign = direction === 'minimize' ? -1 : 1
        const rival = results(list.map((item) => item.score))
        const own = results(list.map((item) => item.score + sign * item.gain))
        const better = own.some((result, k) => result.verdict === 'scored' && result.score !== list[k]?.score)
        const end = outOfRace(trial(own, rival, { direction }), margin)
        expect(end).toBe(better ? undefined : 'duplicate-behaviour')
      }),
    )
  })
})

/** Of trials on 100 cases that a parent passes with the chances of `difficulties` in turn, and an offspring with `by` more, the share that is accepted. */
function shareAccepted(options: object, difficulties: readonly number[], by: number, trials: number): number {
  const rule = parts.create('acceptance', { use: 'race', ...options }, ['use'])
  const chances = Array.from({ length: 100 }, (_, k) => difficulties[k % difficulties.length] as number)
  let accepted = 0
  for (let k = 0; k < trials; k++) {
    const random = stream(`race ${difficulties.join(' ')} ${by} ${k}`)
    const draw = (more: number): CaseResult[] => results(chances.map((chance) => Number(random.next() < chance + more)))
    const all = trial(draw(by), draw(0), { direction: 'maximize' })
    let judged = 0
    for (;;) {
      const step = rule.next({ ...all, results: new Map([...all.results].slice(0, judged)) }, random)
      if ('accept' in step) accepted += 1
      if (!('evaluate' in step)) break
      judged += step.evaluate.length
    }
  }
  return accepted / trials
}

// The bounds follow from the chances alone: race.ts derives where to look, and by which margin.
describe('a race that looks at 80 of 100 cases that are passed or not, with a margin of 0.3', () => {
  const options = { margin: 0.3, steps: [{ cases: 80 }] }
  const all = [0.1, 0.5, 0.9]

  test('drops four of five that are worse by 0.1, all of which full evaluation lets in, and keeps 93 of 100 that are better by as much', () => {
    expect(shareAccepted(options, all, -0.1, 3000)).toBeLessThan(0.2)
    expect(shareAccepted(options, all, 0.1, 3000)).toBeGreaterThan(0.93)
    // as often right where all cases are as hard as those that tell the least
    expect(shareAccepted(options, [0.5], -0.1, 1500)).toBeLessThan(0.2)
    expect(shareAccepted(options, [0.5], 0.1, 1500)).toBeGreaterThan(0.93)
  })

  test('does better than the shipped one, which looks early to save cases', () => {
    const shipped = { margin: 1 }
    expect(shareAccepted(shipped, all, -0.1, 500)).toBeGreaterThan(0.2)
    expect(shareAccepted(shipped, all, 0.1, 500)).toBeLessThan(0.93)
  })
})
