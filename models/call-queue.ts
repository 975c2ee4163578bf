import type { AskParameters, CallOutcome } from '../engine/contracts/model.ts'
import type { Latency } from '../engine/contracts/event.ts'
import type { Clock } from '../engine/contracts/workers.ts'
import { type ModelRequest, type Receipt, unsent } from './call.ts'
import type { ModelClient } from './client.ts'
import { createLatencies } from './latency.ts'
import type { SpendingLimit } from './spending-limit.ts'
import { createCircuitBreaker, type CircuitBreaker, type CircuitBreakerOptions } from './circuit-breaker.ts'

/** What a queue emits while it goes on. */
export type QueueEvent =
  /** Nothing came from the model for several calls in a row; it is left alone for so many seconds. */
  | { readonly type: 'unavailable'; readonly model: string; readonly seconds: number; readonly reason: string }
  /** It answers again. */
  | { readonly type: 'returned'; readonly model: string }
  /** It is asked otherwise from now on, because its endpoint refuses something. */
  | { readonly type: 'adapted'; readonly model: string; readonly change: string; readonly reason: string }
  /** Its endpoint refuses what it is asked, each time for the same reason: it is asked no more. */
  | { readonly type: 'refusing'; readonly model: string; readonly reason: string }

/** What a queue is made of. */
export interface QueueParts {
  /** One for each model. */
  readonly clients: readonly ModelClient[]
  /** Calls under way at a time, over all models; has nothing to do with the number of workers. 16 unless given. */
  readonly inFlight?: number
  readonly spending: SpendingLimit
  readonly breaker?: CircuitBreakerOptions
  readonly clock: Clock
  readonly emit?: (event: QueueEvent) => void
}

/**
 * Calls to several models.
 *
 * Requirements: `ask` always resolves: a call waits for a free place, for rate limits (less than two minutes at the head of its
 * model's line) and for calls under way that may leave room in the budget, and each of those ends. A call to a model that rests
 * fails at once, so that nobody waits for it. Calls begin in the order in which they were asked, those that go on with something first.
 */
export interface CallQueue {
  /** Calls a model. The receipt's outcome is `spent` when the budget has no room, `unavailable` when the model rests. */
  ask(call: ModelRequest): Promise<Receipt>
  /**
   * Calls every model once, before a run, so that a wrong set-up is found then.
   *
   * @param parametersOf those of the calls that the run will make
   * @throws TernateError `MODEL_KEY`, `MODEL_UNKNOWN`, `MODEL_REFUSES`, `MODEL_UNREACHABLE`
   */
  probe(parametersOf?: (model: string) => AskParameters | undefined): Promise<void>
  /** Models that are not resting, in the order of the clients; those that refuse every question are never back, so that nobody waits. */
  available(): readonly string[]
  /** How long the calls took that came to an end. */
  latencies(): Latency[]
  /** Calls under way. */
  readonly inFlight: number
  readonly spending: SpendingLimit
  /** Gives up what waits and what is under way; each call ends with an outcome. Later ones end at once. */
  close(): Promise<void>
}

interface Waiting {
  /** 1, 2, 3 ... in the order of asking. */
  readonly number: number
  readonly call: ModelRequest
  readonly resolve: (receipt: Receipt) => void
}

interface Line {
  readonly client: ModelClient
  readonly breaker: CircuitBreaker
  waiting: Waiting[]
  /** The last refusal of a question, and how many in a row were the same. */
  refusal: { readonly reason: string; readonly times: number }
}

/** Refusals in a row, each for the same reason, after which a model is asked no more. */
const REFUSALS = 3

/** A reason without its numbers, in which refusals of one kind differ. */
const numberless = (reason: string): string => reason.replaceAll(/[\d,.]+/g, '0')

/** Whether the endpoint does not accept the key: a person has to see to that. */
export const isKeyRefused = ({ outcome, status }: Receipt): boolean => outcome.kind === 'denied' && (status === 401 || status === 403)

