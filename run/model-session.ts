import type { Archive } from '../engine/contracts/archive.ts'
import type { Capability } from '../engine/contracts/capability.ts'
import type { CallRow, Status } from '../engine/contracts/event.ts'
import { TernateError } from '../engine/contracts/fault.ts'
import type { ModelStrategy, Budget, Extension, Calling, Manifest } from '../engine/contracts/manifest.ts'
import type { Problem } from '../engine/contracts/problem.ts'
import type { Registry } from '../engine/contracts/registry.ts'
import type { RecordedCall } from '../engine/contracts/ticket.ts'
import type { Clock, Workers } from '../engine/contracts/workers.ts'
import { repeating } from '../engine/order/virtual-time.ts'
import { commitOrderOf } from '../engine/run/parts.ts'
import type { Restored } from '../engine/journal/snapshot.ts'
import type { RunParts } from '../engine/run/parts.ts'
import { unanswered } from '../engine/tickets/calls.ts'
import type { Answer } from '../engine/tickets/calls.ts'
import type { Retrace } from '../engine/tickets/conversation.ts'
import type { QueueEvent } from '../models/call-queue.ts'
import type { ReplyCache } from './reply-cache.ts'
import { createReplyCache } from './reply-cache.ts'
import { createAskCapability } from './task-models.ts'
import { createAnswer, createModelWorkers } from './model-workers.ts'
import { openRun } from './folder.ts'
import { ledgerOf, openQueue, callsIn } from './models.ts'

/** The models of a run under way, or the run that stands for them. */
export interface ModelSession {
  readonly answer: Answer
  /** Answers the calls of programs; absent where they are repeated ones. */
  readonly ask?: Capability
  readonly replies: ReplyCache
  /** Tickets that may be talking to models at a time. */
  readonly maxConcurrentCalls: number
  /** What makes a run repeat the calls of another. */
  readonly repeat: Pick<RunParts, 'commitOrder' | 'cassette'>
  /** What was spent. */
  calls(): readonly CallRow[]
  /** Where the calls stand; undefined when they are repeated ones. */
  status(): Status['calls']
  /** How long calls took; undefined when they are repeated ones. */
  latencies(): NonNullable<Status['timing']>['latencies']
  close(): Promise<void>
}

/** What models are asked for. */
interface AskedParts {
  readonly manifest: Manifest
  readonly budget: Budget
  /** Limits that replace some of it from now on. */
  readonly extension?: Extension | undefined
  readonly archive: Archive
  /** Where the run goes on from, so that its journal is not read again. */
  readonly past?: Restored | undefined
  readonly calling?: Calling | undefined
  /** Folder of the run whose calls are repeated. */
  readonly cassette?: string | undefined
  readonly clock: Clock
  readonly emit: (event: QueueEvent) => void
}

/** Tickets under way at a time when no call has to be waited for. */
const REPEATED = 64

/** The budget that holds: the last one that was given. */
function budgetNow({ archive, past, budget, extension }: AskedParts): Omit<Budget, 'optimum'> {
  let now = past?.snapshot.search.extension ?? budget
  for (const { record } of archive.entries((past?.head.index ?? 0) + 1)) if (record.type === 'extend') now = record.budget
  return { ...now, ...extension }
}

/** Answers nothing: what a record does not hold was not asked. */
const silence: Answer = (question, ticket) => Promise.reject(unanswered(question, ticket))

/** Every call of a recorded run, by ticket, and the order in which its tickets committed. */
export function readCassette(folder: string): {
  readonly calls: (ticket: number) => readonly RecordedCall[]
  readonly order: readonly number[]
} {
  const { archive } = openRun(folder)
  try {
    const calls = new Map(callsIn(archive))
    return { calls: (ticket) => calls.get(ticket) ?? [], order: [...calls.keys()] }
  } finally {
    void archive.close()
  }
}

/** Workers that repeat the calls of a recorded run, if its manifest asks for any. */
export const repeatingCalls = (
  workers: Workers,
  {
    problem,
    manifest: { asking },
    parts,
    retrace,
  }: { readonly problem: Problem; readonly manifest: Manifest; readonly parts?: Registry; readonly retrace?: Retrace | undefined },
): Workers =>
  asking === undefined
    ? workers
    : createModelWorkers(workers, { problem, asking, answer: silence, retrace, maxConcurrentCalls: REPEATED, parts })

/** Answers from a recorded run only. */
function fromCassette(folder: string, { manifest, archive }: AskedParts): ModelSession {
  const { calls, order } = readCassette(folder)
  return {
    replies: createReplyCache(archive),
    answer: silence,
    maxConcurrentCalls: REPEATED,
    repeat: { cassette: calls, commitOrder: repeating(order, commitOrderOf(manifest)) },
    calls: () => ledgerOf(archive),
    status: () => undefined,
    latencies: () => undefined,
    close: async () => {},
  }
}

/**
 * Opens the lines to a run's models and calls each of them once, or opens the run that stands for them.
 *
 * @throws TernateError `MODEL_MISSING`, `MODEL_KEY`, `MODEL_URL`, `MODEL_UNKNOWN`, `MODEL_REFUSES`, `MODEL_UNREACHABLE`, `MODEL_PRICE`, those of `openRun` for a cassette
 */
export async function openModelSession(asking: ModelStrategy, parts: AskedParts): Promise<ModelSession> {
  const { archive, calling, cassette, clock, emit } = parts
  if (cassette !== undefined) return fromCassette(cassette, parts)
  if (calling === undefined) {
    throw new TernateError(
      'MODEL_MISSING',
      'the run repeats the calls of another, or was made elsewhere: nothing says how its models are reached',
      'Begin it anew, by `ternate run --manifest RUN` with `--cassette RUN` or with models.',
    )
  }
  const queue = openQueue(asking, calling, { budget: budgetNow(parts), rows: ledgerOf(archive, parts.past), clock, emit })
  try {
    if (archive.head()?.record.type !== 'finish' || parts.extension !== undefined)
      await queue.probe((model) => asking.models.find(({ name }) => name === model)?.parameters)
  } catch (error) {
    await queue.close()
    throw error
  }
  const replies = createReplyCache(archive)
  return {
    replies,
    answer: createAnswer({ asking, queue, clock, patience: calling.deadline.total }),
    ask: createAskCapability({ asking, queue, clock, patience: calling.deadline.total, replies }),
    maxConcurrentCalls: calling.inFlight,
    repeat: {},
    calls: () => queue.spending.ledger.rows(),
    status() {
      const { calls, sent, received, cost } = queue.spending.ledger.total()
      return { inFlight: queue.inFlight, made: calls, tokens: sent + received, cost }
    },
    latencies: () => queue.latencies(),
    close: () => queue.close(),
  }
}
