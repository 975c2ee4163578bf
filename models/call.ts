import type { AskParameters, CallOutcome, Message, Purpose } from '../engine/contracts/model.ts'
import { estimateTokens } from './tokens.ts'

/** What goes out to a model. */
export interface ModelRequest {
  readonly model: string
  /** The ledger has a row for each model and purpose. */
  readonly purpose: Purpose
  readonly messages: readonly Message[]
  readonly parameters: AskParameters
  /** Goes on with what was begun, such as a correction: it is called before those that begin something. */
  readonly goesOn?: boolean
  /** Answers a case: a refusal of the endpoint is about this question, and says nothing of the next one. */
  readonly answers?: boolean
}

/** Tokens of a call. */
export interface Tokens {
  readonly sent: number
  readonly received: number
}

/**
 * How far a call had come when its time was up: no connection, no word of a reply, or no end of it.
 */
export type Phase = 'connect' | 'first token' | 'total'

/** What came of a call, and what it took. */
export interface Receipt {
  readonly outcome: CallOutcome
  /** HTTP requests made. Only the last of them was answered with words, so a call is never paid twice. */
  readonly attempts: number
  readonly tokens: Tokens
  /** The endpoint did not say how many tokens it took, so they are estimated from the texts. */
  readonly estimated: boolean
  /** The model as the endpoint names it, often with its version. */
  readonly servedBy?: string
  /** Where the call stood, for the outcome `timeout`. */
  readonly phase?: Phase
  /** The HTTP status with which the endpoint said no. */
  readonly status?: number
  /** Milliseconds for which the endpoint wants to be left alone, where that is longer than a call may last. */
  readonly wait?: number
}

/** A receipt of a call for which nothing was sent. */
export const unsent = (outcome: CallOutcome): Receipt => ({ outcome, attempts: 0, tokens: { sent: 0, received: 0 }, estimated: false })

/** Tokens that a chat format spends around a message; 3 or 4 in the formats that are published. */
const TOKENS_A_MESSAGE = 8
/** How much more than the estimate a prompt may come to: other tokenizers, and scripts other than Latin, take more than the rule says. */
const MARGIN = 1.5

/** About how many tokens a prompt has. */
export const estimatePrompt = (messages: readonly Message[]): number =>
  messages.reduce((sum, { content }) => sum + estimateTokens(content) + TOKENS_A_MESSAGE, 0)

/** Most tokens that a prompt comes to. */
export const boundPrompt = (messages: readonly Message[]): number => Math.ceil(MARGIN * estimatePrompt(messages))
