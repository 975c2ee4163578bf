import type { Capability, Host } from '../engine/contracts/capability.ts'
import type { Evaluation } from '../engine/contracts/evaluation.ts'
import type { Evaluator } from '../engine/contracts/evaluator.ts'
import { defined } from '../engine/contracts/defined.ts'
import { Interruption, TernateError } from '../engine/contracts/fault.ts'
import { askingAs } from '../engine/contracts/manifest.ts'
import type { ModelStrategy } from '../engine/contracts/manifest.ts'
import type { Template } from '../engine/contracts/model.ts'
import type { Problem } from '../engine/contracts/problem.ts'
import type { Assignment, Outcome } from '../engine/contracts/ticket.ts'
import type { Workers } from '../engine/contracts/workers.ts'
import { openKnown } from '../engine/search/known.ts'
import { createExecutor } from '../engine/tickets/execute.ts'
import type { ExecutorParts } from '../engine/tickets/execute.ts'
import type { Answer } from '../engine/tickets/calls.ts'
import type { Retrace } from '../engine/tickets/conversation.ts'
import { languagesAmong } from '../languages/index.ts'
import { costOf } from '../models/ledger.ts'
import { isKeyRefused } from '../models/call-queue.ts'
import { render } from '../proposers/model/render.ts'
import { writeInitial } from '../proposers/model/initial-programs.ts'
import type { Registry } from '../engine/contracts/registry.ts'
import { createRules } from '../engine/evaluation/rules.ts'
import { createProposers } from '../engine/tickets/proposers.ts'
import { createEvaluator } from '../evaluators/workers/evaluator.ts'
import type { Answering } from './answering.ts'
import { modelBack } from './answering.ts'
import { askersIn, ownParts } from './parts.ts'
import { asksModels } from './problem.ts'
import type { ReplyCache } from './reply-cache.ts'
import { createRoom, silentAsk } from './task-models.ts'

/** Who writes a first program for a problem that has none. */
export const initialProgramWriter =
  (asking: ModelStrategy, problem: Problem): NonNullable<ExecutorParts['writeInitial']> =>
  (random) => {
    const { models, bandit, templates } = askingAs(asking, 'propose')
    return writeInitial({ ensemble: { models, bandit }, templates }, { ...problem, random })
  }

/** Milliseconds between two looks whether commits are on disk. */
const SOON = 4

/** Answers questions by calls. A call to a model that rests waits for it while no other one could be asked. */
export function createAnswer(answering: Answering): Answer {
  const { asking, queue, clock } = answering
  const prices = new Map(asking.models.map(({ name, price }) => [name, price]))
  const begun = new Map<string, Template>(asking.templates.map((template) => [template.id, template]))

  return async (question, _, memory) => {
    if (question.kind !== 'ask') return question
    const { model, purpose, parameters, attempt, slots, turns } = question
    const template = memory?.templates.find(({ id }) => id === question.template) ?? begun.get(question.template)
    if (template === undefined) throw missing(question.template, purpose)
    await modelBack(answering)
    const { messages } = render(template, slots, turns)
    const since = clock.now()
    const receipt = await queue.ask({ model, purpose, messages, parameters, ...(attempt > 1 ? { goesOn: true } : {}) })
    const { outcome, attempts, tokens } = receipt
    const took = attempts === 0 ? undefined : clock.now() - since
    if (isKeyRefused(receipt) && outcome.kind === 'denied')
      throw new Interruption(
        'MODEL_KEY',
        `the key for ${model} is no longer accepted: ${outcome.reason ?? 'denied'}`,
        'Put a valid key into the environment and resume the run.',
      )
    return { kind: 'call', outcome, attempts, tokens, cost: costOf(prices.get(model), tokens), ...defined({ took }) }
  }
}

/** The fault of a question whose template the run does not have. */
const missing = (template: string, purpose: string): TernateError =>
  new TernateError(
    'TEMPLATE_MISSING',
    `a proposer asks for ${purpose} by a template ${template.slice(0, 40)} that the run does not have`,
    "Name one of the run's templates: those in the folder `templates` of the problem, and those that come with Ternate.",
  )

/** Evaluations that travel to a worker together, at most: a message costs more than a small one. */
const TOGETHER = 16

/** A batch that waits for a worker. */
interface Waiting {
  readonly batch: Parameters<Workers['run']>
  readonly done: PromiseWithResolvers<readonly Outcome[]>
}

const always = (): boolean => true

/** Hands batches to workers, first come first served. Evaluations that wait one behind the other go together. */
function queueFor(workers: Workers): Workers['run'] {
  let free = workers.size
  const waiting: Waiting[] = []
  const isAlone = (item: Waiting | undefined): boolean => item?.batch[0].length === 1 && item.batch[0][0]?.kind === 'evaluation'

  /** The first that waits, with those that may go along. */
  function take(): readonly Waiting[] {
    let count = 1
    while (count < TOGETHER && isAlone(waiting[0]) && isAlone(waiting[count])) count += 1
    return waiting.splice(0, count)
  }

  async function hand(items: readonly Waiting[]): Promise<void> {
    const [first] = items
    if (first === undefined) return
    try {
      // What several burned together says nothing about any of them.
      const outcomes = await (items.length === 1
        ? workers.run(...first.batch)
        : workers.run(
            items.flatMap(({ batch }) => batch[0]),
            () => {},
            undefined,
            () => items.some(({ batch: [, , , isWanted = always] }) => isWanted()),
          ))
      if (items.length === 1) first.done.resolve(outcomes)
      else for (const [k, { done }] of items.entries()) done.resolve(outcomes.slice(k, k + 1))
    } catch (error) {
      for (const { done } of items) done.reject(error)
    }
    free += 1
    serve()
  }

  function serve(): void {
    while (free > 0 && waiting.length > 0) {
      free -= 1
      void hand(take())
    }
  }

  return (...batch) => {
    const done = Promise.withResolvers<readonly Outcome[]>()
    waiting.push({ batch, done })
    serve()
    return done.promise
  }
}

