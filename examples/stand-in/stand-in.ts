import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Demand, refuse } from './demands.ts'
import { complain, event, type Fault, misbehave, piece } from './faults.ts'
import { type Law, laws } from './laws.ts'
import { readPrompt } from './prompt.ts'

/** How a stand-in behaves. */
export interface StandInOptions {
  /** A free one unless given. */
  readonly port?: number
  /** The key that it accepts; any, and none, unless given. */
  readonly key?: string
  /** Milliseconds before each answer. */
  readonly latency?: number
  /** What goes wrong with the n-th request (from 1) to a model, if anything. */
  readonly fault?: (model: string, number: number) => Fault | undefined
  /** What it wants otherwise than the protocol says. */
  readonly demands?: readonly Demand[]
  /** Its pages lie here, and nothing else anywhere: `/v1` unless given. */
  readonly path?: string
  /** Hears every chat request. */
  readonly hears?: (body: Readonly<Record<string, unknown>>, headers: IncomingMessage['headers']) => void
  /** The shipped ones unless given. */
  readonly laws?: Readonly<Record<string, Law>>
}

/** A server that is up. */
export interface StandIn {
  /** The base URL for clients. */
  readonly url: string
  /** Chat requests that arrived, by model; those with a fault too. */
  readonly requests: ReadonlyMap<string, number>
  /** Most chat requests that were under way at a time. */
  readonly busiest: number
  close(): Promise<void>
}

interface Question {
  readonly model: string
  readonly messages: readonly { readonly role?: string; readonly content: string }[]
  readonly [field: string]: unknown
  readonly stream?: boolean
  readonly stream_options?: { readonly include_usage?: boolean } | null
  readonly max_tokens?: number
  readonly max_completion_tokens?: number
}

const CHARACTERS_A_TOKEN = 4
const CHARACTERS_A_PIECE = 400

async function bodyOf(request: IncomingMessage): Promise<Question> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return JSON.parse(Buffer.concat(chunks).toString('utf8')) as Question
}

/** A law's reply in the protocol's shape, whole or in pieces; cut where the request's limit says. */
function answer(response: ServerResponse, question: Question, law: Law): void {
  const { model } = question
  const prompt = question.messages.map(({ content }) => content).join('\n\n')
  const limit = (question.max_completion_tokens ?? question.max_tokens ?? 1e6) * CHARACTERS_A_TOKEN
  const whole = law.reply(readPrompt(model, prompt))
  const content = whole.slice(0, limit)
  const finish = content === whole ? 'stop' : 'length'
  const sent = Math.ceil(prompt.length / CHARACTERS_A_TOKEN)
  const received = Math.ceil(content.length / CHARACTERS_A_TOKEN)
  const usage = { prompt_tokens: sent, completion_tokens: received, total_tokens: sent + received }
  if (question.stream !== true) {
    response.writeHead(200, { 'content-type': 'application/json' })
    const choice = { index: 0, message: { role: 'assistant', content }, finish_reason: finish }
    response.end(JSON.stringify({ object: 'chat.completion', model, choices: [choice], usage }))
    return
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  response.write(event(piece(model, { role: 'assistant' })))
  for (let at = 0; at < content.length; at += CHARACTERS_A_PIECE)
    response.write(event(piece(model, { content: content.slice(at, at + CHARACTERS_A_PIECE) })))
  response.write(event(piece(model, {}, finish)))
  if (question.stream_options?.include_usage === true) response.write(event({ object: 'chat.completion.chunk', model, choices: [], usage }))
  response.end('data: [DONE]\n\n')
}

/**
 * Starts a stand-in for a language model on the loopback interface. It is no model: what it replies is a law's pure function of
 * the request. Its `model` names the law.
 */
export async function createStandIn(options: StandInOptions = {}): Promise<StandIn> {
  const { key, latency = 0, fault } = options
  const known = options.laws ?? laws
  const requests = new Map<string, number>()
  let busy = 0
  let busiest = 0

  async function chat(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const question = await bodyOf(request)
    const number = (requests.get(question.model) ?? 0) + 1
    requests.set(question.model, number)
    busy += 1
    busiest = Math.max(busiest, busy)
    response.once('close', () => (busy -= 1))
    if (latency > 0) await sleep(latency)
    const given = /^Bearer (.*)$/.exec(request.headers.authorization ?? '')?.[1]
    if (key !== undefined && given !== key) return complain(response, 401, `incorrect API key: ${given}`, 'invalid_api_key')
    options.hears?.(question, request.headers)
    if (refuse(response, question, options.demands ?? [])) return
    const wrong = fault?.(question.model, number)
    if (wrong !== undefined) return misbehave[wrong](response, question.model)
    const law = Object.hasOwn(known, question.model) ? known[question.model] : undefined
    return law === undefined ? misbehave.gone(response, question.model) : answer(response, question, law)
  }

  const server = createServer((request, response) => {
    response.on('error', () => {})
    const path = (request.url ?? '').split('?')[0] ?? ''
    if (options.path !== undefined && !path.startsWith(`${options.path}/`)) {
      response.writeHead(404, { 'content-type': 'text/plain' })
      response.end('404 page not found')
    } else if (request.method === 'POST' && path.endsWith('/chat/completions'))
      chat(request, response).catch((error: unknown) => {
        if (response.headersSent) response.destroy()
        else complain(response, 400, String(error))
      })
    else if (path.endsWith('/models')) {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ object: 'list', data: Object.keys(known).map((id) => ({ id, object: 'model' })) }))
    } else complain(response, 404, 'no such page')
  })
  server.listen(options.port ?? 0, '127.0.0.1')
  await once(server, 'listening')

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    get busiest() {
      return busiest
    },
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
