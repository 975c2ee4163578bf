import { PROPOSER } from '../contracts/capability.ts'
import { defined } from '../contracts/defined.ts'
import type { Evaluation } from '../contracts/evaluation.ts'
import type { EvaluationJob } from '../contracts/evaluator.ts'
import { TernateError } from '../contracts/fault.ts'
import type { Languages } from '../contracts/language.ts'
import type { Proposal, Proposer, Request, Shown } from '../contracts/proposer.ts'
import type { Assignment, InnerEvaluation, RecordedCall } from '../contracts/ticket.ts'
import type { CaseTrace } from '../contracts/trace.ts'
import type { CallRecord } from '../contracts/workers.ts'
import { byRecord, replyTo } from './calls.ts'
import type { Answer, Question } from './calls.ts'
import type { Rules } from '../evaluation/rules.ts'
import type { CaseHosts, TicketHost } from './host.ts'
import { fuelFor } from './trial.ts'

/** A proposer at work. */
export type Conversation = ReturnType<Proposer['propose']>

/** Evaluates for the tickets of one batch. */
export type Evaluate = (job: EvaluationJob) => Promise<Evaluation>

/** Gives what a program did on train cases. */
export type Retrace = (shown: Shown, cases: readonly number[]) => Promise<readonly CaseTrace[]>

/** A ticket on which a proposer is at work. */
export type Proposing = Extract<Assignment, { kind: 'offspring' | 'initial' }>

/** What requests are answered with. */
export interface ConversationParts {
  readonly evaluate: Evaluate
  readonly languages: Languages
  readonly rules: Rules
  /** Absent where no model may be asked. */
  readonly answer?: Answer | undefined
  /** Absent where programs make no calls. */
  readonly trace?: Retrace | undefined
  readonly record: CallRecord | undefined
  /** Answers the calls of the programs that the ticket has evaluated. */
  readonly host: TicketHost
}

/** How a conversation ended, and what was evaluated and called in it. */
export interface Conversed {
  readonly proposal: Proposal
  readonly inner: readonly InnerEvaluation[]
  /** Positions of the inner evaluations that were on the whole train set. */
  readonly whole: ReadonlySet<number>
  readonly calls: readonly RecordedCall[]
}

/** Answers a proposer's requests until it proposes. A request whose program does not parse is answered with an `error`. */
export async function converse(conversation: Conversation, assignment: Proposing, parts: ConversationParts): Promise<Conversed> {
  const inner: InnerEvaluation[] = []
  const whole = new Set<number>()
  const calls: RecordedCall[] = []
  let turn = conversation.next()
  while (turn.done !== true) {
    const request = turn.value
    if (request.kind === 'evaluate') {
      const evaluated = await evaluateInner(request, assignment, parts, parts.host.next())
      if (evaluated.canonicalHash !== '' && request.cases === undefined) whole.add(inner.length)
      inner.push(evaluated)
      turn = conversation.next({ kind: 'evaluation', evaluation: evaluated.evaluation })
    } else if (request.kind === 'trace') {
      turn = conversation.next({ kind: 'traces', traces: (await parts.trace?.(request.shown, request.cases)) ?? [] })
    } else {
      const call = await see(request, calls.length, assignment, parts)
      calls.push(call)
      turn = conversation.next(replyTo(call))
    }
  }
  return { proposal: turn.value, inner, whole, calls }
}

/** Evaluates a program that a proposer tries, on the fuel that its offspring has. */
async function evaluateInner(
  { files, cases }: Extract<Request, { kind: 'evaluate' }>,
  assignment: Proposing,
  { evaluate, languages, rules }: ConversationParts,
  hosts: CaseHosts,
): Promise<InnerEvaluation> {
  const made = languages.makeProgram(files)
  if (!made.ok) {
    const failed = { verdict: 'error', fuel: 0, reason: made.reason } as const
    return { canonicalHash: '', evaluation: { set: 'train', verdict: 'error', cases: [failed], metrics: {}, fuel: 0 } }
  }
  const fuel = assignment.kind === 'initial' ? {} : fuelFor(assignment, rules)
  const evaluation = await evaluate({ program: made.program, set: 'train', hosts, ...fuel, ...defined({ cases }) })
  return { canonicalHash: made.program.canonicalHash, evaluation }
}

/** Sees to a question of a proposer, from the record where that goes. */
async function see(question: Question, call: number, assignment: Proposing, { answer, record }: ConversationParts): Promise<RecordedCall> {
  if (answer === undefined) {
    throw new TernateError(
      'MODEL_MISSING',
      `${assignment.kind === 'initial' ? 'who writes the initial program' : `the proposer ${assignment.proposer}`} asks a model, and this run has none`,
      'Name a model with `--model`, or choose a strategy whose proposers need none.',
    )
  }
  return byRecord(answer, record)(question, { evaluation: PROPOSER, case: 0, call }, assignment)
}
