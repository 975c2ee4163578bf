import type { Archive } from '../engine/contracts/archive.ts'
import { isFutile } from '../engine/contracts/ticket.ts'
import { FUTILE } from '../engine/search/budget.ts'

/**
 * What the last proposer said of a run in which none could make any offspring, or in which so many tickets in a row were paid for and came to none;
 * undefined of every other run.
 */
export function barrenReason(archive: Pick<Archive, 'entries'>): string | undefined {
  let reason: string | undefined
  let [made, paid] = [0, 0]
  for (const { record } of archive.entries()) {
    if (record.type !== 'commit' || record.ticket.kind !== 'offspring') continue
    const { outcome } = record
    if (outcome.kind === 'failed') {
      reason = outcome.reason
      paid += isFutile(outcome) ? 1 : 0
    } else {
      made += 1
      paid = 0
    }
  }
  if (reason === undefined || (made > 0 && paid < FUTILE)) return undefined
  return paid === 0 ? reason : `${paid} tickets in a row were paid for and came to no offspring, the last one: ${reason}`
}
