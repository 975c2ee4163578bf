import { isDeepStrictEqual } from 'node:util'
import { TernateError } from '../contracts/fault.ts'
import type { Memory } from '../contracts/model.ts'
import type { Reply, Request } from '../contracts/proposer.ts'
import type { RecordedCall } from '../contracts/ticket.ts'
import type { CallRecord } from '../contracts/workers.ts'

/** What a proposer asks beside evaluations: a call of a model, or something to remember. */
export type Question = Exclude<Request, { kind: 'evaluate' }>

/** Sees to a question of a ticket; what is to be journaled of it. */
export type Answer = (question: Question, ticket: number, memory: Memory | undefined) => Promise<RecordedCall>

/** What a proposer hears of it. */
export const replyTo = (call: RecordedCall): Reply => (call.kind === 'call' ? { kind: 'answer', outcome: call.outcome } : { kind: 'noted' })

/** Whether a recorded call answers this very question. */
const fits = (question: Question, call: RecordedCall): boolean =>
  question.kind === 'ask'
    ? call.kind === 'call' && isDeepStrictEqual({ kind: 'ask', ...call.ask }, question)
    : isDeepStrictEqual(question, call)

/** The fault of a question to which a record, which is all there is, holds no answer. */
export const unanswered = (question: Question, ticket: number): TernateError =>
  new TernateError(
    'CASSETTE_MISSING',
    question.kind === 'ask'
      ? `ticket ${ticket} asks ${question.model} for something that the recorded run did not ask (${question.purpose}, attempt ${question.attempt})`
      : `ticket ${ticket} leaves a ${question.kind} that the recorded run did not leave`,
    'Run with the options, the problem and the engine of the recorded run, or without its cassette.',
  )

/**
 * Answers from the record where it goes, so that nothing is paid for twice; what is new is kept before anyone may use it.
 *
 * @throws TernateError `CASSETTE_MISSING` when the record holds another question in this place
 */
export function byRecord(
  answer: Answer,
  record: CallRecord | undefined,
): (question: Question, turn: number, assignment: { readonly number: number; readonly memory?: Memory }) => Promise<RecordedCall> {
  return async (question, turn, { number: ticket, memory }) => {
    const known = record?.calls(ticket)[turn]
    if (known !== undefined) {
      if (!fits(question, known)) throw unanswered(question, ticket)
      return known
    }
    const call = await answer(question, ticket, memory)
    await record?.record(ticket, turn, call)
    return call
  }
}
