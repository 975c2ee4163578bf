import { describe, expect, test } from 'vitest'
import type { AcceptanceStep, Trial } from '../../engine/contracts/acceptance.ts'
import type { CaseResult } from '../../engine/contracts/evaluation.ts'
import { stream } from '../../engine/contracts/random.ts'
import { parts } from '../fixtures/populations.ts'

const scored = (score: number): CaseResult => ({ verdict: 'scored', fuel: 1, score, metrics: {} })
const resultsOf = (scores: readonly number[]): ReadonlyMap<number, CaseResult> => new Map(scores.map(scored).entries())

const trialOf = (parent: readonly number[] | undefined, more: Partial<Trial> = {}): Trial => ({
  direction: 'maximize',
  weights: (parent ?? [1, 2, 3, 4]).map(() => 1),
  results: new Map(),
  size: 10,
  ...(parent === undefined ? {} : { parent: { results: resultsOf(parent), size: 10 } }),
  gained: true,
  ...more,
})

/** All steps of an offspring with these scores. */
function stepsOf(options: object, trial: Trial, own: readonly number[], key = 'minibatch'): AcceptanceStep[] {
  const rule = parts.create('acceptance', { use: 'minibatch', ...options }, ['use'])
  const random = stream(key)
  const results = new Map<number, CaseResult>()
  const steps: AcceptanceStep[] = []
  for (;;) {
    const step = rule.next({ ...trial, results: new Map(results) }, random)
    steps.push(step)
    if (!('evaluate' in step)) return steps
    for (const at of step.evaluate) results.set(at, scored(own[at] as number))
  }
}

const ten = (score: number): number[] => Array.from({ length: 10 }, () => score)

describe('a minibatch', () => {
  test('is of as many cases as are asked for, and the rest follow a gain', () => {
    const [first, second, third] = stepsOf({}, trialOf(ten(1)), ten(2))
    const drawn = (first as { readonly evaluate: readonly number[] }).evaluate
    const rest = (second as { readonly evaluate: readonly number[] }).evaluate
    expect(new Set(drawn).size).toBe(3)
    expect([...drawn, ...rest].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(third).toEqual({ accept: true })
  })

  test.each([
    ['less', 0, false, 'minibatch'],
    ['less', 0, true, 'minibatch'],
    ['the same', 1, false, 'minibatch'],
    ['the same', 1, true, undefined],
    ['more', 2, false, undefined],
  ])('of %s (%d against 1, ties %s) ends with %s', (_, score, ties, why) => {
    const last = stepsOf({ cases: 4, ties }, trialOf(ten(1)), ten(score)).at(-1)
    expect(last).toEqual(why === undefined ? { accept: true } : { reject: why })
    const smaller = stepsOf({ cases: 4, ties }, trialOf(ten(-1), { direction: 'minimize' }), ten(-score)).at(-1)
    expect(smaller).toEqual(last)
  })

  test('weighs cases', () => {
    const trial = trialOf([1, 1], { weights: [1, 5] })
    expect(stepsOf({ cases: 2 }, trial, [4, 0]).at(-1)).toEqual({ reject: 'minibatch' })
    expect(stepsOf({ cases: 2 }, trial, [0, 2]).at(-1)).toEqual({ accept: true })
  })

  test('is drawn with equal chances, from the cases that the parent was judged on', () => {
    const counts = ten(0)
    const parent = { results: new Map([2, 5, 7, 8].map((at) => [at, scored(1)])), size: 10 }
    for (let k = 0; k < 2000; k++) {
      const [first] = stepsOf({ cases: 2 }, { ...trialOf(ten(1)), parent }, ten(0), `draw ${k}`)
      for (const at of (first as { readonly evaluate: readonly number[] }).evaluate) counts[at] = (counts[at] ?? 0) + 1
    }
    expect(counts.flatMap((count, at) => (count > 0 ? [at] : []))).toEqual([2, 5, 7, 8])
    for (const at of [2, 5, 7, 8]) expect(counts[at]).toBeGreaterThan(900)
  })

  test('is of the cases that the offspring was made for, as far as its parent scored there', () => {
    const [first, last] = stepsOf({ cases: 2 }, trialOf(ten(1), { proposed: [4, 7, 9, 12] }), ten(1))
    expect((first as { readonly evaluate: readonly number[] }).evaluate.toSorted((a, b) => a - b)).toEqual([4, 7, 9])
    expect(last).toEqual({ reject: 'minibatch' })
  })

  test('is all cases at once for one without a parent', () => {
    expect(stepsOf({}, trialOf(undefined), [1, 1, 1, 1])).toEqual([{ evaluate: [0, 1, 2, 3] }, { accept: true }])
  })
})
