import type { Message } from '../engine/contracts/model.ts'
import { TernateError } from '../engine/contracts/fault.ts'
import type { AskParameters, CallOutcome } from '../engine/contracts/model.ts'
import { stream } from '../engine/contracts/random.ts'
import type { Clock } from '../engine/contracts/workers.ts'
import { boundPrompt, type ModelRequest, estimatePrompt, type Receipt, type Tokens, unsent } from './call.ts'
import { createDeadline, type Deadline, type DeadlineSeconds } from './deadline.ts'
import { adapt, type Adapted } from './dialect.ts'
import { type Failure, failureOf } from './failure.ts'
import { KEY_NAME, redact } from './key.ts'
import { createRateLimit, type RateLimits } from './rate-limit.ts'
import { bodyOf, type Dialect, trimmedUrl, urlOf } from './request.ts'
import { openTransport, type Transport } from './transport.ts'
import { createStreamReader, type StreamReader } from './stream-reader.ts'

/** How a model is called. */
export interface ModelClientOptions {
  /** The model as its endpoint names it. */
  readonly model: string
  /** Any OpenAI-compatible endpoint; OpenAI's own unless given. */
  readonly baseUrl?: string
  /** From `readKey`; local servers need none. */
  readonly key?: string
  /** Headers beside those of the protocol, from `readHeaders`, and what of them is in no text that comes out, as the key. */
  readonly headers?: Readonly<Record<string, string>>
  readonly secrets?: readonly string[]
  /** 10, 120 and 300 seconds unless given. */
  readonly deadline?: Partial<DeadlineSeconds>
  /** Requests of a call after its first one; 4 unless given. */
  readonly retries?: number
  readonly limits?: RateLimits
  /** Tokens that a reply may have when a call does not say; 8,192 unless given. */
  readonly maxTokens?: number
  /** Bytes of an answer that are read; 8 MiB unless given. */
  readonly bytes?: number
  readonly clock: Clock
  /** Hears in words how the endpoint is asked otherwise than the protocol says, once for each change. */
  readonly adapted?: (change: string, reason: string) => void
}

/**
 * One model behind one endpoint.
 *
 * Requirements: `call` never rejects and never lasts longer than the deadline's total; whatever goes wrong is the receipt's outcome.
 * A request is repeated only while not a word of its reply has come, so that no reply is paid twice. The key is in no text that
 * comes out.
 */
export interface ModelClient {
  readonly model: string
  readonly deadline: DeadlineSeconds
  /** Most tokens that a call may take. */
  bound(call: ModelRequest): Tokens
  /** Milliseconds until the rate limits let a call begin; 0: now. */
  wait(call: ModelRequest): number
  call(call: ModelRequest, cancel?: AbortSignal): Promise<Receipt>
  /**
   * Calls once, with the parameters of a run's calls, to find a wrong set-up before it begins.
   *
   * @throws TernateError `MODEL_KEY`, `MODEL_UNKNOWN`, `MODEL_REFUSES`, `MODEL_UNREACHABLE`
   */
  probe(parameters?: AskParameters): Promise<Receipt>
  /** Ends its connections. */
  close(): Promise<void>
}

const DEADLINE: DeadlineSeconds = { connect: 10, firstToken: 120, total: 300 }
/** Tokens that a reply may have when nobody says. */
export const MAX_TOKENS = 8192
/** Changes in how an endpoint is asked that one call may bring. */
const CHANGES = 8
/** OpenAI's own base URL. */
const OPENAI_URL = 'https://api.openai.com/v1'
/** Longest reason that is kept, in characters. */
const REASON = 300
/** The question of the probe: with a system message, as all questions of a run. */
const PROBE: readonly Message[] = [
  { role: 'system', content: 'You answer in one word.' },
  { role: 'user', content: 'Reply with the word ready.' },
]
const FIRST_WAIT = 500
const LONGEST_WAIT = 8000

/** Milliseconds before the next request when the endpoint does not say: doubled each time, halved at most by a draw that spreads calls. */
const backOff = (attempt: number, key: string): number =>
  Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (attempt - 1)) * (0.5 + 0.5 * stream(key).next())

/**
 * A client for one model.
 *
 * @throws TernateError `MODEL_URL` for a base URL that is none
 */
