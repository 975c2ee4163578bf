/**
 * How a program that is texts answers an input: trusted code of the problem, `converse`, turns the program's files and an input into calls of
 * models, one after the other or several at once, and their replies into an answer.
 *
 * Requirements: `converse` is a function of files, input and replies: no clock, no ambient random numbers, no state between calls. It asks
 * nothing but by `yield`. What the files hold is hostile: an error that it throws is the program's, and its message, in one line, the reason.
 */
import type { AskParameters, Message, ModelRole } from './model.ts'
import type { Files } from './program.ts'

/** A question to a model. */
export interface ModelQuestion {
  /** Which of the run's models is asked. */
  readonly role: ModelRole
  readonly messages: readonly Message[]
  /** Over those that the model is set up with. */
  readonly parameters?: AskParameters
  /** What it is for, in a word, e.g. `rewrite`: traces name the call by it. */
  readonly step?: string
  /** Questions that are equal but for this number are answered apart; equal ones may have one answer. Absent: 1. */
  readonly attempt?: number
}

/** A question as it is asked: of the role `task` unless given, and a system and a user message where there are no others. */
export type QuestionDraft = Partial<Pick<ModelQuestion, 'role'>> &
  Omit<ModelQuestion, 'role' | 'messages'> &
  ({ readonly messages: readonly Message[] } | { readonly system?: string; readonly user: string })

/** What a model says, and what that took. */
export interface ModelReply {
  readonly text: string
  readonly tokens: { readonly sent: number; readonly received: number }
}

/** A call that brought no reply; it is thrown into `converse` where the call was made. */
export class NoReply extends Error {
  /** As in the outcome of a call: `cut`, `refused`, `empty` and others. */
  readonly kind: string

  constructor(kind: string, reason?: string) {
    super(reason === undefined ? `the model gave no reply: ${kind}` : `the model gave no reply: ${kind}, ${reason}`)
    this.name = 'NoReply'
    this.kind = kind
  }
}

/** What is yielded: a question, whose reply comes back as a text, or several, which are asked at once and come back as a list of texts. */
export type Asked = QuestionDraft | readonly QuestionDraft[]

/** A conversation under way. What it hears is a text where it asked one question, and a list of texts where it asked several. */
export type Conversing<Answer = unknown> =
  | Generator<Asked, Answer, string & readonly string[]>
  | AsyncGenerator<Asked, Answer, string & readonly string[]>

/** Turns the files of a program and an input into calls, and their replies into an answer. */
export type Converse<Input = unknown, Answer = unknown> = (files: Files, input: Input) => Conversing<Answer>

/**
 * A model that is a program of the problem's own: deterministic, on this machine, trusted as the verifier is. Where it does not say, tokens
 * are estimated from the texts.
 */
export type LocalModel = (question: ModelQuestion) => string | ModelReply

/**
 * `yield* ask(question)` inside `converse`: the text of the model's reply.
 *
 * @throws NoReply where the model gave none
 */
export function* ask(question: QuestionDraft): Generator<QuestionDraft, string, string> {
  return yield question
}

/**
 * `yield* askAll(questions)` inside `converse`: the texts of the replies to questions that are asked at once.
 *
 * @throws NoReply where the model gave none to one of them
 */
export function* askAll(questions: readonly QuestionDraft[]): Generator<readonly QuestionDraft[], readonly string[], readonly string[]> {
  return yield questions
}
