import { hash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { compareAddresses } from '../contracts/capability.ts'
import type { Address, CallCost } from '../contracts/capability.ts'
import { TernateError } from '../contracts/fault.ts'
import type { Ask, CallOutcome, Memory } from '../contracts/model.ts'
import type { Reply, Request } from '../contracts/proposer.ts'
import { stableText } from '../contracts/stable.ts'
import type { ProposerCall, RecordedCall, TicketCall } from '../contracts/ticket.ts'
import type { CallRecord } from '../contracts/workers.ts'

/** What a proposer asks beside evaluations: a call of a model, or something to remember. */
export type Question = Exclude<Request, { kind: 'evaluate' | 'trace' }>

/** What came of a question: of a call of a model how it ended, and the question itself where that is all there is to it. */
export type Answered =
  | (CallCost & {
      readonly kind: 'call'
      readonly outcome: CallOutcome
      /** Milliseconds that it took, where it came from outside. */
      readonly took?: number
    })
  | Exclude<Question, Ask>

/** Sees to a question of a ticket. */
export type Answer = (question: Question, ticket: number, memory: Memory | undefined) => Promise<Answered>

/**
 * The hash of a question to a model: 128 bits of SHA-256. The question names its template by the hash of the template's text, so that equal
 * hashes are equal letters.
 */
export const hashOfAsk = (ask: Ask): string => hash('sha256', stableText(ask)).slice(0, 32)

/** What a proposer hears of a call. */
export const replyTo = (call: TicketCall): Reply => (call.kind === 'call' ? { kind: 'answer', outcome: call.outcome } : { kind: 'noted' })

/** Where an address stands, or would stand, in a list of calls. */
function placeOf(calls: readonly RecordedCall[], address: Address): number {
  let [low, high] = [0, calls.length]
  while (low < high) {
    const middle = (low + high) >> 1
    const at = calls[middle]
    if (at !== undefined && compareAddresses(at.address, address) < 0) low = middle + 1
    else high = middle
  }
  return low
}

/** The call at an address; undefined where there is none. */
export function callAt(calls: readonly RecordedCall[], address: Address): RecordedCall | undefined {
  const found = calls[placeOf(calls, address)]
  return found !== undefined && compareAddresses(found.address, address) === 0 ? found : undefined
}

/** Puts a call where it belongs in a list, in place of one that has its address. */
export function insertCall(calls: RecordedCall[], call: RecordedCall): void {
  calls.splice(placeOf(calls, call.address), callAt(calls, call.address) === undefined ? 0 : 1, call)
}

/** Whether a recorded call answers this very question. */
function fits(question: Question, { address: _address, ...call }: RecordedCall): boolean {
  return question.kind === 'ask' ? call.kind === 'call' && call.request === hashOfAsk(question) : isDeepStrictEqual(question, call)
}

/** The fault of a question to which a record, which is all there is, holds no answer. */
export const unanswered = (question: Question, ticket: number): TernateError =>
  new TernateError(
    'CASSETTE_MISSING',
    question.kind === 'ask'
      ? `ticket ${ticket} asks ${question.model} for something that the recorded run did not ask (${question.purpose}, attempt ${question.attempt})`
      : `ticket ${ticket} leaves a ${question.kind} that the recorded run did not leave`,
    'Run with the options, the problem and the engine of the recorded run, or without its cassette.',
  )

/** The call that a question and its answer are. */
function callOf(question: Question, answered: Answered): ProposerCall {
  if (answered.kind !== 'call') return answered
  if (question.kind !== 'ask') throw new RangeError(`a ${question.kind} was answered as a call`)
  const { purpose, model, template, attempt } = question
  const { took: _took, ...told } = answered
  return { ...told, ask: { purpose, model, template, attempt }, request: hashOfAsk(question) }
}

/**
 * Answers from the record where it goes, so that nothing is paid for twice; what is new is kept before anyone may use it.
 *
 * @throws TernateError `CASSETTE_MISSING` when the record holds another question at this address
 */
export function byRecord(
  answer: Answer,
  record: CallRecord | undefined,
): (question: Question, address: Address, assignment: { readonly number: number; readonly memory?: Memory }) => Promise<RecordedCall> {
  return async (question, address, { number: ticket, memory }) => {
    const known = record && callAt(record.calls(ticket), address)
    if (known !== undefined) {
      if (!fits(question, known)) throw unanswered(question, ticket)
      return known
    }
    const answered = await answer(question, ticket, memory)
    const call = { ...callOf(question, answered), address }
    await record?.record(ticket, call, answered.kind === 'call' ? answered.took : undefined)
    return call
  }
}
