import { defined } from '../../engine/contracts/defined.ts'
import type { ModelCall } from '../../engine/contracts/ticket.ts'
import type { Published } from '../../run/control/status.ts'
import type { CallLine, Calls, CallDetail } from '../api-types.ts'
import type { RunIndex } from './run-index.ts'
import { NAME } from './call-index.ts'
import { truncate, LIMITS, short } from './truncate.ts'

/** Calls on a page of the list. */
const PAGE = 50

/** A call with its reply, and the milliseconds that it took. */
export function callDetail({ ask, outcome, tokens, cost }: ModelCall, took: number | null | undefined): CallDetail {
  const reply =
    outcome.kind === 'reply' ? outcome.text : outcome.kind === 'spent' ? `the run's ${outcome.limit} are spent` : (outcome.reason ?? '')
  return {
    purpose: short(ask.purpose),
    model: short(ask.model),
    attempt: ask.attempt,
    outcome: outcome.kind,
    reply: truncate(reply, LIMITS.prompt),
    sent: tokens.sent,
    received: tokens.received,
    cost,
    ...defined({ took: took ?? undefined }),
  }
}

/** One call of the list, read from the journal. */
function lineOf(runIndex: RunIndex, at: number): CallLine | undefined {
  const index = runIndex.calls.entries.at(at)
  const [entry] = runIndex.archive.entries(index, index + 1)
  if (entry?.record.type !== 'commit') return undefined
  const { ticket, outcome } = entry.record
  const item = outcome.calls?.[runIndex.calls.places.at(at)]
  if (item?.kind !== 'call') return undefined
  return {
    index,
    at: entry.at,
    ticket: ticket.number,
    model: short(item.ask.model),
    purpose: short(item.ask.purpose),
    outcome: item.outcome.kind,
    ...item.tokens,
    cost: item.cost,
    ...(outcome.kind === 'evaluated' ? { program: outcome.program.number } : {}),
    ...(outcome.kind === 'known' ? { program: outcome.program } : {}),
  }
}

/** Calls of models: sums, and a page of the list, the last calls first; `from` calls are passed over. */
export function callsOf(runIndex: RunIndex, last: Published | undefined, from = 0): Calls {
  const total = runIndex.calls.entries.length
  const positions = Array.from({ length: Math.max(0, Math.min(PAGE, total - from)) }, (_, k) => total - 1 - from - k)
  const latencies = last?.status.timing?.latencies ?? []
  return {
    rows: runIndex.calls.rows().map((row) => {
      const found = latencies.find(({ model, purpose }) => model.slice(0, NAME) === row.model && purpose === row.purpose)
      if (found === undefined) return row
      const { median, slow, longest } = found
      return { ...row, latency: { median, slow, longest } }
    }),
    outcomes: runIndex.calls.outcomes,
    total,
    from,
    lines: positions.flatMap((at) => lineOf(runIndex, at) ?? []),
  }
}
