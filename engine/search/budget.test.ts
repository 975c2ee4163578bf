import { describe, expect, test } from 'vitest'
import { charge, exhausted } from './budget.ts'
import type { Spent } from './budget.ts'
import { chooseChampion, finalists } from '../population/champion.ts'
import type { Evaluation } from '../contracts/evaluation.ts'
import type { InnerEvaluation, Outcome } from '../contracts/ticket.ts'
import { populationOf } from '../../strategies/fixtures/populations.ts'
import { createIndividual } from '../population/individual.ts'
import { byRank, byScore } from '../population/ranking.ts'
import type { Individual } from '../contracts/individual.ts'

const evaluation = (set: Evaluation['set'], scores: readonly number[]): Evaluation => ({
  set,
  verdict: 'scored',
  cases: scores.map((score) => ({ verdict: 'scored', fuel: 5, score, metrics: {} })),
  score: scores.reduce((sum, score) => sum + score, 0) / scores.length,
  metrics: { width: scores.length },
  fuel: 5 * scores.length,
})
const program = { id: 'a', canonicalHash: 'a', size: 7, files: {} }
const judged: Outcome = { kind: 'evaluated', operator: 'x', program, evaluation: evaluation('train', [1]), inner: [] }
const nothing = (): Spent => ({ cases: 0, programsTried: 0, fuel: 0, tickets: 0, calls: 0, tokens: 0, cost: 0 })

describe('the budget', () => {
  test('counts train cases, inner evaluations among them, and no others', () => {
    const spent = nothing()
    const offspring = { kind: 'offspring' } as const
    const inner = [{ canonicalHash: 'b', evaluation: evaluation('train', [1]) }]
    const judged: Outcome = { kind: 'evaluated', operator: 'x', program, evaluation: evaluation('train', [1, 2, 3]), inner }
    charge(spent, offspring, judged)
    charge(spent, { kind: 'evaluation' }, { ...judged, evaluation: evaluation('validation', [1, 2]), inner: [] })
    charge(spent, offspring, { kind: 'unchanged', operator: 'x', inner: [] })
    expect(spent).toEqual({ cases: 4, programsTried: 2, fuel: 30, tickets: 3, idle: 2, calls: 0, tokens: 0, cost: 0 })
  })

  test('counts each program of a ticket once, and none of a ticket that judges one further', () => {
    const spent = nothing()
    const part = (canonicalHash: string, scores: readonly number[]): InnerEvaluation => ({
      canonicalHash,
      evaluation: evaluation('train', scores),
    })
    const inner = [part('b', [1]), part('b', [1, 2]), part('a', [1]), part('', [1]), part('c', [])]
    const judged: Outcome = { kind: 'evaluated', operator: 'x', program, evaluation: evaluation('train', [1, 2, 3]), inner }
    charge(spent, { kind: 'offspring' }, judged)
    expect(spent.programsTried).toBe(2)
    charge(spent, { kind: 'evaluation' }, { ...judged, inner: [] })
    expect(spent.programsTried).toBe(2)
    charge(spent, { kind: 'initial' }, { ...judged, inner: [] })
    expect(spent.programsTried).toBe(3)
    const { programsTried: _, ...earlier } = nothing()
    charge(earlier, { kind: 'offspring' }, judged)
    expect(earlier).not.toHaveProperty('programsTried')
  })

  test('counts what is under way as one evaluation each', () => {
    const state = { trainCases: 2 }
    expect(exhausted({ evaluations: 10 }, { ...nothing(), cases: 16 }, { ...state, open: 1 })).toBeUndefined()
    expect(exhausted({ evaluations: 10 }, { ...nothing(), cases: 16 }, { ...state, open: 2 })).toBe('evaluations')
  })

  test('is exhausted by tickets, and sooner by calls, that come to no evaluation', () => {
    const state = { trainCases: 2, open: 0 }
    for (const [most, spent] of [
      [100 * 110, (count: number) => ({ ...nothing(), tickets: count })],
      [25 * 35, (count: number) => ({ ...nothing(), calls: count })],
    ] as const) {
      expect(exhausted({ evaluations: 10 }, spent(most - 1), state)).toBeUndefined()
      expect(exhausted({ evaluations: 10 }, spent(most), state)).toBe('exhausted')
    }
  })

  test('is exhausted soon where no proposer can make anything', () => {
    const state = { trainCases: 2, open: 0, reached: undefined }
    expect(exhausted({ seconds: 10 }, nothing(), { ...state, barren: 199 })).toBeUndefined()
    expect(exhausted({ seconds: 10 }, nothing(), { ...state, barren: 200 })).toBe('exhausted')
  })

  test('counts calls, tokens and what they cost, and ends by each', () => {
    const spent = nothing()
    const ask = { purpose: 'offspring', model: 'm', template: 't', attempt: 1 } as const
    const call = {
      kind: 'call',
      address: { evaluation: 0, case: 0, call: 0 },
      ask,
      request: 'r',
      outcome: { kind: 'reply', text: '' },
      attempts: 1,
      tokens: { sent: 100, received: 20 },
      cost: 500_000,
    } as const
    const unsent = { ...call, outcome: { kind: 'unavailable' }, attempts: 0, tokens: { sent: 0, received: 0 }, cost: 0 } as const
    const used = { ...call, kind: 'capability', call: { capability: 'ask', question: 1 }, envelope: { ok: true, value: 2 } } as const
    charge(spent, { kind: 'offspring' }, { kind: 'failed', operator: 'm', reason: 'x', inner: [], calls: [call, unsent, used] })
    expect(spent).toEqual({ ...nothing(), tickets: 1, idle: 1, futile: 1, calls: 2, answering: 1, tokens: 240, cost: 1_000_000 })
    charge(spent, { kind: 'offspring' }, { kind: 'failed', operator: 'm', reason: 'x', inner: [], calls: [unsent] })
    expect(spent.futile).toBe(1)
    const state = { trainCases: 2, open: 0 }
    expect(exhausted({}, { ...spent, futile: 99 }, state)).toBeUndefined()
    expect(exhausted({}, { ...spent, futile: 100 }, state)).toBe('exhausted')
    expect(exhausted({ calls: 2 }, spent, state)).toBe('calls')
    expect(exhausted({ calls: 3 }, spent, state)).toBeUndefined()
    expect(exhausted({ tokens: 240 }, spent, state)).toBe('tokens')
    expect(exhausted({ dollars: 1 }, spent, state)).toBe('dollars')
    expect(exhausted({ dollars: 1.01 }, spent, state)).toBeUndefined()
  })

  test('ends by patience when as many evaluations, those under way among them, brought no progress', () => {
    const state = { trainCases: 2, open: 1, gained: 10 }
    expect(exhausted({ patience: 4 }, { ...nothing(), cases: 15 }, { ...state })).toBeUndefined()
    expect(exhausted({ patience: 4 }, { ...nothing(), cases: 16 }, { ...state })).toBe('patience')
    expect(exhausted({ patience: 4 }, { ...nothing(), cases: 16 }, { ...state, gained: 11 })).toBeUndefined()
    expect(exhausted({ evaluations: 8, patience: 4 }, { ...nothing(), cases: 14 }, { ...state })).toBe('evaluations')
  })

  test('is exhausted by tickets that come to no evaluation, of what its patience leaves', () => {
    const state = { trainCases: 2, open: 0, gained: 10 }
    for (const budget of [{ patience: 4 }, { evaluations: 1000, patience: 4 }]) {
      expect(exhausted(budget, { ...nothing(), cases: 10, tickets: 100 * 109 - 1 }, state)).toBeUndefined()
      expect(exhausted(budget, { ...nothing(), cases: 10, tickets: 100 * 109 }, state)).toBe('exhausted')
    }
  })

  test('is exhausted when nothing is judged for long, whatever limits it, and not before', () => {
    const spent: Spent = { ...nothing(), cases: 4, idle: 999 }
    const state = { trainCases: 2, open: 0 }
    expect(exhausted({ fuel: 100 }, spent, state)).toBeUndefined()
    charge(spent, { kind: 'offspring' }, { kind: 'known', operator: 'x', program: 1, inner: [] })
    expect(spent).toMatchObject({ cases: 4, fuel: 0, tickets: 1 })
    expect(exhausted({ fuel: 100 }, spent, state)).toBe('exhausted')
    charge(spent, { kind: 'offspring' }, { ...judged, evaluation: evaluation('train', [1]) })
    expect(exhausted({ fuel: 100 }, spent, state)).toBeUndefined()
  })

  test('ends by fuel, by target, and when everything fails', () => {
    const state = { trainCases: 2, open: 0 }
    expect(exhausted({ fuel: 100 }, { ...nothing(), fuel: 100 }, state)).toBe('fuel')
    expect(exhausted({ evaluations: 10 }, nothing(), { ...state, reached: 'target' })).toBe('target')
    expect(exhausted({ evaluations: 10 }, { ...nothing(), tickets: 1e6 }, state)).toBe('exhausted')
    expect(exhausted({ seconds: 1 }, { ...nothing(), tickets: 1e6 }, state)).toBeUndefined()
  })
})