/** A queue with nothing in it. */
export function createCallQueue({
  clients,
  inFlight: most = 16,
  spending,
  breaker: breakerOptions = {},
  clock,
  emit = () => {},
}: QueueParts): CallQueue {
  const lines = new Map<string, Line>(
    clients.map((client) => [
      client.model,
      { client, breaker: createCircuitBreaker(breakerOptions, clock), waiting: [], refusal: { reason: '', times: 0 } },
    ]),
  )
  const stop = new AbortController()
  const running = new Set<Promise<void>>()
  let wake: (() => void) | undefined
  let asked = 0
  const latencies = createLatencies()

  /** Puts a call into a line: behind those that go on with something if it does too, else behind all. */
  function enter({ waiting }: Line, item: Waiting): void {
    const at = item.call.goesOn === true ? waiting.findIndex(({ call }) => call.goesOn !== true) : -1
    waiting.splice(at === -1 ? waiting.length : at, 0, item)
  }

  const failAll = (line: Line, outcome: CallOutcome): void => {
    for (const { resolve } of line.waiting.splice(0)) resolve(unsent(outcome))
  }

  const reasonOf = (outcome: CallOutcome): string =>
    'reason' in outcome && outcome.reason !== undefined ? `${outcome.kind}: ${outcome.reason}` : outcome.kind

  /** Counts refusals of questions: the same one a few times in a row is no outage, and asking on would be no use. */
  function note(line: Line, { answers = false }: ModelRequest, { outcome, status = 0 }: Receipt): void {
    if (answers) return
    const { model } = line.client
    const isRefusal = outcome.kind === 'invalid' && status >= 400 && status < 500
    if (isRefusal) {
      const reason = reasonOf(outcome)
      const same = numberless(reason) === numberless(line.refusal.reason)
      line.refusal = { reason, times: same ? line.refusal.times + 1 : 1 }
      if (line.refusal.times === REFUSALS) emit({ type: 'refusing', model, reason })
    } else if (outcome.kind === 'reply' && line.refusal.times < REFUSALS) line.refusal = { reason: '', times: 0 }
  }

  async function run(line: Line, { call, resolve }: Waiting, settle: (receipt: Receipt) => void): Promise<void> {
    const { client, breaker } = line
    const { model } = client
    const end = breaker.begin()
    const began = clock.now()
    const receipt = await client.call(call, stop.signal)
    latencies.note(model, call.purpose, clock.now() - began)
    // A key that is refused has bought nothing.
    settle(isKeyRefused(receipt) ? { ...receipt, attempts: 0 } : receipt)
    note(line, call, receipt)
    const change = end(receipt.outcome.kind, receipt.wait)
    if (change === 'returned') emit({ type: 'returned', model })
    if (change === 'unavailable' && line.refusal.times < REFUSALS)
      emit({ type: 'unavailable', model, seconds: Math.round(breaker.left() / 1000), reason: reasonOf(receipt.outcome) })
    resolve(receipt)
  }

  function start(line: Line, waiting: Waiting, settle: (receipt: Receipt) => void): void {
    const done: Promise<void> = run(line, waiting, settle).finally(() => {
      running.delete(done)
      serve()
    })
    running.add(done)
  }

  /** Starts or fails the call at the head of a line; else the milliseconds until that is worth another try, at the latest. */
  function serveHead(line: Line, head: Waiting): number | undefined {
    const pause = line.client.wait(head.call)
    if (pause > 0) return pause
    const bound = line.client.bound(head.call)
    const room = spending.reserve(head.call, bound)
    // What is under way may take less than was set aside for it.
    if (typeof room === 'string' && spending.open > 0) return Number.POSITIVE_INFINITY
    line.waiting.shift()
    if (typeof room === 'string') head.resolve(unsent({ kind: 'spent', limit: room }))
    else if (room.received === bound.received) start(line, head, room.settle)
    else start(line, { ...head, call: { ...head.call, parameters: { ...head.call.parameters, maxTokens: room.received } } }, room.settle)
    return undefined
  }

  /** Starts what can start, first asked first. */
  function serve(): void {
    wake?.()
    wake = undefined
    const blocked = new Map<Line, number>()
    while (running.size < most) {
      for (const line of lines.values()) {
        const { client, breaker, refusal } = line
        if (refusal.times >= REFUSALS) failAll(line, { kind: 'invalid', reason: refusal.reason })
        else if (breaker.left() > 0) failAll(line, { kind: 'unavailable', reason: `${client.model} rests, because nothing came from it` })
      }
      const [next] = [...lines.values()]
        .flatMap((line) => line.waiting.slice(0, blocked.has(line) ? 0 : 1).map((head) => ({ line, head })))
        .toSorted((a, b) => Number(b.head.call.goesOn ?? false) - Number(a.head.call.goesOn ?? false) || a.head.number - b.head.number)
      if (next === undefined) break
      const pause = serveHead(next.line, next.head)
      if (pause !== undefined) blocked.set(next.line, pause)
    }
    const soonest = Math.min(...blocked.values())
    if (Number.isFinite(soonest)) wake = clock.after(soonest, serve)
  }

  return {
    ask(call) {
      const line = lines.get(call.model)
      if (line === undefined) return Promise.resolve(unsent({ kind: 'unavailable', reason: `no client for ${call.model}` }))
      if (stop.signal.aborted) return Promise.resolve(unsent({ kind: 'unavailable', reason: 'the queue is closed' }))
      return new Promise((resolve) => {
        enter(line, { number: (asked += 1), call, resolve })
        serve()
      })
    },
    async probe(parametersOf = () => undefined) {
      const receipts = await Promise.all(
        clients.map(async (client) => ({ client, receipt: await client.probe(parametersOf(client.model)) })),
      )
      for (const { client, receipt } of receipts) spending.book({ model: client.model, purpose: 'probe' }, receipt)
    },
    available: () =>
      [...lines.values()]
        .filter(({ breaker, refusal }) => refusal.times >= REFUSALS || breaker.left() === 0)
        .map(({ client }) => client.model),
    latencies: () => latencies.rows(),
    get inFlight() {
      return running.size
    },
    spending,
    async close() {
      stop.abort()
      wake?.()
      for (const line of lines.values()) failAll(line, { kind: 'unavailable', reason: 'the queue is closed' })
      await Promise.all(running)
      await Promise.all(clients.map((client) => client.close()))
    },
  }
}