/** An evaluator that judges here: its runner is not opened before it is needed. */
function judgedHere(open: () => Promise<Evaluator>): Evaluator {
  let opened: Promise<Evaluator> | undefined
  const ready = (): Promise<Evaluator> => (opened ??= open())
  return {
    cost: 'declared',
    evaluate: async (...asked) => (await ready()).evaluate(...asked),
    close: async () => (await opened?.catch(() => undefined))?.close(),
  }
}

/** An evaluator whose programs are judged by workers. */
function judgedBy(run: Workers['run'], isWanted: () => boolean): Evaluator {
  return {
    cost: 'metered',
    // hosts stay here: what programs call for where workers judge them is answered there, and noted here
    async evaluate({ hosts, ...job }, _, report = () => {}): Promise<Evaluation> {
      const assignment: Assignment = { kind: 'evaluation', number: 0, ...job }
      const [outcome] = await run([assignment], report, undefined, isWanted)
      if (outcome?.kind !== 'evaluated') throw new RangeError('an evaluation has no result')
      const opened = new Map<number, Host | undefined>()
      for (const call of outcome.calls ?? []) {
        if (call.kind !== 'capability') continue
        const { address, envelope, attempts, tokens, cost } = call
        if (!opened.has(address.case)) opened.set(address.case, hosts?.(address.case))
        opened.get(address.case)?.note?.(call.call, envelope, { attempts, tokens, cost })
      }
      return outcome.evaluation
    },
    close: async () => {},
  }
}

/**
 * Workers that carry out the tickets of proposers that ask models in this thread, as many at a time as `maxConcurrentCalls` says, and leave judging
 * and all other tickets to `workers`: calls in flight and evaluations have nothing to do with each other. Where the programs themselves are answered by
 * models, all is carried out in this thread.
 */
export function createModelWorkers(
  workers: Workers,
  {
    problem,
    asking,
    answer,
    ask = silentAsk,
    retrace,
    replies,
    maxConcurrentCalls,
    parts = ownParts,
  }: {
    readonly problem: Problem
    readonly asking: ModelStrategy
    readonly answer: Answer
    /** Answers the calls of programs; they are repeated ones unless given. */
    readonly ask?: Capability | undefined
    /** Tells proposers what programs did; absent where programs make no calls. */
    readonly retrace?: Retrace | undefined
    /** What has been paid for: tickets whose programs ask begin once all is on disk that had committed when they were drawn. */
    readonly replies?: Pick<ReplyCache, 'has'> | undefined
    readonly maxConcurrentCalls: number
    readonly parts?: Registry | undefined
  },
): Workers {
  const answered = asksModels(problem, parts)
  const languages = languagesAmong(parts.parts)
  const here = judgedHere(() => createEvaluator(problem, { registry: parts, languages }))
  const room = createRoom(maxConcurrentCalls)
  const askers = new Set(askersIn(parts))
  const asks = (assignment: Assignment): boolean =>
    answered ||
    (assignment.kind === 'offspring'
      ? askers.has(assignment.proposer)
      : assignment.kind === 'initial' && problem.initialPrograms.length === 0)
  /** For each conversation under way, whether somebody waits for it. */
  const talks = new Set<() => boolean>()

  /** Carries out conversations here, and by `run` what they have judged and all other tickets. */
  function talkingBeside(run: Workers['run']): Workers['run'] {
    const execute = createExecutor({
      problem,
      proposers: createProposers(parts, asking),
      rules: createRules(parts),
      evaluator: answered ? here : judgedBy(run, () => [...talks].some((isWanted) => isWanted())),
      ...(answered ? { capabilities: new Map([[ask.name, ask]]), room } : {}),
      answer,
      trace: retrace,
      writeInitial: initialProgramWriter(asking, problem),
      languages,
      known: workers.known && openKnown(workers.known),
    })
    return async (assignments, report, record, isWanted = always) => {
      if (!assignments.some(asks)) return run(assignments, report, record, isWanted)
      talks.add(isWanted)
      try {
        const commits = Math.max(0, ...assignments.map((assignment) => assignment.commits ?? 0))
        while (replies?.has(commits) === false && isWanted()) await new Promise<void>((resolve) => void setTimeout(resolve, SOON))
        return await execute(assignments, report, record)
      } finally {
        talks.delete(isWanted)
      }
    }
  }

  return {
    size: workers.size + maxConcurrentCalls,
    ...defined({ known: workers.known }),
    run: talkingBeside(queueFor(workers)),
    ...(workers.apart === undefined ? {} : { apart: talkingBeside(workers.apart) }),
    judging: () => workers.judging?.() ?? 0,
    async close() {
      await Promise.all([workers.close(), here.close()])
    },
  }
}
