import type { Capability } from '../contracts/capability.ts'
import { defined } from '../contracts/defined.ts'
import type { Evaluator } from '../contracts/evaluator.ts'
import { TernateError } from '../contracts/fault.ts'
import type { Languages } from '../contracts/language.ts'
import type { Files, Program } from '../contracts/program.ts'
import { stream } from '../contracts/random.ts'
import type { Random } from '../contracts/random.ts'
import type { Assignment, Outcome } from '../contracts/ticket.ts'
import type { Execute, CallRecord } from '../contracts/workers.ts'
import { batchEvaluations } from '../evaluation/batching.ts'
import type { Answer } from './calls.ts'
import { commonContext, contextOf } from './context.ts'
import type { CommonContext, ProblemFacts } from './context.ts'
import { createTicketHost } from './host.ts'
import type { Room, TicketHost } from './host.ts'
import { converse } from './conversation.ts'
import type { Conversation, Evaluate, Proposing, Retrace } from './conversation.ts'
import type { Proposers } from './proposers.ts'
import type { Rules } from '../evaluation/rules.ts'
import { trialOf } from './trial.ts'

/** What an executor works with. */
export interface ExecutorParts {
  readonly problem: ProblemFacts
  readonly proposers: Proposers
  readonly rules: Rules
  readonly evaluator: Evaluator
  /** Absent where no model may be asked. */
  readonly answer?: Answer
  /** The rights of programs beside computing, by name; they have none unless given. */
  readonly capabilities?: ReadonlyMap<string, Capability>
  /** Tells proposers what programs did; absent where these make no calls. */
  readonly trace?: Retrace | undefined
  /** Lets their calls begin; at once unless given. */
  readonly room?: Room
  /** Writes an initial program where the problem has none. */
  readonly writeInitial?: (random: Random) => Conversation
  readonly languages: Languages
  /** Finds a program by its canonical hash among the first so many of the run; absent: none is known, and all are judged. */
  readonly known?: ((canonicalHash: string, programs: number) => number | undefined) | undefined
}

/** An executor's parts, and what it carries out one batch with. */
interface Work extends ExecutorParts {
  readonly common: CommonContext
  readonly evaluate: Evaluate
  readonly record: CallRecord | undefined
  /** Answers the calls of the ticket's programs. */
  readonly host: TicketHost
}

const NO_RIGHTS: ReadonlyMap<string, Capability> = new Map()

/** Creates what carries out tickets: asks their proposers, answers the proposers' requests, judges the proposals. One batch at a time. */
export function createExecutor(parts: ExecutorParts): Execute {
  const common = { ...commonContext(parts.problem, parts.languages), ...(parts.trace === undefined ? {} : { traceable: true as const }) }
  return async (assignments, report = () => {}, record) => {
    const work = { ...parts, common, evaluate: batchEvaluations(parts.evaluator, report), record }
    const done = assignments.map((assignment) => {
      const { capabilities = NO_RIGHTS, room } = parts
      const host = createTicketHost({ ticket: assignment.number, commits: assignment.commits, capabilities, record, room })
      return execute(assignment, { ...work, host }).then((outcome) => withCalls(outcome, host))
    })
    // What cannot be carried out ends the batch once nothing of it is under way any more.
    await Promise.allSettled(done)
    return Promise.all(done)
  }
}

/** An outcome with the calls of the ticket's programs behind those of its proposer. */
const withCalls = (outcome: Outcome, { calls }: TicketHost): Outcome =>
  calls.length === 0 ? outcome : { ...outcome, calls: [...(outcome.calls ?? []), ...calls] }

async function execute(assignment: Assignment, work: Work): Promise<Outcome> {
  switch (assignment.kind) {
    case 'offspring':
      return propose(assignment, work)
    case 'evaluation': {
      const { kind: _kind, number: _number, commits: _commits, ...job } = assignment
      const evaluation = await work.evaluate({ ...job, hosts: work.host.next() })
      return { kind: 'evaluated', operator: 'evaluation', program: job.program, evaluation, inner: [] }
    }
    case 'initial':
      return begin(assignment, work)
    case 'injection':
      return admit(assignment.files, 'injection', work)
  }
}

