import type { CallRow } from '../../../engine/contracts/event.ts'
import { TernateError } from '../../../engine/contracts/fault.ts'
import type { CallOutcome } from '../../../engine/contracts/model.ts'
import type { Price } from '../tokens.ts'
import type { Call, Receipt, Tokens } from './call.ts'
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
export interface Purse {
  /**
   * Sets the most that a call may take aside. Returns how to book its receipt; the name of a limit that has no room for it.
   *
   * No budget is exceeded, but by calls under way of which the endpoint counts more tokens than the bound says.
   */
  reserve(call: Call, bound: Tokens): ((receipt: Receipt) => void) | Limit
  /** Books what was not reserved: calls of an earlier session, or before a run. */
  book(call: Pick<Call, 'model' | 'purpose'>, receipt: Receipt): void
  /** Calls that are under way. */
  readonly open: number
  readonly ledger: Ledger
}

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
 * A purse for a run.
 *
 * @param rows what earlier sessions of the run spent, which counts
 * @throws TernateError `MODEL_PRICE` when dollars are limited and one of the models has no price
 */
export function createPurse(
  budget: CallBudget,
  prices: Readonly<Record<string, Price | undefined>>,
  models: readonly string[],
  rows: readonly CallRow[] = [],
): Purse {
  const priceless = budget.cost === undefined ? undefined : models.find((model) => prices[model] === undefined)
  if (priceless !== undefined)
    throw new TernateError(
      'MODEL_PRICE',
      `dollars are limited, but ${priceless} has no price`,
      'Give its price in the price table; 0 for a model of your own.',
    )
  const ledger = createLedger(rows)
  const reserved = new Set<Sums>()

  /** The first limit that so much more would exceed. */
  const exceeded = (more: Sums): (typeof LIMITS)[number] | undefined => {
    const spent = sumsOf(ledger.total())
    return LIMITS.find((limit) => {
      let sum = spent[limit] + more[limit]
      for (const other of reserved) sum += other[limit]
      return sum > (budget[limit] ?? Number.POSITIVE_INFINITY)
    })
  }

  const book = (call: Pick<Call, 'model' | 'purpose'>, receipt: Receipt): void => ledger.enter(call, entryOf(receipt, prices[call.model]))

  return {
    reserve(call, bound) {
      const more = { calls: 1, tokens: bound.sent + bound.received, cost: costOf(prices[call.model], bound) }
      const limit = exceeded(more)
      if (limit !== undefined) return NAMES[limit]
      reserved.add(more)
      return (receipt) => {
        if (reserved.delete(more)) book(call, receipt)
      }
    },
    book,
    get open() {
      return reserved.size
    },
    ledger,
  }
}
