import { parseJson } from '../disk/json.ts'
import type { CallOutcome } from '../engine/contracts/model.ts'
import type { Phase } from './call.ts'

/** A reply that has more bytes than are read. */
export class TooLarge extends Error {
  constructor(limit: number) {
    super(`the reply has more than ${limit} bytes`)
  }
}

/** What came back cannot be read as a reply. */
export class Unreadable extends Error {}

type Bag = Readonly<Record<string, unknown>>
const bagOf = (value: unknown): Bag => (typeof value === 'object' && value !== null ? (value as Bag) : {})
const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined)

/** Keys under which endpoints say what is wrong. */
const SAYS = ['error', 'message', 'msg', 'detail', 'errors', 'title', 'reason', 'error_message', 'error_msg']

/** What an answer says is wrong, wherever it stands. */
function complaintIn(value: unknown, depth = 0): string | undefined {
  if (typeof value === 'string') return textOf(value)
  if (depth > 3 || typeof value !== 'object' || value === null) return undefined
  const inner = Array.isArray(value) ? value.slice(0, 4) : SAYS.map((key) => (value as Bag)[key])
  return inner.map((item) => complaintIn(item, depth + 1)).find((said) => said !== undefined)
}

/** An endpoint says no, by the status of an answer or by an error inside of one. */
export class Refused extends Error {
  readonly status: number | undefined
  readonly code: unknown
  readonly type: unknown
  /** The parameter that it complains about, where it says so in a field of its own. */
  readonly param: string | undefined
  /** All that it said. */
  readonly text: string
  readonly headers: { get(name: string): string | null } | undefined

  private constructor(status: number | undefined, text: string, value: unknown, headers?: { get(name: string): string | null }) {
    const bag = bagOf(value)
    const error = bagOf(bag.error)
    const to = status !== undefined && status >= 300 && status < 400 ? headers?.get('location') : undefined
    const said =
      to === null || to === undefined ? (complaintIn(value) ?? text.replaceAll(/<[^>]{0,200}>/g, ' ').trim()) : `redirects to ${to}`
    super(status === undefined ? said : `${status} ${said}`.trim())
    this.status = status
    this.code = error.code ?? bag.code
    this.type = error.type ?? bag.type
    this.param = textOf(error.param)
    this.text = text
    this.headers = headers
  }

  /** Of an error in an answer. */
  static of(status: number | undefined, value: unknown): Refused {
    return new Refused(status, JSON.stringify(value), value)
  }

  /** Of an answer whose status says no. */
  static ofText(
    { status, headers }: { readonly status: number; readonly headers: { get(name: string): string | null } },
    text: string,
  ): Refused {
    let value: unknown
    try {
      value = parseJson(text)
    } catch {
      // a page, or nothing
    }
    return new Refused(status, text, value, headers)
  }

