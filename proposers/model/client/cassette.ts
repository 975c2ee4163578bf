import { createHash } from 'node:crypto'
import { TernateError } from '../../../engine/contracts/fault.ts'
import type { Ask } from '../../../engine/contracts/model.ts'
import type { Receipt } from './call.ts'

/** Recorded replies of a run. */
export interface Cassette {
  /** What came of a request of a ticket; undefined when the run did not make it. */
  find(ticket: number, key: string): Receipt | undefined
}

/** A request and what came of it. */
export interface Recording {
  readonly ticket: number
  readonly key: string
  readonly receipt: Receipt
}

/** What a request is, as a hash: model, template, slots, parameters and attempt; not why it is made. */
export function keyOf({ model, template, slots, parameters, attempt }: Ask): string {
  const { temperature = null, effort = null, maxTokens = null } = parameters
  const filled = Object.keys(slots)
    .sort()
    .map((name) => [name, slots[name]])
  const text = JSON.stringify([model, template, filled, temperature, effort, maxTokens, attempt])
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}

/** A cassette in memory. Of two recordings of one request the first one counts. */
export function createCassette(recordings: Iterable<Recording>): Cassette {
  const replies = new Map<string, Receipt>()
  const place = (ticket: number, key: string): string => `${ticket}/${key}`
  for (const { ticket, key, receipt } of recordings) {
    const at = place(ticket, key)
    if (!replies.has(at)) replies.set(at, receipt)
  }
  return { find: (ticket, key) => replies.get(place(ticket, key)) }
}

/**
 * What came of a request when it was recorded. Nothing is sent.
 *
 * @throws TernateError `CASSETTE_MISSING` for the first request that the cassette does not hold
 */
export function play(cassette: Cassette, ticket: number, ask: Ask): Receipt {
  const key = keyOf(ask)
  const receipt = cassette.find(ticket, key)
  if (receipt === undefined)
    throw new TernateError(
      'CASSETTE_MISSING',
      `ticket ${ticket} asks ${ask.model} for something that the cassette does not hold (${ask.purpose}, attempt ${ask.attempt}, key ${key})`,
      'Run with the options, the problem and the engine of the recorded run, or without its cassette.',
    )
  return receipt
}
