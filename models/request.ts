import type { Message } from '../engine/contracts/model.ts'
import type { AskParameters } from '../engine/contracts/model.ts'

/** What an endpoint wants otherwise than the protocol says, as it has told so far. */
export interface Dialect {
  /** Fields that it refuses. */
  readonly without: readonly string[]
  /** The name of the field that limits a reply. */
  readonly limit: 'max_tokens' | 'max_completion_tokens'
  /** Tokens that it lets a reply have, where it said so. */
  readonly most?: number
  /** Its chat format has no system message: that text stands before the user's. */
  readonly merged: boolean
  /** What its base URL lacks. */
  readonly path: string
}

/** Fields that make a request, whatever an endpoint refuses. */
const NEEDED = new Set(['model', 'messages'])

/** The messages with the text of the system's before the first of the user's. */
function merge(messages: readonly Message[]): Message[] {
  const system = messages.filter(({ role }) => role === 'system').map(({ content }) => content)
  const others = messages.filter(({ role }) => role !== 'system')
  const [first, ...more] = others
  if (system.length === 0 || first === undefined) return [...others]
  return [{ ...first, content: [...system, first.content].join('\n\n') }, ...more]
}

/** The body of a request. Fields of `parameters.body` stand beside those of the protocol and may replace its parameters. */
export function bodyOf(
  { model, messages, parameters }: { readonly model: string; readonly messages: readonly Message[]; readonly parameters: AskParameters },
  maxTokens: number,
  { without, limit, most = Number.POSITIVE_INFINITY, merged }: Dialect,
): Readonly<Record<string, unknown>> {
  const body: Readonly<Record<string, unknown>> = {
    model,
    messages: (merged ? merge(messages) : messages).map(({ role, content }) => ({ role, content })),
    stream: true,
    stream_options: { include_usage: true },
    [limit]: Math.min(maxTokens, most),
    ...(parameters.temperature === undefined ? {} : { temperature: parameters.temperature }),
    ...(parameters.effort === undefined ? {} : { reasoning_effort: parameters.effort }),
    ...parameters.body,
  }
  const dropped = without.includes('stream') ? [...without, 'stream_options'] : without
  return Object.fromEntries(Object.entries(body).filter(([name]) => NEEDED.has(name) || !dropped.includes(name)))
}

/** Where requests go: the base URL with its query, and what it lacks. */
export function urlOf(baseUrl: string, path: string): string {
  const url = new URL(baseUrl)
  url.pathname = `${url.pathname.replace(/\/+$/, '')}${path}/chat/completions`
  return url.href
}

/** A base URL as it is meant: without what people paste along with it. */
export function trimmedUrl(baseUrl: string): string {
  const url = URL.parse(baseUrl)
  if (url === null) return baseUrl
  url.pathname = url.pathname.replace(/\/+$/, '').replace(/\/(?:chat\/completions|completions|models|responses)$/, '')
  return url.href.replace(/\/$/, '')
}
