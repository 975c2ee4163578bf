import type { Database } from 'lmdb'
import { type Address, compareAddresses, type RecordedCall } from '../engine/contracts/index.ts'
import { reading } from './blocks.ts'
import { decode, encode } from './canonical.ts'

/** The place of a call: its ticket, then its address. Places are ordered as their numbers are, so that a ticket's calls are one range. */
type Place = [ticket: number, evaluation: number, position: number, call: number]

/** The calls of open tickets, each at its place. */
export type CallTable = Database<Buffer, Place | [number]>

const placeOf = (ticket: number, { evaluation, case: position, call }: Address): Place => [ticket, evaluation, position, call]

/** A call on its way to the table. */
export interface StoredCall {
  readonly key: Place
  readonly value: Buffer
}

/** Makes a call ready to be stored. */
export const storedCall = ({ ticket, call }: { readonly ticket: number; readonly call: RecordedCall }): StoredCall => ({
  key: placeOf(ticket, call.address),
  value: Buffer.from(encode(call)),
})

/** All calls, by ticket, in the order of their addresses. */
export function readCalls(table: CallTable): Map<number, RecordedCall[]> {
  const found = new Map<number, RecordedCall[]>()
  for (const { key, value } of table.getRange({})) {
    const [ticket] = key
    const call = reading(`a call of ticket ${ticket}`, () => decode(value.toString('utf8')) as RecordedCall)
    const calls = found.get(ticket)
    if (calls === undefined) found.set(ticket, [call])
    else calls.push(call)
  }
  return found
}

/** The tickets that have calls in the table. */
export const ticketsIn = (table: CallTable): Set<number> => new Set(table.getKeys({}).map(([ticket]) => ticket))

/** Removes the calls of a ticket, however many there are. */
export function forgetCalls(table: CallTable, ticket: number): void {
  for (const key of Array.from(table.getKeys({ start: [ticket], end: [ticket + 1] }))) table.removeSync(key)
}

/** The calls of open tickets in memory, with the same order. */
export class CallsInMemory {
  readonly #byTicket = new Map<number, Map<string, RecordedCall>>()

  put({ ticket, call }: { readonly ticket: number; readonly call: RecordedCall }): void {
    const calls = this.#byTicket.get(ticket) ?? new Map<string, RecordedCall>()
    this.#byTicket.set(ticket, calls.set(placeOf(ticket, call.address).join(' '), call))
  }

  forget(ticket: number): void {
    this.#byTicket.delete(ticket)
  }

  read(): Map<number, RecordedCall[]> {
    const tickets = [...this.#byTicket].sort(([a], [b]) => a - b)
    return new Map(tickets.map(([ticket, calls]) => [ticket, [...calls.values()].sort((a, b) => compareAddresses(a.address, b.address))]))
  }
}
