/** The capabilities of programs that are agents. */
import type * as z from 'zod'
import type { PastCall, Tried } from './agent.ts'
import type { CallCost, Host } from './capability.ts'
import type { SetName } from './evaluation.ts'
import type { Problem } from './problem.ts'
import type { Files, Program } from './program.ts'

/** The case on which a program makes calls. */
export interface CaseSubject {
  readonly program: Program
  readonly set: SetName
  /** Its position in the set. */
  readonly case: number
  readonly input: unknown
}

/** One use of a capability. */
export interface Use {
  readonly subject: CaseSubject
  /** The calls that the program made before on this case, in their order. */
  readonly before: readonly PastCall[]
  /** Answers what only the run can answer; absent where nobody does. */
  readonly host?: Host | undefined
}

/** What a capability answers. What it throws instead is the error that the program hears, except for TernateErrors, which are faults. */
export interface AgentReply {
  /** Plain data. */
  readonly value: unknown
  /** Fuel that was burned for it, in other programs. */
  readonly fuel?: number
  readonly cost?: CallCost
}

/**
 * A capability as an agent has it.
 *
 * Requirements: `answer` is a function of the question, the case and the calls before, or it asks the host, once: then its answer is what that
 * says, which is in the journal before the program hears it. A question that `question` refuses never reaches it. Questions are hostile.
 */
export interface AgentCapability<Question = unknown> {
  readonly question: z.ZodType<Question>
  answer(question: Question, use: Use): AgentReply | Promise<AgentReply>
}

/** Runs programs that agents write, each in a realm of its own, without any capability. */
export interface Solutions {
  /** What the files make of inputs, in their order, and the fuel that it took. Never rejects for what they do. */
  try(files: Files, inputs: readonly unknown[]): Promise<{ readonly tried: readonly Tried[]; readonly fuel: number }>
}

/** Where capabilities are opened. */
export interface AgentSite {
  readonly problem: Problem
  /** Absent where agents of the problem write no programs. */
  readonly solutions?: Solutions | undefined
}

/** A capability of agents by its name. No option is called `limit`, which is the number of calls on a case. */
export interface CapabilityPart {
  readonly kind: 'capability'
  readonly name: string
  /** Absent where there are no options. */
  readonly options?: z.ZodObject
  /** Present where it comes from a plug-in. */
  readonly foreign?: true
  create(options: never, site: AgentSite): AgentCapability
}
