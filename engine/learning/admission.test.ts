import { describe, expect, test } from 'vitest'
import { createAdmission } from './admission.ts'
import type { Strategy } from '../contracts/manifest.ts'
import { executeToy, toyManifest } from '../fixtures/toy.ts'

const island = (...names: readonly string[]): Strategy['islands'][number] => ({
  parents: { use: 'greedy' },
  proposers: names.map((use) => ({ use, weight: 1 })),
})
const strategyOf = (...islands: Strategy['islands']): Strategy => ({ ...toyManifest().strategy, islands })
const order = { virtualWorkers: 9, batch: 1, lookahead: 1, commitOrder: 'arrival', maxConcurrentCalls: 2 } as const
const learner = { asks: (name: string) => name === 'model' }
const both = strategyOf(island('model'), island('genetic'))

describe('a ticket that asks a model', () => {
  const { admits } = createAdmission({ strategy: both, order }, learner, 3)
  const mayAsk = (asking: number, calls: number, budget = {}): boolean =>
    admits({ offspring: asking, asking }, budget, { calls }, [1, 1])('model')

  test('is drawn while a call is free, and no longer', () => {
    expect([0, 1, 2, 3].map((asking) => mayAsk(asking, 0))).toEqual([true, true, false, false])
  })

  test('is not drawn when the budget has no call for it', () => {
    expect(
      [
        [0, 4],
        [1, 4],
        [0, 5],
      ].map(([asking = 0, calls = 0]) => mayAsk(asking, calls, { calls: 5 })),
    ).toEqual([true, false, false])
  })

  test('is drawn at any time where no number is set', () => {
    const free = createAdmission({ strategy: both, order: { virtualWorkers: 9, batch: 1, lookahead: 1 } }, learner, 3)
    expect(free.admits({ offspring: 99, asking: 99 }, { calls: 1 }, { calls: 5 }, [1, 1])('model')).toBe(true)
  })
})

describe('a ticket that asks none', () => {
  const limited = { evaluations: 10 }
  const spent = { calls: 0 }

  test('does not wait for those that do, until its islands have used their share of the evaluations', () => {
    const admission = createAdmission({ strategy: both, order }, learner, 3)
    const may = (offspring: number, budget = limited, shares = [1, 1]): boolean =>
      admission.admits({ offspring, asking: 2 }, budget, spent, shares)('genetic')
    expect([may(2), may(6), may(7), may(7, { evaluations: 20 })]).toEqual([true, true, false, true])
    expect(may(7, limited, [1, 3])).toBe(true)
    const ticket = { kind: 'offspring', number: 1, island: 1, proposer: 'genetic', parents: [1], inspirations: [] } as const
    for (let k = 0; k < 5; k++) admission.note(ticket, executeToy({ kind: 'initial', number: 1, initial: 0, stream: '' }))
    expect(may(2)).toBe(false)
  })

  test('has all evaluations where no island asks, and all of them where only calls are limited', () => {
    const alone = createAdmission({ strategy: strategyOf(island('genetic')), order }, learner, 3)
    expect(alone.admits({ offspring: 50, asking: 0 }, limited, spent, [1])('genetic')).toBe(true)
    const admission = createAdmission({ strategy: both, order }, learner, 3)
    expect(admission.admits({ offspring: 5000, asking: 2 }, { calls: 9 }, spent, [1, 1])('genetic')).toBe(true)
  })
})