const individualOf = (number: number, scores: readonly number[]): Individual =>
  createIndividual({ number, parents: [], size: number, cell: '', evaluation: evaluation('train', scores) }) as Individual

describe('an individual', () => {
  test('has the signature of its case scores, to the last bit', () => {
    expect(individualOf(1, [0.1 + 0.2, 1]).signature).not.toBe(individualOf(2, [0.3, 1]).signature)
    expect(individualOf(1, [0.5, 1]).signature).toBe(individualOf(2, [0.5, 1]).signature)
  })

  test('must have a finite score', () => {
    const facts = { number: 1, parents: [], size: 1, cell: '' }
    expect(createIndividual({ ...facts, evaluation: evaluation('train', [Number.POSITIVE_INFINITY]) })).toBeUndefined()
    const { score: _, ...partial } = evaluation('train', [1])
    expect(createIndividual({ ...facts, evaluation: partial })).toBeUndefined()
  })
})

describe('the champion', () => {
  const rank = byRank('minimize')
  const [a, b, c] = [individualOf(1, [1]), individualOf(2, [2]), individualOf(3, [3])]
  const home = populationOf('elitist', 10, rank)
  const away = populationOf('elitist', 10, rank)
  for (const individual of [a, b]) home.insert(individual)
  for (const individual of [b, c]) away.insert(individual)

  test('finalists are the best of all islands, each once', () => {
    expect(finalists([home, away], 2, rank)).toEqual([a, b])
    expect(finalists([home, away], 9, rank)).toEqual([a, b, c])
  })

  test('is the best on validation, the best on train where validation cannot say', () => {
    const choose = (entries: readonly (readonly [number, number])[]): Individual | undefined =>
      chooseChampion([a, b, c], new Map(entries), byScore('minimize'))
    expect(
      choose([
        [1, 5],
        [2, 4],
        [3, 6],
      ]),
    ).toBe(b)
    expect(
      choose([
        [1, 4],
        [2, 4],
      ]),
    ).toBe(a)
    expect(choose([[3, 4]])).toBe(c)
    expect(choose([])).toBe(a)
  })
})