  /** It answered as an endpoint of the protocol does, so that the address is right. */
  get spoken(): boolean {
    return /^\s*\{[\s\S]*"(?:error|message|detail)"/.test(this.text)
  }
}

/** Why a request failed. */
export interface Failure {
  readonly kind: Exclude<CallOutcome['kind'], 'reply' | 'spent'>
  readonly reason: string
  /** The same request may well succeed later. */
  readonly again: boolean
  /** Milliseconds that the endpoint asks to wait before the next request. */
  readonly wait?: number
  readonly status?: number
  readonly phase?: Phase
  /** The endpoint is asked otherwise from now on, and the call may go out again. */
  readonly adapts?: boolean
  /** The endpoint took the request, or may have, so it is taken to be paid for. */
  readonly paid?: boolean
}

interface Fields {
  readonly name?: unknown
  readonly message?: unknown
  readonly code?: unknown
  readonly type?: unknown
  readonly status?: unknown
  readonly headers?: unknown
  readonly cause?: unknown
  readonly errors?: unknown
}

/** An error and what caused it, outermost first. */
function chainOf(error: unknown): Fields[] {
  const chain: Fields[] = []
  for (let at = error; typeof at === 'object' && at !== null && chain.length < 8;) {
    const fields: Fields = at
    chain.push(fields)
    at = fields.cause ?? (Array.isArray(fields.errors) ? fields.errors[0] : undefined)
  }
  return chain
}

/** Codes under which endpoints say that an account has nothing left, which no wait mends. */
const NO_CREDIT = /insufficient_quota|insufficient_credits|billing_hard_limit_reached/

/**
 * Milliseconds of a `Retry-After` header (RFC 9110, section 10.2.3: seconds, or a date) or of OpenAI's `retry-after-ms`.
 *
 * @param now milliseconds since the epoch
 */
export function retryAfter(headers: { get(name: string): string | null }, now: number): number | undefined {
  const exact = Number.parseFloat(headers.get('retry-after-ms') ?? '')
  if (exact >= 0) return exact
  const text = headers.get('retry-after')
  if (text === null) return undefined
  const wait = /^\s*[\d.]+\s*$/.test(text) ? Number.parseFloat(text) * 1000 : Date.parse(text) - now
  return wait >= 0 ? wait : undefined
}

const isHeaders = (value: unknown): value is Headers =>
  typeof value === 'object' && value !== null && 'get' in value && typeof value.get === 'function'

/** The status of an answer, or the one that some endpoints give as the code of an error inside of a reply. */
const statusOf = ({ status, code }: Fields): number | undefined =>
  [status, code].find((value) => typeof value === 'number' && value >= 300 && value < 600) as number | undefined

/** Words with which an endpoint says no to a text, not to a key. */
const MODERATED = /moderat|flagged|content policy|safety/i

/** Words with which an endpoint says that the limit of a reply was reached before it was whole. */
const UNFINISHED = /could not finish the message|output limit was reached/i

/** How an answer with an HTTP status above 299 is to be taken. */
function failureOfStatus(status: number, error: Fields, reason: string, now: number): Failure {
  const wait = isHeaders(error.headers) ? retryAfter(error.headers, now) : undefined
  const rest = { reason, status, ...(wait === undefined ? {} : { wait }) }
  if (status === 403 && MODERATED.test(reason)) return { ...rest, kind: 'refused', again: false }
  if (
    status === 401 ||
    status === 402 ||
    status === 403 ||
    (status === 429 && [error.code, error.type].some((code) => typeof code === 'string' && NO_CREDIT.test(code)))
  )
    return { ...rest, kind: 'denied', again: false }
  if (status === 400 && UNFINISHED.test(reason)) return { ...rest, kind: 'cut', again: false, paid: true }
  if (status === 429) return { ...rest, kind: 'limited', again: true }
  if (status >= 500 || status === 408 || status === 409 || status === 425) return { ...rest, kind: 'unavailable', again: true }
  if (status < 400 || status === 404 || status === 410) return { ...rest, kind: 'unavailable', again: false }
  return { ...rest, kind: 'invalid', again: false }
}

/**
 * What an error of the transport means for a call.
 *
 * @param now milliseconds since the epoch, for dates in `Retry-After`
 */
export function failureOf(error: unknown, now: number): Failure {
  const chain = chainOf(error)
  const large = chain.find((item) => item instanceof TooLarge)
  if (large !== undefined) return { kind: 'too large', reason: large.message, again: false, paid: true }
  const text = chain
    .map(({ message, code }) => [message, code].filter((part) => typeof part === 'string' && part !== '').join(' '))
    .filter((part, at, all) => part !== '' && all.indexOf(part) === at)
    .join(': ')
  const reason = (text === '' ? String(error) : text).replaceAll(/\s+/g, ' ')
  for (const item of chain) {
    const status = statusOf(item)
    if (status !== undefined) return failureOfStatus(status, item, reason, now)
  }
  if (chain.some((item) => item instanceof Unreadable || item instanceof SyntaxError))
    return { kind: 'invalid', reason, again: false, paid: true }
  if (chain.some(({ code }) => code === 'UND_ERR_CONNECT_TIMEOUT')) return { kind: 'timeout', phase: 'connect', reason, again: true }
  return { kind: 'unavailable', reason, again: true }
}
