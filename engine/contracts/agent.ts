/**
 * What programs that are agents may do beside computing, and what a problem gives them.
 *
 * A program makes calls, `const { ok, value } = can.ask({ ... })`, and is a function of its case and of the replies: it is run anew from its
 * start with all replies so far whenever one has come.
 */
import type * as z from 'zod'
import type { Envelope } from './capability.ts'
import type { Files } from './program.ts'

/** A call that a program made on its case, and what came of it. */
export interface PastCall {
  readonly capability: string
  readonly question: unknown
  readonly envelope: Envelope
}

/** An example of what a program that an agent writes is to do. */
export interface Example {
  readonly input: unknown
  readonly expected: unknown
}

/** What a program that an agent wrote made of an input. */
export type Tried = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: string }

/** What a tool knows of the case in which it is used. */
export interface ToolUse<Input = unknown> {
  readonly input: Input
  /** How often the tool was used on the case before. */
  readonly times: number
  /** The calls before, in their order: what a tool has done it finds there. */
  readonly before: readonly PastCall[]
}

/**
 * A function that agents may call by its name: trusted code, and a function of its arguments and its use alone, since a case is judged anew
 * wherever a run is repeated. What it throws is heard as an error.
 */
export interface Tool<Input = unknown> {
  /** What it does, for whoever writes agents. */
  readonly statement: string
  /** What its arguments have to be: a zod schema, or a JSON schema as an object. */
  readonly parameters?: z.ZodType | Readonly<Record<string, unknown>>
  run(parameters: never, use: ToolUse<Input>): unknown
}

/** What came of a case of an agent, of which the problem makes what is verified. */
export interface AgentWork<Input = unknown> {
  readonly input: Input
  readonly calls: readonly PastCall[]
  /** What the program that it answered made of the hidden inputs; absent where agents write none, or it has no files. */
  readonly tried?: readonly Tried[]
}

/** What a problem gives its agents; trusted code. Each function is one of its arguments alone. */
export interface AgentDefinition<Input = unknown> {
  readonly tools?: Readonly<Record<string, Tool<Input>>>
  /** The files that the workspace of a case begins with; none unless given. */
  workspace?(input: Input): Files
  /** Programs that agents write. An answer `{ files }` is one. */
  readonly solutions?: {
    /** Signature of the function that each exports, e.g. `solution(text: string): string`. */
    readonly entry: string
    /** Fuel for an input. */
    readonly fuel: number
    /** What the capability `test` shows. */
    examples(input: Input): readonly Example[]
    /** Inputs of which no agent hears: what the answer makes of them is verified. */
    hidden(subject: { readonly name: string; readonly input: Input; readonly expected?: unknown }): readonly unknown[]
  }
  /** Answers in the place of a person. */
  person?(question: string, use: ToolUse<Input>): string
  /** Turns an answer and what was done for it into what is verified; the answer alone unless given. */
  conclude?(answer: unknown, work: AgentWork<Input>): unknown
}
