import type { Evaluation, EvaluationJob, Evaluator } from '../contracts/evaluation.ts'
import { TernateError } from '../contracts/fault.ts'
import { FUEL } from '../contracts/problem.ts'
import type { Problem } from '../contracts/problem.ts'
import type { Files, Program } from '../contracts/program.ts'
import type { Context, Proposal, Proposer, Reply } from '../contracts/proposer.ts'
import { stream } from '../contracts/random.ts'
import type { Random } from '../contracts/random.ts'
import type { Assignment, InnerEvaluation, Outcome, RecordedCall } from '../contracts/ticket.ts'
import type { Execute, CallRecord } from '../contracts/workers.ts'
import { batchEvaluations } from '../evaluation/batching.ts'
import { byRecord, replyTo } from './calls.ts'
import type { Answer } from './calls.ts'
import type { Proposers } from './proposers.ts'

/** What a performer works with. */
export interface ExecutorParts {
  readonly problem: Pick<Problem, 'statement' | 'entry' | 'direction' | 'vocabulary' | 'unit' | 'train' | 'initialPrograms' | 'limits'>
  readonly proposers: Proposers
  readonly evaluator: Evaluator
  /** Absent where no model may be asked. */
  readonly answer?: Answer
  /** Writes a first program where the problem has none. */
  readonly writeInitial?: (random: Random) => Conversation
  readonly makeProgram: (files: Files) => { readonly ok: true; readonly program: Program } | { readonly ok: false; readonly reason: string }
}

/** A proposer at work. */
type Conversation = ReturnType<Proposer['propose']>

/** The evaluations that a proposer asked for, and which of them were on the whole train set. */
interface Inner {
  readonly all: InnerEvaluation[]
  readonly whole: Set<number>
  readonly calls: RecordedCall[]
}

type Offspring = Extract<Assignment, { kind: 'offspring' }>
type Seed = Extract<Assignment, { kind: 'initial' }>

/** Nodes an offspring may have at least; more when the initial programs are large. Without an end to growth programs swell (bloat). */
const ROOM = 80

/** The same of what a model writes, which does not grow by chance: so many nodes, or so many times the largest initial program. */
const WRITTEN = { nodes: 2000, times: 10 } as const

type Evaluate = (job: EvaluationJob) => Promise<Evaluation>

/** Fuel that an offspring has on the train cases. */
function fuelFor({
  fuelOfParent,
  parents,
  fuelLimit,
}: Pick<Offspring, 'fuelOfParent' | 'parents' | 'fuelLimit'>): Pick<EvaluationJob, 'fuelLimits' | 'fuelLimit'> {
  const cases = parents[0]?.evaluation.cases
  return {
    ...(fuelOfParent === undefined || cases === undefined ? {} : { fuelLimits: cases.map(({ fuel }) => Math.ceil(fuelOfParent * fuel)) }),
    ...(fuelLimit === undefined ? {} : { fuelLimit }),
  }
}

/** The `relativeFuelLimit` of a context. */
function relativeFuelLimitOf({ fuelOfParent, parents, fuelLimit }: Offspring, limit = Infinity): number | undefined {
  const most = Math.max(0, ...(parents[0]?.evaluation.cases ?? []).map(({ fuel }) => fuel))
  const relative = Math.min(fuelOfParent ?? Infinity, Math.min(limit, fuelLimit ?? Infinity) / most)
  return Number.isFinite(relative) ? relative : undefined
}

/** How an offspring is judged: in stages, racing against its first parent where the strategy says so. */
export function trialOf(assignment: Pick<Offspring, 'fuelOfParent' | 'parents' | 'race' | 'fuelLimit'>, program: Program): EvaluationJob {
  const { race: margin, parents } = assignment
  const [rival] = parents
  const race =
    margin === undefined || rival === undefined ? undefined : { rival: { cases: rival.evaluation.cases, size: rival.program.size }, margin }
  return { program, set: 'train', staged: race === undefined ? {} : { race }, ...fuelFor(assignment) }
}

