import type { CallRow } from '../engine/contracts/event.ts'
import { TernateError } from '../engine/contracts/fault.ts'
import type { CallOutcome } from '../engine/contracts/model.ts'
import type { Price } from './tokens.ts'
import type { ModelRequest, Receipt, Tokens } from './call.ts'
import { type Amounts, costOf, createLedger, entryOf, type Ledger } from './ledger.ts'

/** What a run may spend on calls. */
export interface CallBudget {
  readonly calls?: number
  /** Sent and received together. */
  readonly tokens?: number
  /** Millionths of a dollar. */
  readonly cost?: number
}

/** Keeps spending within a budget: a call's bound is set aside before it begins, and what it took is booked after. */
export interface SpendingLimit {
  /**
   * Sets the most that a call may take aside. Where a budget has no room for all that its reply may have, the reply may have what is
   * left, if that is twice what the longest reply of the model came to, or if nothing else is under way. Returns what the reply may have
   * and how to book the receipt; the name of a limit that has no room for the call.
   *
   * No budget is exceeded, but by calls under way of which the endpoint counts more tokens than the bound says.
   */
  reserve(call: ModelRequest, bound: Tokens): Room | Limit
  /** Books what was not reserved: calls of an earlier session, or before a run. */
  book(call: Pick<ModelRequest, 'model' | 'purpose'>, receipt: Receipt): void
  /** Calls that are under way. */
  readonly open: number
  readonly ledger: Ledger
}

/** Room for a call. */
export interface Room {
  /** Tokens that its reply may have. */
  readonly received: number
  readonly settle: (receipt: Receipt) => void
}

/** Tokens below which a reply is not worth asking for. */
const LEAST = 256

/** A limit of a run's budget. */
type Limit = Extract<CallOutcome, { kind: 'spent' }>['limit']

interface Sums {
  readonly calls: number
  readonly tokens: number
  readonly cost: number
}

const sumsOf = ({ calls, sent, received, cost }: Amounts): Sums => ({ calls, tokens: sent + received, cost })

const LIMITS = ['calls', 'tokens', 'cost'] as const
const NAMES: Readonly<Record<(typeof LIMITS)[number], Limit>> = { calls: 'calls', tokens: 'tokens', cost: 'dollars' }

/** Dollars, as people write them, in millionths. */
export const millionths = (dollars: number): number => Math.round(dollars * 1_000_000)

/**
 * A spending limit for a run.
 *
 * @param rows what earlier sessions of the run spent, which counts
 * @throws TernateError `MODEL_PRICE` when dollars are limited and one of the models has no price
 */
export function createSpendingLimit(
  budget: CallBudget,
  prices: Readonly<Record<string, Price | undefined>>,
  models: readonly string[],
  rows: readonly CallRow[] = [],
): SpendingLimit {
  const priceless = budget.cost === undefined ? undefined : models.find((model) => prices[model] === undefined)
  if (priceless !== undefined)
    throw new TernateError(
      'MODEL_PRICE',
      `dollars are limited, but ${priceless} has no price`,
      'Give its price in the price table; 0 for a model of your own.',
    )
  const ledger = createLedger(rows)
  const reserved = new Set<Sums>()

  /** Tokens of the longest reply of each model. */
  const longest = new Map<string, number>()

  /** What is neither spent nor set aside. */
  function left(): Sums {
    const spent = sumsOf(ledger.total())
    const leftOf = (limit: (typeof LIMITS)[number]): number => {
      let sum = spent[limit]
      for (const other of reserved) sum += other[limit]
      return (budget[limit] ?? Number.POSITIVE_INFINITY) - sum
    }
    return { calls: leftOf('calls'), tokens: leftOf('tokens'), cost: leftOf('cost') }
  }

  const takes = (model: string, { sent, received }: Tokens): Sums => ({
    calls: 1,
    tokens: sent + received,
    cost: costOf(prices[model], { sent, received }),
  })

  /** Tokens that a reply may have with what is left. */
  function affordable(model: string, sent: number, most: number, { tokens, cost }: Sums): number {
    const price = prices[model]?.output ?? 0
    const paid = costOf(prices[model], { sent, received: 0 })
    // A cost is rounded up: one millionth less, and the whole still fits.
    const byCost = price === 0 ? (paid > cost ? 0 : most) : Math.floor(((cost - paid - 1) * 1_000_000) / price)
    return Math.min(most, tokens - sent, byCost)
  }

  const book = (call: Pick<ModelRequest, 'model' | 'purpose'>, receipt: Receipt): void =>
    ledger.enter(call, entryOf(receipt, prices[call.model]))

  return {
    reserve(call, { sent, received: most }) {
      const rest = left()
      const { model } = call
      const fits = (more: Sums): boolean => LIMITS.every((limit) => more[limit] <= rest[limit])
      const known = longest.get(model)
      const least = Math.min(most, Math.max(LEAST, reserved.size === 0 ? 0 : known === undefined ? most : 2 * known))
      const received = fits(takes(model, { sent, received: most })) ? most : affordable(model, sent, most, rest)
      const more = takes(model, { sent, received: Math.max(received, least) })
      if (!fits(more)) return NAMES[LIMITS.find((limit) => more[limit] > rest[limit]) ?? 'calls']
      reserved.add(more)
      const settle = (receipt: Receipt): void => {
        if (!reserved.delete(more)) return
        if (receipt.outcome.kind === 'reply' || receipt.outcome.kind === 'cut')
          longest.set(model, Math.max(longest.get(model) ?? 0, receipt.tokens.received))
        book(call, receipt)
      }
      return { received: Math.max(received, least), settle }
    },
    book,
    get open() {
      return reserved.size
    },
    ledger,
  }
}
