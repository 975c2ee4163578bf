import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ModelRequest, Receipt } from './call.ts'
import type { CallRow } from '../engine/contracts/event.ts'
import { createLedger } from './ledger.ts'
import { createSpendingLimit, millionths, type SpendingLimit } from './spending-limit.ts'

const PRICES = {
  small: { input: 150_000, output: 600_000 },
  large: { input: 3_000_000, output: 15_000_000 },
  free: { input: 0, output: 0 },
}
const MODELS = ['small', 'large', 'free']

const callOf = (model: string, purpose: ModelRequest['purpose'] = 'offspring'): ModelRequest => ({
  model,
  purpose,
  messages: [],
  parameters: {},
})

const receiptOf = (sent: number, received: number, attempts = 1): Receipt => ({
  outcome: { kind: 'reply', text: '' },
  attempts,
  tokens: { sent, received },
  estimated: false,
})

/** How to book a call for which there was room. */
function booking(reserved: ReturnType<SpendingLimit['reserve']>): (receipt: Receipt) => void {
  if (typeof reserved === 'string') throw new Error(`no room: ${reserved}`)
  return reserved.settle
}

const arbitraryCall = fc.record({
  model: fc.constantFrom(...MODELS),
  purpose: fc.constantFrom('offspring', 'repair', 'reflect') as fc.Arbitrary<ModelRequest['purpose']>,
  sent: fc.nat(5000),
  received: fc.nat(2000),
  /** How much of its bound a call takes. */
  share: fc.double({ min: 0, max: 1, noNaN: true }),
  attempts: fc.nat(3),
})

describe('a ledger', () => {
  test('adds up exactly: rows to the total, and entries to the rows, in any order', () => {
    fc.assert(
      fc.property(fc.array(arbitraryCall, { maxLength: 200 }), (calls) => {
        const entries = calls.map(({ model, purpose, sent, received }) => ({
          model,
          purpose,
          calls: 1,
          attempts: 1,
          replies: 1,
          sent,
          received,
          cost: Math.ceil((sent * 3_000_000 + received * 15_000_000) / 1e6),
        }))
        const forward = createLedger(entries)
        const backward = createLedger(entries.toReversed())
        expect(forward.rows()).toEqual(backward.rows())
        expect(createLedger(forward.rows()).rows()).toEqual(forward.rows())
        for (const field of ['calls', 'sent', 'received', 'cost'] as const) {
          const sum = (rows: readonly CallRow[]): number => rows.reduce((total, row) => total + row[field], 0)
          expect(forward.total()[field]).toBe(sum(entries))
          expect(sum(forward.rows())).toBe(sum(entries))
        }
      }),
    )
  })

  test('has a row for each model and purpose', () => {
    const spending = createSpendingLimit({}, PRICES, MODELS)
    for (const [model, purpose] of [
      ['small', 'repair'],
      ['small', 'offspring'],
      ['large', 'offspring'],
      ['small', 'offspring'],
    ] as const)
      booking(spending.reserve(callOf(model, purpose), { sent: 9, received: 9 }))(receiptOf(1000, 100, 2))
    expect(spending.ledger.rows()).toEqual([
      { model: 'large', purpose: 'offspring', calls: 1, attempts: 2, replies: 1, sent: 1000, received: 100, cost: 4500 },
      { model: 'small', purpose: 'offspring', calls: 2, attempts: 4, replies: 2, sent: 2000, received: 200, cost: 420 },
      { model: 'small', purpose: 'repair', calls: 1, attempts: 2, replies: 1, sent: 1000, received: 100, cost: 210 },
    ])
  })
})

describe('a spending limit', () => {
  test('is never overdrawn, whatever order calls begin and end in, and uses what calls left', () => {
    fc.assert(
      fc.property(
        fc.array(arbitraryCall, { minLength: 1, maxLength: 100 }),
        fc.record({ calls: fc.nat(50), tokens: fc.nat(200_000), cost: fc.nat(500_000) }),
        fc.integer({ min: 1, max: 8 }),
        (calls, budget, inFlight) => {
          const spending = createSpendingLimit(budget, PRICES, MODELS)
          const under: (() => void)[] = []
          for (const { model, purpose, sent, received, share, attempts } of calls) {
            if (under.length >= inFlight) under.shift()?.()
            const room = spending.reserve(callOf(model, purpose), { sent, received })
            if (typeof room === 'string') continue
            expect(room.received).toBeLessThanOrEqual(received)
            under.push(() => room.settle(receiptOf(Math.floor(sent * share), Math.floor(room.received * share), attempts)))
          }
          for (const end of under) end()
          const total = spending.ledger.total()
          expect(spending.open).toBe(0)
          expect(total.calls).toBeLessThanOrEqual(budget.calls)
          expect(total.sent + total.received).toBeLessThanOrEqual(budget.tokens)
          expect(total.cost).toBeLessThanOrEqual(budget.cost)
        },
      ),
    )
  })

  test('lets replies have what is left, so that a small budget can be spent', () => {
    const spending = createSpendingLimit({ cost: 150_000 }, PRICES, MODELS)
    let calls = 0
    for (; calls < 1000; calls++) {
      const room = spending.reserve(callOf('large'), { sent: 1500, received: 8192 })
      if (typeof room === 'string') break
      room.settle(receiptOf(1000, 250))
    }
    const { cost } = spending.ledger.total()
    expect(cost).toBeLessThanOrEqual(150_000)
    expect(cost).toBeGreaterThan(130_000)
  })

  test('sets aside for several calls at a time what replies have come to', () => {
    const spending = createSpendingLimit({ tokens: 31_000 }, PRICES, MODELS)
    booking(spending.reserve(callOf('free'), { sent: 500, received: 8192 }))(receiptOf(500, 1000))
    const rooms = Array.from({ length: 8 }, () => spending.reserve(callOf('free'), { sent: 500, received: 8192 }))
    expect(rooms.map((room) => (typeof room === 'string' ? room : room.received))).toEqual([
      8192,
      8192,
      8192,
      2924,
      ...Array(4).fill('tokens'),
    ])
  })

  test('counts what earlier sessions spent, and gives back what a call did not take', () => {
    const rows: CallRow[] = [{ model: 'free', purpose: 'offspring', calls: 3, attempts: 3, replies: 3, sent: 600, received: 0, cost: 0 }]
    const spending = createSpendingLimit({ calls: 5, tokens: 1000 }, PRICES, MODELS, rows)
    const book = booking(spending.reserve(callOf('free'), { sent: 300, received: 100 }))
    expect(spending.reserve(callOf('free'), { sent: 1, received: 0 })).toBe('tokens')
    book(receiptOf(100, 0))
    book(receiptOf(100, 0))
    expect(spending.ledger.total()).toMatchObject({ calls: 4, sent: 700 })
    const last = booking(spending.reserve(callOf('free'), { sent: 300, received: 0 }))
    expect(spending.reserve(callOf('free'), { sent: 0, received: 0 })).toBe('calls')
    last({ ...receiptOf(0, 0), attempts: 0 })
    expect(spending.ledger.total().calls).toBe(4)
  })

  test('refuses to limit dollars where a price is missing', () => {
    expect(() => createSpendingLimit({ cost: millionths(2.5) }, {}, ['small'])).toThrow(expect.objectContaining({ code: 'MODEL_PRICE' }))
    expect(millionths(2.5)).toBe(2_500_000)
    expect(() => createSpendingLimit({ calls: 5 }, {}, ['small'])).not.toThrow()
  })
})