/** Has an offspring made by the ticket's proposer, and judges it. */
async function propose(assignment: Extract<Assignment, { kind: 'offspring' }>, work: Work): Promise<Outcome> {
  const { proposers, rules, common, problem } = work
  const proposer = proposers(assignment.proposer, assignment.options)
  if (proposer === undefined) {
    throw new TernateError(
      'STRATEGY_PART',
      `the strategy names a proposer ${JSON.stringify(assignment.proposer)} that does not exist`,
      'Name one that there is, or the plug-in that has it.',
    )
  }
  const conversation = proposer.propose(contextOf(assignment, common, rules, problem.limits.fuel))
  return conclude(conversation, assignment, work)
}

/** Judges an initial program, which a model writes where the problem has none. */
async function begin(assignment: Extract<Assignment, { kind: 'initial' }>, work: Work): Promise<Outcome> {
  const { problem, writeInitial } = work
  if (problem.initialPrograms.length > 0 || writeInitial === undefined)
    return admit(problem.initialPrograms[assignment.initial] ?? {}, 'initial', work)
  const written = await conclude(writeInitial(stream(assignment.stream)), assignment, work)
  if (written.kind === 'evaluated') return written
  throw new TernateError(
    'PROBLEM_INITIAL',
    `no first program was written that scores${written.kind === 'failed' ? `: ${written.reason}` : ''}`,
    'Write one into initial.ts, or name another model.',
  )
}

/** Whether a program is one of those that it was made from. */
const isParent = ({ canonicalHash }: Program, assignment: Proposing): boolean =>
  assignment.kind === 'offspring' && assignment.parents.some(({ program }) => program.canonicalHash === canonicalHash)

/** The number under which an offspring was there when its ticket was drawn. */
const knownAs = ({ canonicalHash }: Program, assignment: Proposing, { known }: Work): number | undefined =>
  assignment.kind === 'offspring' && assignment.programs !== undefined ? known?.(canonicalHash, assignment.programs) : undefined

/** Holds a conversation to its end and judges the program that comes of it, unless that is one of its parents or known. */
async function conclude(conversation: Conversation, assignment: Proposing, work: Work): Promise<Outcome> {
  const { evaluate, languages, rules, host } = work
  const { proposal, inner, whole, calls: made } = await converse(conversation, assignment, work)
  const { operator } = proposal
  const calls = made.length === 0 ? {} : { calls: made }
  if (proposal.kind === 'failure') return { kind: 'failed', operator, reason: proposal.reason, inner, ...calls }
  const parsed = languages.makeProgram(proposal.files)
  if (!parsed.ok) return { kind: 'failed', operator, reason: parsed.reason, inner, ...calls }
  const { program } = parsed
  if (isParent(program, assignment)) return { kind: 'unchanged', operator, inner, ...calls }
  // What the proposer has had judged in full is neither judged nor counted again.
  const judged = inner.findLastIndex(({ canonicalHash }, k) => whole.has(k) && canonicalHash === program.canonicalHash)
  const number = judged === -1 ? knownAs(program, assignment, work) : undefined
  if (number !== undefined) return { kind: 'known', operator, program: number, inner, ...calls }
  const evaluation =
    inner[judged]?.evaluation ??
    (await evaluate({
      ...(assignment.kind === 'initial' ? { program, set: 'train' } : trialOf(assignment, program, rules, proposal.cases)),
      hosts: host.next(),
    }))
  const position = judged === -1 || judged === inner.length - 1 ? undefined : judged + 1
  return {
    kind: 'evaluated',
    operator,
    program,
    evaluation,
    ...defined({ position }),
    inner: inner.filter((_, k) => k !== judged),
    ...calls,
  }
}

/** Judges a program that nobody proposed. */
async function admit(files: Files, operator: string, { languages, evaluate, host }: Work): Promise<Outcome> {
  const made = languages.makeProgram(files)
  if (!made.ok) return { kind: 'failed', operator, reason: made.reason, inner: [] }
  return {
    kind: 'evaluated',
    operator,
    program: made.program,
    evaluation: await evaluate({ program: made.program, set: 'train', hosts: host.next() }),
    inner: [],
  }
}
