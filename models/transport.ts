import { Refused } from './failure.ts'
import { piecesOf, textsOf } from './pieces.ts'

/** Where requests go, and how. */
export interface TransportOptions {
  readonly key: string | undefined
  /** Beside those of the protocol. */
  readonly headers: Readonly<Record<string, string>>
  /** Seconds until a connection stands. */
  readonly connect: number
  /** Most bytes of an answer that are read. */
  readonly bytes: number
}

/** One way to an endpoint; it tries once, and has no deadline but that for connecting. */
export interface Transport {
  /** The pieces of one answer. Ends early, or throws, when `signal` aborts. */
  send(url: string, body: object, signal: AbortSignal): AsyncGenerator
  close(): Promise<void>
}

/** Characters of a refusal that are read. */
const REFUSAL = 20_000

/** The beginning of what an endpoint says no with. */
async function refusalOf(texts: AsyncIterable<string>): Promise<string> {
  let said = ''
  for await (const text of texts) if ((said += text).length > REFUSAL) break
  return said
}

/**
 * Requests on a connection pool of its own: Node's built-in `fetch` gives up after five minutes without a byte, which a local model may
 * well need for a long prompt. Proxies are those of the environment: HTTP_PROXY, HTTPS_PROXY, and NO_PROXY for what goes past them.
 */
export async function openTransport({ key, headers, connect, bytes }: TransportOptions): Promise<Transport> {
  const { EnvHttpProxyAgent, fetch } = await import('undici')
  const timeout = { timeout: connect * 1000 }
  const agent = new EnvHttpProxyAgent({
    connect: timeout,
    requestTls: timeout,
    proxyTls: timeout,
    headersTimeout: 0,
    bodyTimeout: 0,
    allowH2: false,
  })
  const own = {
    'content-type': 'application/json',
    accept: 'text/event-stream, application/json',
    ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
    ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
  }
  return {
    async *send(url, body, signal) {
      // A redirect would turn the request into another one, or carry the key to another host.
      const answer = await fetch(url, {
        method: 'POST',
        headers: own,
        body: JSON.stringify(body),
        signal,
        dispatcher: agent,
        redirect: 'manual',
      })
      const texts = textsOf(answer.body ?? new ReadableStream<Uint8Array>({ start: (stream) => stream.close() }), bytes)
      if (!answer.ok) throw Refused.ofText(answer, await refusalOf(texts))
      yield* piecesOf(texts, answer.headers.get('content-type')?.split(';')[0] ?? '')
    },
    close: () => agent.destroy(),
  }
}
