import type { Archive } from '../engine/contracts/archive.ts'

/** What the last proposer said of a run in which none could make any offspring; undefined of every other run. */
export function barrenReason(archive: Pick<Archive, 'entries'>): string | undefined {
  let reason: string | undefined
  for (const { record } of archive.entries()) {
    if (record.type !== 'commit' || record.ticket.kind !== 'offspring') continue
    if (record.outcome.kind !== 'failed') return undefined
    reason = record.outcome.reason
  }
  return reason
}