export function createModelClient(options: ModelClientOptions): ModelClient {
  const { model, key, headers = {}, clock, retries = 4, maxTokens = MAX_TOKENS, bytes = 8 * 2 ** 20, adapted = () => {} } = options
  const baseUrl = trimmedUrl(options.baseUrl ?? OPENAI_URL)
  const seconds = { ...DEADLINE, ...options.deadline }
  const rateLimit = createRateLimit(options.limits ?? {}, clock)
  const secrets = [key, ...(options.secrets ?? [])]
  const clean = (text: string): string => secrets.reduce<string>((so, secret) => redact(so, secret), text).toWellFormed()
  if (!/^https?:$/.test(URL.parse(baseUrl)?.protocol ?? ''))
    throw new TernateError('MODEL_URL', `${clean(baseUrl)} is no base URL`, 'Write it as http://127.0.0.1:8080/v1.')
  const brief = (text: string): string => clean(text).slice(0, REASON).toWellFormed()
  let transport: Promise<Transport> | undefined
  let calls = 0
  // OpenAI's reasoning models refuse the old name, and some local servers do not know the new one.
  const isOpenai = new URL(baseUrl).host === new URL(OPENAI_URL).host
  let dialect: Dialect = { without: [], limit: isOpenai ? 'max_completion_tokens' : 'max_tokens', merged: false, path: '' }
  let renamed = isOpenai
  /** It has answered. */
  let reached = false

  const tokensAllowed = ({ parameters }: ModelRequest): number => parameters.maxTokens ?? maxTokens
  const bound = (call: ModelRequest): Tokens => ({ sent: boundPrompt(call.messages), received: tokensAllowed(call) })
  const most = (call: ModelRequest): number => bound(call).sent + bound(call).received

  /** One request: undefined when its reply is complete. */
  async function listen(call: ModelRequest, reader: StreamReader, deadline: Deadline): Promise<Failure | undefined> {
    const asked = dialect
    const url = urlOf(baseUrl, asked.path)
    const body = bodyOf(call, tokensAllowed(call), asked)
    try {
      transport ??= openTransport({ key, headers, connect: seconds.connect, bytes })
      const open = await transport
      deadline.begin()
      for await (const piece of open.send(url, body, deadline.signal)) {
        reader.hear(piece)
        if (reader.begun) deadline.arrived()
      }
      if (deadline.signal.aborted) return overtime(deadline)
      reader.outcome()
      reached = true
      return undefined
    } catch (error) {
      if (deadline.signal.aborted) return overtime(deadline)
      const failure = failureOf(error, clock.now())
      if (reader.begun || failure.kind === 'cut') return failure
      // Another call may have learnt meanwhile what this one ran into.
      if (dialect !== asked) return { ...failure, adapts: true }
      const change = adapt(error, { url, body, dialect, renamed })
      // What has answered at an address is not looked for at another one.
      if (change === undefined || (reached && change.dialect.path !== dialect.path)) return failure
      learn(change, failure.reason)
      return { ...failure, adapts: true }
    }
  }

  /** From now on the endpoint is asked so, in this run. */
  function learn({ dialect: now, change }: Adapted, reason: string): void {
    renamed ||= now.limit !== dialect.limit
    dialect = now
    if (now.path === '') adapted(change, brief(reason))
  }

  function overtime({ over }: Deadline): Failure {
    if (over === undefined) return { kind: 'unavailable', reason: 'the call was given up', again: false, paid: true }
    const reason = over === 'total' ? `no complete reply within ${seconds.total} s` : `no word within ${seconds.firstToken} s`
    return { kind: 'timeout', phase: over, reason, again: false, paid: true }
  }

  function completed(call: ModelRequest, reader: StreamReader, attempts: number): Receipt {
    const outcome = reader.outcome()
    const cleaned: CallOutcome =
      outcome.kind === 'reply'
        ? { ...outcome, text: clean(outcome.text) }
        : { ...outcome, ...('reason' in outcome && outcome.reason !== undefined ? { reason: brief(outcome.reason) } : {}) }
    return { outcome: cleaned, attempts, ...reader.tokens(estimatePrompt(call.messages)), ...servedBy(reader) }
  }

  /** A request that brought words, that nobody answered with a no, or that we cut off, is taken to be paid for. */
  function failed(
    call: ModelRequest,
    reader: StreamReader,
    attempts: number,
    { kind, reason, phase, status, paid, wait = 0 }: Failure,
  ): Receipt {
    const spent = reader.begun || paid === true ? reader.tokens(estimatePrompt(call.messages)) : unsent({ kind })
    return {
      outcome: { kind, reason: brief(reason) },
      attempts,
      tokens: spent.tokens,
      estimated: spent.estimated,
      ...servedBy(reader),
      ...(phase === undefined ? {} : { phase }),
      ...(status === undefined ? {} : { status }),
      ...(wait > seconds.total * 1000 ? { wait } : {}),
    }
  }

  const servedBy = (reader: StreamReader): { servedBy?: string } =>
    reader.servedBy === undefined ? {} : { servedBy: brief(reader.servedBy) }

  /** Requests until one is answered, or until another one would be no use, not allowed, or too late. */
  async function converse(call: ModelRequest, deadline: Deadline): Promise<Receipt> {
    const number = (calls += 1)
    let changes = 0
    for (let attempts = 1; ; attempts++) {
      const reader = createStreamReader()
      const pause = rateLimit.wait(most(call))
      if (pause >= deadline.left() && pause > 0)
        return failed(call, reader, attempts - 1, { kind: 'limited', reason: 'the rate limits leave no time', again: false })
      if (pause > 0) await deadline.wait(pause)
      if (deadline.signal.aborted) return failed(call, reader, attempts - 1, { ...overtime(deadline), paid: false })
      const correct = rateLimit.take(most(call))
      const failure = await Promise.race([listen(call, reader, deadline), deadline.end.then(() => overtime(deadline))])
      deadline.arrived()
      const receipt = failure === undefined ? completed(call, reader, attempts) : failed(call, reader, attempts, failure)
      correct(receipt.tokens.sent + receipt.tokens.received)
      if (failure === undefined) return receipt
      if (failure.adapts === true && (changes += 1) <= CHANGES) continue
      if (failure.wait !== undefined && receipt.wait === undefined) rateLimit.hold(failure.wait)
      const wait = failure.wait ?? backOff(attempts, `${model}/${number}/${attempts}`)
      if (!failure.again || reader.begun || attempts - changes > retries || wait >= deadline.left()) return receipt
      await deadline.wait(wait)
    }
  }

  async function call(call: ModelRequest, cancel?: AbortSignal): Promise<Receipt> {
    const deadline = createDeadline(seconds, clock, cancel)
    try {
      return await converse(call, deadline)
    } finally {
      deadline.close()
    }
  }

  async function probe(parameters: AskParameters = {}): Promise<Receipt> {
    const before = dialect.path
    const receipt = await call({ model, purpose: 'probe', messages: PROBE, parameters })
    if (dialect.path !== before && receipt.outcome.kind === 'reply')
      adapted(`its base URL ends in ${dialect.path}`, `${clean(baseUrl)} answers there`)
    const { outcome } = receipt
    if (/^(reply|cut|refused|empty)$/.test(outcome.kind)) return receipt
    const reason = 'reason' in outcome && outcome.reason !== undefined ? outcome.reason : outcome.kind
    const at = clean(baseUrl)
    if (outcome.kind === 'denied')
      throw new TernateError(
        'MODEL_KEY',
        key === undefined
          ? `${at} wants a key for ${model}, and there is none: ${reason}`
          : `${at} does not accept the key for ${model}: ${reason}`,
        `Put a valid key into the environment: ${KEY_NAME}, unless another variable is named for this model.`,
      )
    if (receipt.status === 404 || receipt.status === 410)
      throw new TernateError(
        'MODEL_UNKNOWN',
        `${at} has no model ${model}: ${reason}`,
        'Name one that the endpoint serves, and see that the base URL is right: most end in /v1.',
      )
    if (receipt.status !== undefined && receipt.status < 500 && outcome.kind === 'invalid')
      throw new TernateError(
        'MODEL_REFUSES',
        `${at} refuses what ${model} is asked: ${reason}`,
        'Change what it names, in the settings of the model: temperature, effort, maxTokens, headers, body.',
      )
    throw new TernateError(
      'MODEL_UNREACHABLE',
      `${at} does not answer for ${model}: ${reason}`,
      'See that the endpoint is up and its base URL right.',
    )
  }

  return {
    model,
    deadline: seconds,
    bound,
    wait: (call) => rateLimit.wait(most(call)),
    call,
    probe,
    async close() {
      await (await transport?.catch(() => undefined))?.close()
    },
  }
}
