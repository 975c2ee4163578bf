import { TernateError } from '../../../engine/contracts/fault.ts'
import type { AskParameters, CallOutcome } from '../../../engine/contracts/model.ts'
import { stream } from '../../../engine/contracts/random.ts'
import type { Clock } from '../../../engine/contracts/workers.ts'
import { boundPrompt, type Call, estimatePrompt, type Receipt, type Tokens, unsent } from './call.ts'
import { createDeadline, type Deadline, type DeadlineSeconds } from './deadline.ts'
import { type Failure, failureOf } from './failure.ts'
import { KEY_NAME, redact } from './key.ts'
import { createPace, type RateLimits } from './pace.ts'
import { OPENAI_URL, openTransport, type Transport } from './transport.ts'
import { createWords, type Words } from './words.ts'

/** How a model is called. */
export interface ModelClientOptions {
  /** The model as its endpoint names it. */
  readonly model: string
  /** Any OpenAI-compatible endpoint; OpenAI's own unless given. */
  readonly baseUrl?: string
  /** From `readKey`; local servers need none. */
  readonly key?: string
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
  bound(call: Call): Tokens
  /** Milliseconds until the rate limits let a call begin; 0: now. */
  wait(call: Call): number
  call(call: Call, cancel?: AbortSignal): Promise<Receipt>
  /**
   * Calls once, for a single word, to find a wrong set-up before a run begins.
   *
   * @throws TernateError `MODEL_KEY`, `MODEL_UNKNOWN`, `MODEL_UNREACHABLE`
   */
  probe(parameters?: AskParameters): Promise<Receipt>
  /** Ends its connections. */
  close(): Promise<void>
}

const DEADLINE: DeadlineSeconds = { connect: 10, firstToken: 120, total: 300 }
/** Tokens that a reply may have when nobody says. */
export const MAX_TOKENS = 8192
const PROBE_TOKENS = 16
/** Longest reason that is kept, in characters. */
const REASON = 300
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
  const { model, key, clock, baseUrl = OPENAI_URL, retries = 4, maxTokens = MAX_TOKENS, bytes = 8 * 2 ** 20 } = options
  const seconds = { ...DEADLINE, ...options.deadline }
  if (!/^https?:$/.test(URL.parse(baseUrl)?.protocol ?? ''))
    throw new TernateError('MODEL_URL', `${redact(baseUrl, key)} is no base URL`, 'Write it as http://127.0.0.1:8080/v1.')
  const pace = createPace(options.limits ?? {}, clock)
  const clean = (text: string): string => redact(text, key).toWellFormed()
  const brief = (text: string): string => clean(text).slice(0, REASON).toWellFormed()
  let transport: Promise<Transport> | undefined
  let calls = 0

  const tokensAllowed = ({ parameters }: Call): number => parameters.maxTokens ?? maxTokens
  const bound = (call: Call): Tokens => ({ sent: boundPrompt(call.messages), received: tokensAllowed(call) })
  const most = (call: Call): number => bound(call).sent + bound(call).received

  /** One request: undefined when its reply is complete. */
  async function listen(call: Call, words: Words, deadline: Deadline): Promise<Failure | undefined> {
    try {
      transport ??= openTransport({ baseUrl, key, connect: seconds.connect, bytes })
      const open = await transport
      deadline.begin()
      for await (const piece of open.send(call, tokensAllowed(call), deadline.signal)) {
        words.hear(piece)
        if (words.begun) deadline.arrived()
      }
      return deadline.signal.aborted ? overtime(deadline) : undefined
    } catch (error) {
      return deadline.signal.aborted ? overtime(deadline) : failureOf(error, clock.now())
    }
  }

  function overtime({ over }: Deadline): Failure {
    if (over === undefined) return { kind: 'unavailable', reason: 'the call was given up', again: false, paid: true }
    const reason = over === 'total' ? `no complete reply within ${seconds.total} s` : `no word within ${seconds.firstToken} s`
    return { kind: 'timeout', phase: over, reason, again: false, paid: true }
  }

  function completed(call: Call, words: Words, attempts: number): Receipt {
    const outcome = words.outcome()
    const cleaned: CallOutcome =
      outcome.kind === 'reply'
        ? { ...outcome, text: clean(outcome.text) }
        : { ...outcome, ...('reason' in outcome && outcome.reason !== undefined ? { reason: brief(outcome.reason) } : {}) }
    return { outcome: cleaned, attempts, ...words.tokens(estimatePrompt(call.messages)), ...servedBy(words) }
  }

  /** A request that brought words, that nobody answered with a no, or that we cut off, is taken to be paid for. */
  function failed(call: Call, words: Words, attempts: number, { kind, reason, phase, status, paid, wait = 0 }: Failure): Receipt {
    const spent = words.begun || paid === true ? words.tokens(estimatePrompt(call.messages)) : unsent({ kind })
    return {
      outcome: { kind, reason: brief(reason) },
      attempts,
      tokens: spent.tokens,
      estimated: spent.estimated,
      ...servedBy(words),
      ...(phase === undefined ? {} : { phase }),
      ...(status === undefined ? {} : { status }),
      ...(wait > seconds.total * 1000 ? { wait } : {}),
    }
  }

  const servedBy = (words: Words): { servedBy?: string } => (words.servedBy === undefined ? {} : { servedBy: brief(words.servedBy) })

  /** Requests until one is answered, or until another one would be no use, not allowed, or too late. */
  async function converse(call: Call, deadline: Deadline): Promise<Receipt> {
    const number = (calls += 1)
    for (let attempts = 1; ; attempts++) {
      const words = createWords()
      const pause = pace.wait(most(call))
      if (pause >= deadline.left() && pause > 0)
        return failed(call, words, attempts - 1, { kind: 'limited', reason: 'the rate limits leave no time', again: false })
      if (pause > 0) await deadline.wait(pause)
      if (deadline.signal.aborted) return failed(call, words, attempts - 1, { ...overtime(deadline), paid: false })
      const correct = pace.take(most(call))
      const failure = await Promise.race([listen(call, words, deadline), deadline.end.then(() => overtime(deadline))])
      deadline.arrived()
      const receipt = failure === undefined ? completed(call, words, attempts) : failed(call, words, attempts, failure)
      correct(receipt.tokens.sent + receipt.tokens.received)
      if (failure === undefined) return receipt
      if (failure.wait !== undefined && receipt.wait === undefined) pace.hold(failure.wait)
      const wait = failure.wait ?? backOff(attempts, `${model}/${number}/${attempts}`)
      if (!failure.again || words.begun || attempts > retries || wait >= deadline.left()) return receipt
      await deadline.wait(wait)
    }
  }

  async function call(call: Call, cancel?: AbortSignal): Promise<Receipt> {
    const deadline = createDeadline(seconds, clock, cancel)
    try {
      return await converse(call, deadline)
    } finally {
      deadline.close()
    }
  }

  async function probe(parameters: AskParameters = {}): Promise<Receipt> {
    const receipt = await call({
      model,
      purpose: 'probe',
      messages: [{ role: 'user', content: 'Reply with the word ready.' }],
      parameters: { ...parameters, maxTokens: PROBE_TOKENS },
    })
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
      throw new TernateError('MODEL_UNKNOWN', `${at} has no model ${model}: ${reason}`, 'Name one that the endpoint serves.')
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
    wait: (call) => pace.wait(most(call)),
    call,
    probe,
    async close() {
      await (await transport?.catch(() => undefined))?.close()
    },
  }
}
