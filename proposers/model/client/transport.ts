import type { ChatCompletionCreateParamsStreaming } from 'openai/resources/chat/completions'
import { parseJson } from '../../../disk/json.ts'
import type { Call } from './call.ts'
import { TooLarge, Unreadable } from './failure.ts'

/** Where requests go, and how. */
export interface TransportOptions {
  readonly baseUrl: string
  readonly key: string | undefined
  /** Seconds until a connection stands. */
  readonly connect: number
  /** Most bytes of an answer that are read. */
  readonly bytes: number
}

/** One way to an endpoint; it tries once, and has no deadline but that for connecting. */
export interface Transport {
  /** The pieces of one answer. Ends early, or throws, when `signal` aborts. */
  send(call: Call, maxTokens: number, signal: AbortSignal): AsyncGenerator
  close(): Promise<void>
}

/** OpenAI's own base URL. */
export const OPENAI_URL = 'https://api.openai.com/v1'

/** A body that throws once it has had too many bytes. */
function bounded(body: ReadableStream<Uint8Array>, limit: number): ReadableStream<Uint8Array> {
  let bytes = 0
  return body.pipeThrough(
    new TransformStream({
      transform(chunk: Uint8Array, controller) {
        bytes += chunk.byteLength
        if (bytes > limit) controller.error(new TooLarge(limit))
        else controller.enqueue(chunk)
      },
    }),
  )
}

function bodyOf({ model, messages, parameters }: Call, maxTokens: number, isOpenai: boolean): ChatCompletionCreateParamsStreaming {
  return {
    model,
    messages: messages.map(({ role, content }) => ({ role, content })),
    stream: true,
    stream_options: { include_usage: true },
    // OpenAI's reasoning models refuse the old name, and some local servers do not know the new one.
    ...(isOpenai ? { max_completion_tokens: maxTokens } : { max_tokens: maxTokens }),
    ...(parameters.temperature === undefined ? {} : { temperature: parameters.temperature }),
    ...(parameters.effort === undefined ? {} : { reasoning_effort: parameters.effort }),
  }
}

/**
 * The official client on a connection pool of its own: Node's built-in `fetch` gives up after five minutes without a byte, which a
 * local model may well need for a long prompt. Retries, time limits and logging of the official client are off: they are ours.
 */
export async function openTransport({ baseUrl, key, connect, bytes }: TransportOptions): Promise<Transport> {
  const [{ default: OpenAI }, { Agent, fetch, Response }] = await Promise.all([import('openai'), import('undici')])
  const agent = new Agent({ connect: { timeout: connect * 1000 }, headersTimeout: 0, bodyTimeout: 0, allowH2: false })
  const isOpenai = new URL(baseUrl).host === new URL(OPENAI_URL).host

  const send = async (url: string, init: object): Promise<unknown> => {
    // A redirect would turn the request into another one, or carry the key to another host.
    const { body, status, statusText, headers } = await fetch(url, { ...init, dispatcher: agent, redirect: 'manual' })
    return new Response(body === null ? null : bounded(body, bytes), { status, statusText, headers })
  }

  const client = new OpenAI({
    // The package asks for one; local servers ignore it.
    apiKey: key ?? 'none',
    adminAPIKey: null,
    webhookSecret: null,
    baseURL: baseUrl,
    maxRetries: 0,
    timeout: 2 ** 31 - 1,
    logLevel: 'off',
    fetch: send as unknown as typeof globalThis.fetch,
  })

  return {
    async *send(call, maxTokens, signal) {
      const { data, response } = await client.chat.completions.create(bodyOf(call, maxTokens, isOpenai), { signal }).withResponse()
      if (!response.headers.get('content-type')?.includes('application/json')) return yield* data
      const text = await response.text()
      let whole: unknown
      try {
        whole = parseJson(text)
      } catch {
        throw new Unreadable('the answer is not JSON')
      }
      // The same as the package does with the pieces of a stream.
      const error = typeof whole === 'object' && whole !== null && 'error' in whole ? whole.error : undefined
      if (typeof error === 'object' && error !== null) throw new OpenAI.APIError(undefined, error, undefined, response.headers)
      yield whole
    },
    close: () => agent.destroy(),
  }
}
