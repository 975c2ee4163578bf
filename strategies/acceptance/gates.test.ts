import { describe, expect, test } from 'vitest'
import type { AcceptanceStep, Trial } from '../../engine/contracts/acceptance.ts'
import type { CaseResult } from '../../engine/contracts/evaluation.ts'
import { stream } from '../../engine/contracts/random.ts'
import type { Ref } from '../../engine/contracts/ref.ts'
import { completeStrategy } from '../../engine/contracts/strategy.ts'
import { parts } from '../fixtures/populations.ts'

const scored = (score: number): CaseResult => ({ verdict: 'scored', fuel: 1, score, metrics: {} })
const resultsOf = (scores: readonly number[]): ReadonlyMap<number, CaseResult> => new Map(scores.map(scored).entries())

/** All steps of an offspring of a size and with these scores, whose parent has size 10 and those. */
function stepsOf(ref: Ref, own: readonly number[], parent: readonly number[], more: Partial<Trial> = {}): AcceptanceStep[] {
  const rule = parts.create('acceptance', ref, ['use'])
  const results = new Map<number, CaseResult>()
  const steps: AcceptanceStep[] = []
  for (;;) {
    const trial: Trial = {
      direction: 'maximize',
      weights: own.map(() => 1),
      results: new Map(results),
      size: 10,
      gained: true,
      parent: { results: resultsOf(parent), size: 10 },
      ...more,
    }
    const step = rule.next(trial, stream('gates'))
    steps.push(step)
    if (!('evaluate' in step)) return steps
    for (const at of step.evaluate) results.set(at, scored(own[at] as number))
  }
}

const ACCEPT = { accept: true }
const four = [1, 1, 1, 1]

describe('size', () => {
  test.each([
    [{ times: 1.5 }, 15, true],
    [{ times: 1.5 }, 16, false],
    [{ most: 12 }, 12, true],
    [{ most: 12 }, 13, false],
    [{ times: 3, most: 12 }, 13, false],
  ])('%j lets a program of size %d in: %s', (options, size, isIn) => {
    expect(stepsOf({ use: 'size', ...options }, four, four, { size })).toEqual(
      isIn ? [{ evaluate: [0, 1, 2, 3] }, ACCEPT] : [{ reject: 'size' }],
    )
  })

  test('of a parent does not bind an offspring that has none', () => {
    const rule = parts.create('acceptance', { use: 'size', times: 1 }, ['use'])
    const trial = { direction: 'maximize', weights: [1], results: new Map(), size: 99, gained: true } as const
    expect(rule.next(trial, stream('orphan'))).toEqual({ evaluate: [0] })
  })

  test('needs a limit', () => {
    expect(() => parts.create('acceptance', { use: 'size' }, ['use'])).toThrow(
      'the acceptance rule size has options that it cannot have: needs `times` or `most`',
    )
  })
})

describe('anchors', () => {
  const ref = { use: 'anchors', cases: [3, 1] }

  test('are judged first, and one that is worse ends the trial', () => {
    expect(stepsOf(ref, [0, 1, 0, 2], four)).toEqual([{ evaluate: [3, 1] }, { evaluate: [0, 2] }, ACCEPT])
    expect(stepsOf(ref, [9, 0.9, 9, 9], four)).toEqual([{ evaluate: [3, 1] }, { reject: 'anchors' }])
    expect(stepsOf({ ...ref, tolerance: 0.2 }, [9, 0.9, 9, 9], four).at(-1)).toEqual(ACCEPT)
    expect(stepsOf(ref, [9, 1.1, 9, 1], four, { direction: 'minimize' }).at(-1)).toEqual({ reject: 'anchors' })
  })

  test('that are all cases are all that is judged', () => {
    expect(stepsOf({ use: 'anchors', cases: [0, 1] }, [1, 1], [1, 1])).toEqual([{ evaluate: [0, 1] }, ACCEPT])
  })

  test('beyond the train set are a fault that names the rule', () => {
    expect(() => stepsOf({ use: 'anchors', cases: [4] }, four, four)).toThrow(
      'the acceptance rule anchors names the case 4, and the train set has 4',
    )
  })
})

describe('the rule that follows a gate', () => {
  test('sees the cases that the gate has not had judged, and no others', () => {
    const cascade = { use: 'cascade', steps: [{ cases: 2, threshold: 5 }] }
    const ref = { use: 'size', times: 1, next: { use: 'anchors', cases: [1], next: cascade } }
    expect(stepsOf(ref, [6, 0, 6, 0], [0, 0, 0, 0])).toEqual([{ evaluate: [1] }, { evaluate: [0, 2] }, { evaluate: [3] }, ACCEPT])
    expect(stepsOf(ref, [6, 0, 0, 0], [0, 0, 0, 0]).at(-1)).toEqual({ reject: 'threshold' })
  })

  test('has what the problem says of it where it leaves that out', () => {
    const acceptance = { use: 'size', times: 2, next: { use: 'race', margin: 1 } }
    const island = { parents: { use: 'greedy' }, proposers: { use: 'genetic' }, acceptance }
    const steps = [{ cases: 3 }]
    const complete = completeStrategy({ name: 'gated', islands: [island], finalists: 1 }, { acceptance: { use: 'cascade', steps } }, parts)
    expect(complete.islands[0]?.acceptance).toEqual({ ...acceptance, next: { steps, use: 'race', margin: 1 } })
  })
})