/** What every context of a problem's proposers has in common. */
export function commonContext(
  problem: ExecutorParts['problem'],
  makeProgram: ExecutorParts['makeProgram'],
): Omit<Context, 'parents' | 'inspirations' | 'random' | 'memory'> {
  const { statement, entry, direction, vocabulary, unit, train, initialPrograms, limits } = problem
  const sizes = initialPrograms.map(makeProgram).map((made) => (made.ok ? made.program.size : 0))
  const largest = Math.max(...sizes)
  return {
    statement,
    entry,
    direction,
    vocabulary,
    unit,
    trainCases: train.length,
    caseNames: train.map(({ name }) => name),
    fuel: limits.fuel === undefined && initialPrograms.length > 0 ? { times: FUEL.times } : { limit: limits.fuel ?? FUEL.withoutInitial },
    size: limits.size ?? Math.max(ROOM, 2 * largest),
    room: limits.size ?? Math.max(WRITTEN.nodes, WRITTEN.times * largest),
  }
}

/** What carries out tickets: asks their proposers, answers the proposers' requests, judges the proposals. One batch at a time. */
export function createExecutor({
  problem,
  proposers,
  evaluator,
  answer,
  writeInitial: writeInitialProgram,
  makeProgram,
}: ExecutorParts): Execute {
  const common = commonContext(problem, makeProgram)

  /** Answers a proposer's requests until it proposes. A request whose program does not parse is answered with an `error`. */
  async function converse(
    evaluate: Evaluate,
    conversation: Conversation,
    assignment: Offspring | Seed,
    inner: Inner,
    transcript: CallRecord | undefined,
  ): Promise<Proposal> {
    let turn = conversation.next()
    while (turn.done !== true) {
      const request = turn.value
      if (request.kind !== 'evaluate') {
        if (answer === undefined) {
          throw new TernateError(
            'MODEL_MISSING',
            `${assignment.kind === 'initial' ? 'who writes the initial program' : `the proposer ${assignment.proposer}`} asks a model, and this run has none`,
            'Name a model with `--model`, or choose a strategy whose proposers need none.',
          )
        }
        const calls = await byRecord(answer, transcript)(request, inner.calls.length, assignment)
        inner.calls.push(calls)
        turn = conversation.next(replyTo(calls))
        continue
      }
      const { files, cases } = request
      const made = makeProgram(files)
      const evaluation: Evaluation = made.ok
        ? await evaluate({
            program: made.program,
            set: 'train',
            ...(assignment.kind === 'initial' ? {} : fuelFor(assignment)),
            ...(cases === undefined ? {} : { cases }),
          })
        : { set: 'train', verdict: 'error', cases: [{ verdict: 'error', fuel: 0, reason: made.reason }], metrics: {}, fuel: 0 }
      inner.all.push({ canonicalHash: made.ok ? made.program.canonicalHash : '', evaluation })
      if (made.ok && cases === undefined) inner.whole.add(inner.all.length - 1)
      const reply: Reply = { kind: 'evaluation', evaluation }
      turn = conversation.next(reply)
    }
    return turn.value
  }

  /** Holds a conversation to its end and judges the program that comes of it, unless it is one of `known` forms. */
  async function conclude(
    evaluate: Evaluate,
    conversation: Conversation,
    assignment: Offspring | Seed,
    known: readonly string[],
    transcript: CallRecord | undefined,
  ): Promise<Outcome> {
    const asked: Inner = { all: [], whole: new Set(), calls: [] }
    const inner = asked.all
    const proposal = await converse(evaluate, conversation, assignment, asked, transcript)
    const { operator } = proposal
    const calls = asked.calls.length === 0 ? {} : { calls: asked.calls }
    if (proposal.kind === 'failure') return { kind: 'failed', operator, reason: proposal.reason, inner, ...calls }
    const made = makeProgram(proposal.files)
    if (!made.ok) return { kind: 'failed', operator, reason: made.reason, inner, ...calls }
    const { program } = made
    if (known.includes(program.canonicalHash)) return { kind: 'unchanged', operator, inner, ...calls }
    // What the proposer has had judged in full is neither judged nor counted again.
    const judged = inner.findLastIndex(({ canonicalHash: form }, k) => asked.whole.has(k) && form === program.canonicalHash)
    const evaluation =
      inner[judged]?.evaluation ??
      (await evaluate(assignment.kind === 'initial' ? { program, set: 'train' } : trialOf(assignment, program)))
    return { kind: 'evaluated', operator, program, evaluation, inner: inner.filter((_, k) => k !== judged), ...calls }
  }

  async function propose(evaluate: Evaluate, assignment: Offspring, transcript: CallRecord | undefined): Promise<Outcome> {
    const proposer = proposers(assignment.proposer, assignment.options)
    if (proposer === undefined) {
      throw new TernateError(
        'STRATEGY_PART',
        `the strategy names a proposer ${JSON.stringify(assignment.proposer)} that does not exist`,
        'Name one that there is, or the plug-in that has it.',
      )
    }
    const relative = relativeFuelLimitOf(assignment, problem.limits.fuel)
    const context: Context = {
      ...common,
      parents: assignment.parents,
      inspirations: assignment.inspirations,
      ...(relative === undefined ? {} : { relativeFuelLimit: relative }),
      ...(assignment.disabledOperators === undefined ? {} : { disabledOperators: assignment.disabledOperators }),
      ...(assignment.shares === undefined ? {} : { shares: assignment.shares }),
      random: stream(assignment.stream),
      ...(assignment.memory === undefined ? {} : { memory: assignment.memory }),
    }
    const known = assignment.parents.map(({ program }) => program.canonicalHash)
    return conclude(evaluate, proposer.propose(context), assignment, known, transcript)
  }

  /** Judges a program that nobody proposed. */
  async function admit(evaluate: Evaluate, files: Files, operator: string): Promise<Outcome> {
    const made = makeProgram(files)
    if (!made.ok) return { kind: 'failed', operator, reason: made.reason, inner: [] }
    return {
      kind: 'evaluated',
      operator,
      program: made.program,
      evaluation: await evaluate({ program: made.program, set: 'train' }),
      inner: [],
    }
  }

  async function perform(evaluate: Evaluate, assignment: Assignment, transcript: CallRecord | undefined): Promise<Outcome> {
    switch (assignment.kind) {
      case 'offspring':
        return propose(evaluate, assignment, transcript)
      case 'evaluation': {
        const { kind: _kind, number: _number, ...job } = assignment
        return { kind: 'evaluated', operator: 'evaluation', program: job.program, evaluation: await evaluate(job), inner: [] }
      }
      case 'initial': {
        if (problem.initialPrograms.length === 0 && writeInitialProgram !== undefined) {
          const written = await conclude(evaluate, writeInitialProgram(stream(assignment.stream)), assignment, [], transcript)
          if (written.kind === 'evaluated') return written
          throw new TernateError(
            'PROBLEM_INITIAL',
            `no first program was written that scores${written.kind === 'failed' ? `: ${written.reason}` : ''}`,
            'Write one into initial.ts, or name another model.',
          )
        }
        return admit(evaluate, problem.initialPrograms[assignment.initial] ?? {}, 'initial')
      }
      case 'injection':
        return admit(evaluate, assignment.files, 'injection')
    }
  }

  return async (assignments, report = () => {}, transcript) => {
    const evaluate = batchEvaluations(evaluator, report)
    const done = assignments.map((assignment) => perform(evaluate, assignment, transcript))
    // What cannot be carried out ends the batch once nothing of it is under way any more.
    await Promise.allSettled(done)
    return Promise.all(done)
  }
}
