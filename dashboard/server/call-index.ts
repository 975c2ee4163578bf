import type { CallOutcome } from '../../engine/contracts/model.ts'
import type { Outcome, RecordedCall } from '../../engine/contracts/ticket.ts'
import { usesOf } from '../../run/uses.ts'
import type { CallsRow } from '../api-types.ts'
import { Growing } from './table.ts'

/** Characters of a model's name that are shown. */
export const NAME = 200

/** What was said on a ticket, and what came of it. */
type Heard = Pick<Outcome, 'kind' | 'inner'> & { readonly calls?: readonly RecordedCall[]; readonly reason?: string }

/** What calls of models took and brought, and where each stands in the journal. */
export interface CallIndex {
  /** Takes in what was said on a ticket that committed as entry `index`. */
  hear(index: number, outcome: Heard, result: { readonly placed: boolean; readonly improved: boolean }): void
  rows(): CallsRow[]
  readonly outcomes: Readonly<Record<string, number>>
  /** Entry of each call, and its place among those of its ticket, in order. */
  readonly entries: Growing<Uint32Array>
  readonly places: Growing<Uint32Array>
}

/** Heard nothing yet. */
export function createCallIndex(): CallIndex {
  const table = new Map<string, { -readonly [K in keyof CallsRow]: CallsRow[K] }>()
  const outcomes: Record<string, number> = {}
  const entries = new Growing(Uint32Array)
  const places = new Growing(Uint32Array)
  return {
    outcomes,
    entries,
    places,
    hear(index, outcome, { placed, improved }) {
      const { calls = [] } = outcome
      const uses = new Map(usesOf(outcome).map(({ call, use }) => [call, use]))
      calls.forEach((item, place) => {
        if (item.kind !== 'call') return
        const { ask, outcome, attempts, tokens, cost } = item
        const use = uses.get(item)
        entries.push(index)
        places.push(place)
        const kind: CallOutcome['kind'] = outcome.kind
        outcomes[kind] = (outcomes[kind] ?? 0) + 1
        const key = JSON.stringify([ask.model, ask.purpose])
        const row = table.get(key) ?? {
          model: ask.model.slice(0, NAME),
          purpose: ask.purpose.slice(0, NAME),
          calls: 0,
          attempts: 0,
          replies: 0,
          sent: 0,
          received: 0,
          cost: 0,
          applied: 0,
          corrected: 0,
          refused: 0,
          placed: 0,
          improvements: 0,
        }
        row.calls += Number(attempts > 0)
        row.attempts += attempts
        row.replies += Number(kind === 'reply')
        row.sent += tokens.sent
        row.received += tokens.received
        row.cost += cost
        if (use !== undefined && use !== 'no reply') row[use] += 1
        row.placed += Number(placed)
        row.improvements += Number(improved)
        table.set(key, row)
      })
    },
    rows: () =>
      [...table.values()].sort((a, b) => b.cost - a.cost || b.calls - a.calls || (a.model + a.purpose < b.model + b.purpose ? -1 : 1)),
  }
}
