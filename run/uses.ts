import type { Archive } from '../engine/contracts/archive.ts'
import type { Reason, Replies, UseRow } from '../engine/contracts/event.ts'
import type { Outcome } from '../engine/contracts/ticket.ts'
import { callsOf } from '../engine/contracts/ticket.ts'
import type { ModelCall } from '../engine/contracts/ticket.ts'
import { WRITES } from '../proposers/model/templates.ts'
import { reasonOf } from '../proposers/model/conversation.ts'

/** What became of a call for a program: its reply was used, was told back to the model, or was given up, and why. */
export interface Use {
  readonly call: ModelCall
  readonly use: 'applied' | 'corrected' | 'refused' | 'no reply'
  readonly reason?: string
}

type Said = Pick<Outcome, 'kind' | 'inner' | 'calls'> & { readonly reason?: string }

/** What became of the calls for programs of one ticket: each program that was judged is a reply that was used. */
export function usesOf(outcome: Said): readonly Use[] {
  const calls = callsOf(outcome as Outcome).filter(({ ask }) => WRITES.has(ask.purpose) || ask.purpose === 'initial')
  let judged = outcome.inner.length + (outcome.kind === 'evaluated' || outcome.kind === 'known' ? 1 : 0)
  // proposers that write several times within a proposal have each version judged: then nothing was told back
  const isEachJudged = judged >= calls.filter((call) => call.outcome.kind === 'reply').length
  return calls.map((call, k): Use => {
    if (call.outcome.kind !== 'reply') return { call, use: 'no reply', reason: reasonOf(call.outcome) }
    if (!isEachJudged && calls[k + 1]?.ask.purpose === call.ask.purpose) return { call, use: 'corrected' }
    if (judged > 0) {
      judged -= 1
      return { call, use: 'applied' }
    }
    return { call, use: 'refused', reason: outcome.reason ?? 'not used: its program was no better than the one to be repaired' }
  })
}

/** What a reason is called: its words before the colon, numbers left out. */
const nameOf = (reason: string): string => (reason.split(':')[0] ?? '').replaceAll(/\d+/g, 'N').slice(0, 80)

/** What became of all replies of a run, as far as its tickets have committed: by model and purpose, and why calls brought no program. */
export function repliesOf(archive: Pick<Archive, 'entries'>): Replies {
  const rows = new Map<string, { -readonly [K in keyof UseRow]: UseRow[K] }>()
  const reasons = new Map<string, { -readonly [K in keyof Reason]: Reason[K] }>()
  for (const { record } of archive.entries()) {
    if (record.type !== 'commit' || record.outcome.calls === undefined) continue
    for (const { call, use, reason } of usesOf(record.outcome)) {
      const { model, purpose } = call.ask
      const key = JSON.stringify([model, purpose])
      const row = rows.get(key) ?? { model, purpose, applied: 0, corrected: 0, refused: 0 }
      rows.set(key, row)
      if (use !== 'no reply') row[use] += 1
      if (reason === undefined) continue
      const name = nameOf(reason)
      const known = reasons.get(name) ?? { reason: name, count: 0, example: reason }
      known.count += 1
      reasons.set(name, known)
    }
  }
  return {
    rows: [...rows.values()].sort((a, b) => (a.model + a.purpose < b.model + b.purpose ? -1 : 1)),
    reasons: [...reasons.values()].sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1)),
  }
}
