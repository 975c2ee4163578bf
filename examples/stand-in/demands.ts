import type { ServerResponse } from 'node:http'
import { complain } from './faults.ts'

/** What a request may hold that an endpoint does not take. */
interface Request {
  readonly messages: readonly { readonly role?: string; readonly content: string }[]
  readonly [field: string]: unknown
}

/** What an endpoint may want otherwise, and how endpoints say so. */
export const DEMANDS = [
  'max_completion_tokens',
  'max_tokens',
  'no-limit',
  'few-tokens',
  'no-stream',
  'no-stream-options',
  'no-system',
  'alternating-roles',
  'no-temperature',
  'no-effort',
  'no-extras',
] as const

/** The name of a demand. */
export type Demand = (typeof DEMANDS)[number]

const unsupported = (name: string, more = ''): string => `Unsupported parameter: '${name}' is not supported with this model.${more}`

/** Why a request is refused by an endpoint with this demand; undefined when it is not. */
const REASONS: Readonly<Record<Demand, (request: Request) => string | undefined>> = {
  max_completion_tokens: (request) =>
    'max_tokens' in request ? unsupported('max_tokens', " Use 'max_completion_tokens' instead.") : undefined,
  max_tokens: (request) =>
    'max_completion_tokens' in request ? 'Unrecognized request argument supplied: max_completion_tokens' : undefined,
  'no-limit': (request) => {
    const name = ['max_tokens', 'max_completion_tokens'].find((field) => field in request)
    return name === undefined ? undefined : `${name}: Extra inputs are not permitted`
  },
  'few-tokens': (request) =>
    Number(request.max_tokens ?? 0) > 1000
      ? `max_tokens is too large: ${String(request.max_tokens)}. This model supports at most 1000 completion tokens.`
      : undefined,
  'no-stream': (request) => (request.stream === true ? 'Streaming is not supported; set stream to false.' : undefined),
  'no-stream-options': (request) => ('stream_options' in request ? 'stream_options: Extra inputs are not permitted' : undefined),
  'no-system': ({ messages }) => (messages.some(({ role }) => role === 'system') ? 'System role not supported' : undefined),
  'alternating-roles': ({ messages }) =>
    messages[0]?.role === 'system' ? 'Conversation roles must alternate user/assistant/user/assistant/...' : undefined,
  'no-temperature': (request) =>
    'temperature' in request
      ? `Unsupported value: 'temperature' does not support ${String(request.temperature)} with this model. Only the default (1) value is supported.`
      : undefined,
  'no-effort': (request) => ('reasoning_effort' in request ? unsupported('reasoning_effort') : undefined),
  'no-extras': (request) => ('top_p' in request ? 'Unknown field "top_p"' : undefined),
}

/** Refuses a request for the first of these demands that it does not meet; says whether it did. */
export function refuse(response: ServerResponse, request: Request, demands: readonly Demand[]): boolean {
  for (const demand of demands) {
    const reason = REASONS[demand](request)
    if (reason === undefined) continue
    complain(response, 400, reason, 'unsupported')
    return true
  }
  return false
}
