import { describe, expect, test } from 'vitest'
import { NO_OUTCOMES } from '../../engine/contracts/event.ts'
import type { Status } from '../../engine/contracts/event.ts'
import { createPacemaker, progressOf } from './progress.ts'

const at = (seconds: number, evaluations: number, budget: Status['budget'] = { evaluations: 1000 }): Status => ({
  phase: 'searching',
  evaluations,
  commits: evaluations,
  fuel: 10 * evaluations,
  seconds,
  budget,
  islands: [],
  outcomes: NO_OUTCOMES,
})

describe('progress', () => {
  test('goes by the limit that is nearest', () => {
    expect(progressOf(at(5, 100))).toBe(0.1)
    expect(progressOf(at(5, 100, { evaluations: 1000, seconds: 10 }))).toBe(0.5)
    expect(progressOf(at(5, 100, { fuel: 500 }))).toBe(1)
    expect(progressOf(at(5, 100, { target: 3 }))).toBeUndefined()
  })
})

describe('pace', () => {
  test('is that of the last seconds, so that a resumed run is not taken for a fast one', () => {
    const pace = createPacemaker()
    expect(pace(at(0, 500))).toEqual({ rate: 0, remaining: undefined })
    expect(pace(at(2, 520))).toEqual({ rate: 10, remaining: expect.closeTo(48) as number })
    for (let second = 3; second <= 30; second++) pace(at(second, 520 + second))
    expect(pace(at(31, 551)).rate).toBeCloseTo(1)
  })
})
