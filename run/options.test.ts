import { describe, expect, test } from 'vitest'
import { strategies } from '../strategies/presets/index.ts'
import { completeOptions, strategySchema, suited } from './options.ts'
import type { RunOptions } from './options.ts'

test('what suits a problem holds where a user leaves it open', () => {
  const problem = { strategy: 'restarts', order: { virtualWorkers: 4, batch: 32 } }
  expect(completeOptions(suited({}, problem))).toMatchObject({
    strategy: { name: 'restarts' },
    order: { virtualWorkers: 4, batch: 32, lookahead: 200_000 },
  })
  const own = completeOptions(suited({ strategy: 'random', order: { batch: 2 } }, problem))
  expect(own).toMatchObject({ strategy: { name: 'random' }, order: { virtualWorkers: 4, batch: 2 } })
  expect(suited({ models: [{ name: 'm' }] }, problem).strategy).toBeUndefined()
  expect(() => completeOptions(suited({}, { strategy: 'clever' }))).toThrow(expect.objectContaining({ code: 'OPTION_INVALID' }))
})

describe('options', () => {
  test('have a default each', () => {
    const options = completeOptions({})
    expect(options.seed).toBe('1')
    expect(options.budget.evaluations).toBeGreaterThan(1000)
    expect(options.strategy.name).toBe('default')
  })

  test('as many tickets are under way as the budget bears, in batches that leave 16 virtual workers; what is said holds', () => {
    const orderOf = (options: RunOptions): unknown => completeOptions(options).order
    const lookahead = 200_000
    expect(orderOf({ evaluations: 20 })).toEqual({ virtualWorkers: 16, batch: 1, lookahead })
    expect(orderOf({ evaluations: 15_999 })).toEqual({ virtualWorkers: 16, batch: 1, lookahead })
    expect(orderOf({})).toEqual({ virtualWorkers: 32, batch: 2, lookahead, batchFuel: 200_000 })
    expect(orderOf({ evaluations: 64_000 })).toEqual({ virtualWorkers: 128, batch: 8, lookahead, batchFuel: 200_000 })
    expect(orderOf({ evaluations: 1e9 })).toEqual({ virtualWorkers: 512, batch: 8, lookahead, batchFuel: 200_000 })
    expect(orderOf({ seconds: 60 })).toEqual({ virtualWorkers: 16, batch: 1, lookahead })
    expect(orderOf({ evaluations: 64_000, order: { batch: 4 } })).toEqual({ virtualWorkers: 32, batch: 4, lookahead })
    expect(orderOf({ evaluations: 64_000, order: { virtualWorkers: 9 } })).toEqual({ virtualWorkers: 9, batch: 1, lookahead })
    expect(orderOf({ evaluations: 64_000, models: [{ name: 'm' }] })).toMatchObject({
      virtualWorkers: 32,
      batch: 1,
      commitOrder: 'arrival',
    })
  })

  test('a limit of another kind replaces the default number of evaluations', () => {
    expect(completeOptions({ seconds: 5 }).budget).toEqual({ seconds: 5 })
    expect(completeOptions({ target: 1 }).budget).toEqual({ evaluations: completeOptions({}).budget.evaluations, target: 1 })
  })

  test.each<[string, unknown]>([
    ['a negative budget', { evaluations: -1 }],
    ['half an evaluation', { evaluations: 0.5 }],
    ['no seconds', { seconds: 0 }],
    ['no workers', { workers: 0 }],
    ['an unknown strategy', { strategy: 'clever' }],
    ['a strategy that is a property of every object', { strategy: 'constructor' }],
    ['an unknown option', { evalutions: 5 }],
    ['an empty seed', { seed: '' }],
    ['a strategy without an operator that does not exist', { strategy: { ...strategies['default'], disabledOperators: ['leap'] } }],
    ['a strategy without islands', { strategy: { ...strategies['default'], islands: [] } }],
  ])('refuses %s', (_, options) => {
    expect(() => completeOptions(options as RunOptions)).toThrow(expect.objectContaining({ name: 'TernateError', code: 'OPTION_INVALID' }))
  })

  test('every shipped strategy is well formed', () => {
    for (const strategy of Object.values(strategies)) expect(strategySchema.parse(strategy)).toEqual(strategy)
  })
})
