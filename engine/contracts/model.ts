/** What a model is asked for, in a word: there is a template for it, and a ledger has a row for each. */
export type Purpose = string

/**
 * What a model is there for.
 *
 * - propose: it writes offspring, and what goes with that; proposers ask no other models
 * - task: it answers the cases of programs that are texts for a model
 * - judge: it grades answers
 * - improve: it improves what programs work with, such as prompts
 */
export type ModelRole = 'propose' | 'task' | 'judge' | 'improve'

/** How a model is asked; what is absent is left to its endpoint. */
export interface AskParameters {
  readonly temperature?: number
  readonly effort?: 'minimal' | 'low' | 'medium' | 'high'
  /** Tokens that a reply may have. */
  readonly maxTokens?: number
  /** Fields of the request beside those of the protocol. */
  readonly body?: Readonly<Record<string, unknown>>
}

/** A message of a chat. */
export interface Message {
  readonly role: 'system' | 'user' | 'assistant'
  readonly content: string
}

/** Texts by slot name. With the template they make the prompt, to the letter. */
export type Slots = Readonly<Record<string, string>>

/** A reply that could not be used, without the model's thoughts, and what was wrong with it. */
export interface Turn {
  readonly reply: string
  readonly error: string
}

/** A question to a model. Equal questions of equal `attempt` have one answer in a recorded run. */
export interface Ask {
  readonly kind: 'ask'
  readonly purpose: Purpose
  readonly model: string
  /** Id of a template. */
  readonly template: string
  readonly slots: Slots
  /** What came of the question so far, in a correction: it is asked again with these turns behind it. Absent: nothing. */
  readonly turns?: readonly Turn[]
  readonly parameters: AskParameters
  /** 1, 2, 3 ... within a ticket. */
  readonly attempt: number
}

/**
 * How a call ended. Only `reply` holds a text that a proposer may use.
 *
 * - `cut`: the reply reached the length limit
 * - `refused`, `empty`: the model would not, or said nothing
 * - `invalid`: what came is no reply in the protocol, or the endpoint takes the request for none
 * - `limited`, `unavailable`, `timeout`: rate limits past the deadline, an endpoint that fails or is gone, one that does not answer in time
 * - `too large`: more bytes than are read
 * - `denied`: the endpoint does not accept the key, or the account has no credit
 * - `spent`: the run's budget has no room for the call, and nothing was sent
 */
export type CallOutcome =
  | { readonly kind: 'reply'; readonly text: string }
  | {
      readonly kind: 'cut' | 'refused' | 'empty' | 'invalid' | 'limited' | 'unavailable' | 'timeout' | 'too large' | 'denied'
      readonly reason?: string
    }
  | { readonly kind: 'spent'; readonly limit: 'calls' | 'tokens' | 'dollars' }

/** What a note is about; an absent field holds for all. */
export interface NoteScope {
  readonly file?: string
  /** Position of a train case. */
  readonly case?: number
  /** What that case is, in words, by which a later run tells whether it has one like it. */
  readonly about?: string
  /** Number of a program: the note is about changes of it. */
  readonly parent?: number
  readonly island?: number
}

/**
 * - `attempt`: what a ticket changes; at its commit it turns into a `rejection` or a `lesson`
 * - `reflection`: why a change failed, in a model's words
 * - `critique`: what is to be said of a step of a program, and so of the file that it is made from
 * - `summary`: what worked so far
 * - `user`: written by a user
 */
export type NoteKind = 'attempt' | 'rejection' | 'lesson' | 'reflection' | 'critique' | 'summary' | 'user'

/** Something worth remembering. */
export interface MemoryNote {
  /** 1, 2, 3 ... in commit order. */
  readonly number: number
  readonly kind: NoteKind
  readonly scope: NoteScope
  /** The first line says it all; a change may stand behind it. */
  readonly text: string
  /** Number of the program that came of it. */
  readonly program?: number
  /** 2 for the first revision of a note, and so on; absent: it is as it was first written. */
  readonly version?: number
  /** It comes from an earlier run. */
  readonly earlier?: true
}

/** What came of the calls credited to a model or a template. Older calls count for less. */
export interface CallStats {
  readonly name: string
  readonly calls: number
  /** Calls whose offspring were better than their parent; one whose offspring was the best of the run counts as two of these calls. */
  readonly gains: number
  /** Millionths of a dollar. */
  readonly cost: number
}

/** A prompt with named slots; `id` is the hash of its text. */
export interface Template {
  readonly id: string
  readonly purpose: Purpose
  readonly text: string
}

/** What a run has learned, as a ticket was drawn: a function of what was committed by then. */
export interface Memory {
  readonly island: number
  /** Numbers of the context's parents, in their order. */
  readonly parents: readonly number[]
  /** Numbers of the context's inspirations, in their order. */
  readonly inspirations?: readonly number[]
  /** Those that are not retired, the oldest first. */
  readonly notes: readonly MemoryNote[]
  /** Numbers of notes that are left out of this ticket, so that it shows what comes without them; absent: none. */
  readonly withheld?: readonly number[]
  /** How often the first parent, and in its line those that it comes from, was one before: whose turn it is among its files. */
  readonly turn?: number
  readonly models: readonly CallStats[]
  /** The pool of templates, each with its statistics. */
  readonly templates: readonly (Template & { readonly stats: CallStats })[]
  /**
   * How an offspring is asked for: the id of a template, how many tickets under way ask about the same parent, and how many of them with
   * this template.
   */
  readonly directive?: { readonly template: string; readonly siblings: number; readonly others: number }
}
