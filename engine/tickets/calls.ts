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
export const replyTo = (calls: RecordedCall): Reply =>
  calls.kind === 'call' ? { kind: 'answer', outcome: calls.outcome } : { kind: 'noted' }

/** Whether two values are the same plain data, whatever the order of their keys. */
function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const names = Object.keys(a)
  if (names.length !== Object.keys(b).length) return false
  return names.every((name) => Object.hasOwn(b, name) && isSame((a as Bag)[name], (b as Bag)[name]))
}
type Bag = Readonly<Record<string, unknown>>

/** Whether something was said in answer to this very question. */
const fits = (question: Question, calls: RecordedCall): boolean =>
  question.kind === 'ask' ? calls.kind === 'call' && isSame({ kind: 'ask', ...calls.ask }, question) : isSame(question, calls)

/** The fault of a question to which a transcript, which is all there is, holds no answer. */
export const unanswered = (question: Question, ticket: number): TernateError =>
  new TernateError(
    'CASSETTE_MISSING',
    question.kind === 'ask'
      ? `ticket ${ticket} asks ${question.model} for something that the recorded run did not ask (${question.purpose}, attempt ${question.attempt})`
      : `ticket ${ticket} leaves a ${question.kind} that the recorded run did not leave`,
    'Run with the options, the problem and the engine of the recorded run, or without its cassette.',
  )

/**
 * Answers from the transcript where it goes, so that nothing is paid for twice; what is new is kept before anyone may use it.
 *
 * @throws TernateError `CASSETTE_MISSING` when the transcript holds another question in this place
 */
export function byRecord(
  answer: Answer,
  transcript: CallRecord | undefined,
): (question: Question, turn: number, assignment: { readonly number: number; readonly memory?: Memory }) => Promise<RecordedCall> {
  return async (question, turn, { number: ticket, memory }) => {
    const known = transcript?.calls(ticket)[turn]
    if (known !== undefined) {
      if (!fits(question, known)) throw unanswered(question, ticket)
      return known
    }
    const calls = await answer(question, ticket, memory)
    await transcript?.record(ticket, turn, calls)
    return calls
  }
}
