import type { CallRow } from '../contracts/event.ts'
import type { PaidCall } from '../contracts/ticket.ts'

/** What one call took, as a row of the ledger: a model for a purpose, or a capability for itself. */
export function rowOf(call: PaidCall): CallRow {
  const { attempts, tokens, cost } = call
  const [model, purpose, replied] =
    call.kind === 'call'
      ? [call.ask.model, call.ask.purpose, call.outcome.kind === 'reply']
      : [call.model ?? call.call.capability, call.purpose ?? call.call.capability, call.envelope.ok]
  return { model, purpose, calls: attempts === 0 ? 0 : 1, attempts, replies: Number(replied), ...tokens, cost }
}

/** What committed calls took, by model and purpose, in the order in which these came up. */
export class Ledger {
  readonly #rows = new Map<string, CallRow>()

  constructor(rows: readonly CallRow[] = []) {
    for (const row of rows) this.#add(row)
  }

  enter(calls: readonly PaidCall[]): void {
    for (const call of calls) this.#add(rowOf(call))
  }

  rows(): readonly CallRow[] {
    return [...this.#rows.values()]
  }

  #add(row: CallRow): void {
    const key = JSON.stringify([row.model, row.purpose])
    const sum = { ...(this.#rows.get(key) ?? { ...row, calls: 0, attempts: 0, replies: 0, sent: 0, received: 0, cost: 0 }) }
    for (const amount of ['calls', 'attempts', 'replies', 'sent', 'received', 'cost'] as const) sum[amount] += row[amount]
    this.#rows.set(key, sum)
  }
}
