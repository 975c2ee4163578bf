import type { CallRow } from '../engine/contracts/event.ts'
import { type Price, priceOf } from './tokens.ts'
import type { ModelRequest, Receipt, Tokens } from './call.ts'

/** What calls took. Whole numbers, so that sums are exact in any order. */
export type Amounts = Omit<CallRow, 'model' | 'purpose'>

/** Who was called for what, and what it took: a sum over calls, in whatever order they ended. */
export interface Ledger {
  enter(call: Pick<ModelRequest, 'model' | 'purpose'>, entry: Amounts): void
  /** By model, then purpose. */
  rows(): readonly CallRow[]
  /** The sum of the rows. */
  total(): Amounts
}

const NOTHING: Amounts = { calls: 0, attempts: 0, replies: 0, sent: 0, received: 0, cost: 0 }

const add = (a: Amounts, b: Amounts): Amounts => ({
  calls: a.calls + b.calls,
  attempts: a.attempts + b.attempts,
  replies: a.replies + b.replies,
  sent: a.sent + b.sent,
  received: a.received + b.received,
  cost: a.cost + b.cost,
})

/** Millionths of a dollar for so many tokens; nothing for a model without a price. */
export const costOf = (price: Price | undefined, { sent, received }: Tokens): number =>
  price === undefined ? 0 : priceOf(price, { input: sent, output: received })

/** What a receipt adds to a ledger; nothing when nothing was sent. */
export const entryOf = ({ outcome, attempts, tokens }: Receipt, price: Price | undefined): Amounts =>
  attempts === 0 ? NOTHING : { calls: 1, attempts, replies: outcome.kind === 'reply' ? 1 : 0, ...tokens, cost: costOf(price, tokens) }

const before = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** A ledger that goes on from rows read off a journal. */
export function createLedger(rows: readonly CallRow[] = []): Ledger {
  const book = new Map<string, CallRow>()
  function enter({ model, purpose }: Pick<ModelRequest, 'model' | 'purpose'>, entry: Amounts): void {
    const key = JSON.stringify([model, purpose])
    book.set(key, { model, purpose, ...add(book.get(key) ?? NOTHING, entry) })
  }
  for (const row of rows) enter(row, row)
  return {
    enter,
    rows: () =>
      [...book.values()].filter(({ calls }) => calls > 0).toSorted((a, b) => before(a.model, b.model) || before(a.purpose, b.purpose)),
    total: () => [...book.values()].reduce<Amounts>(add, NOTHING),
  }
}
