import type { Address } from '../contracts/capability.ts'
import type { JournalEntry, JournalRecord } from '../contracts/archive.ts'
import type { RecordedCall } from '../contracts/ticket.ts'

const placeOf = ({ evaluation, case: position, call }: Address): string => `${evaluation} ${position} ${call}`

/** The milliseconds that calls of open tickets took, until their commits are written: they stand beside the records, and in none. */
export class CallTimes {
  readonly #byTicket = new Map<number, Map<string, number>>()

  note(ticket: number, { address }: RecordedCall, took: number | undefined): void {
    if (took === undefined) return
    const times = this.#byTicket.get(ticket) ?? new Map<string, number>()
    this.#byTicket.set(ticket, times.set(placeOf(address), Math.max(0, Math.round(took))))
  }

  /** Those of a commit's calls, in their order, which are forgotten; undefined where none is known. */
  of(record: JournalRecord): JournalEntry['took'] {
    if (record.type !== 'commit') return undefined
    const times = this.#byTicket.get(record.ticket.number)
    this.#byTicket.delete(record.ticket.number)
    return times && record.outcome.calls?.map(({ address }) => times.get(placeOf(address)) ?? null)
  }
}
