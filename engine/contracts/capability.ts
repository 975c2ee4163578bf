import type * as z from 'zod'

/**
 * Where on a ticket a call was made. `evaluation` is the number of the ticket's evaluation, from 1 on in the order in which they were asked
 * for, or `PROPOSER` for a call of the proposer itself; `case` is the position of the case in its set, 0 for a proposer; `call` counts the
 * calls made there, from 0 on.
 */
export interface Address {
  readonly evaluation: number
  readonly case: number
  readonly call: number
}

/** The `evaluation` of a call that the ticket's proposer made. */
export const PROPOSER = 0

/** Orders addresses: a proposer's own calls first, then by evaluation, case and call. */
export const compareAddresses = (a: Address, b: Address): number => a.evaluation - b.evaluation || a.case - b.case || a.call - b.call

/** One use of a capability. */
export interface Call {
  /** Name of the capability. */
  readonly capability: string
  /** Plain data. */
  readonly question: unknown
}

/**
 * What comes back for a call. Refusals are data too: `denied` where the right is not given, and an error that begins with `spent` where a
 * limit has no room for the call.
 */
export type Envelope =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: string; readonly denied?: true }

/** The cost of a call. Whole numbers, so that sums are exact. */
export interface CallCost {
  /** Requests that went out for it; 0 when nothing was sent. */
  readonly attempts: number
  readonly tokens: { readonly sent: number; readonly received: number }
  /** Millionths of a dollar. */
  readonly cost: number
}

/** The cost of a call for which nothing was sent. */
export const FREE: CallCost = { attempts: 0, tokens: { sent: 0, received: 0 }, cost: 0 }

/** The origin of a question. */
export interface CallContext {
  readonly ticket: number
  readonly address: Address
  /** Tickets that had committed when the ticket was drawn; absent where that is not known: all of them. */
  readonly commits?: number
  readonly signal?: AbortSignal
}

/** An answer, and what it took. */
export interface Answered<Answer> {
  readonly answer: Answer
  readonly cost: CallCost
  /** Name of the model that answered; absent where none did. */
  readonly model?: string
  /** What it was asked for, where the ledger is to say more than the name of the capability. */
  readonly purpose?: string
  /** Milliseconds that it took, where it came from outside; kept beside the record, and no decision heeds it. */
  readonly took?: number
}

/**
 * A right that a program may be given, beside computing.
 *
 * Requirements: questions and answers are plain data. `answer` is asked once for each address, in any order, also while it answers others;
 * its answer is journaled before anyone may use it, and given again from the journal when the ticket is carried out anew. A question that
 * `question` refuses never reaches it. What it throws is the call's error, except for TernateErrors, which are faults of the run.
 */
export interface Capability<Question = unknown, Answer = unknown> {
  readonly name: string
  readonly question: z.ZodType<Question>
  /** Calls of it that a program may make on one case; any number unless given. */
  readonly limit?: number
  /** What the journal keeps of a question, where that is less than all of it: it tells two questions apart, and is plain data. */
  keep?(question: Question): unknown
  answer(question: Question, context: CallContext): Promise<Answered<Answer>>
}

/** Answers the calls of one program on one case. It never rejects for what a program asks. */
export interface Host {
  call(call: Call): Promise<Envelope>
  /** Notes a call that was answered where the program runs, by a function of its case and the calls before: it is found again, not read. */
  note?(call: Call, envelope: Envelope, cost?: CallCost): void
}
