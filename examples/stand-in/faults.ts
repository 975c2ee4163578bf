import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

/** What can go wrong with an endpoint. */
export const FAULTS = [
  'limited',
  'limited-for-a-second',
  'limited-for-an-hour',
  'no-credit',
  'broken',
  'reset',
  'silent',
  'trickle',
  'stall',
  'not-json',
  'no-choices',
  'refusal',
  'cut',
  'breaks-off',
  'large',
  'gone',
  'denied',
] as const

/** The name of a fault. */
export type Fault = (typeof FAULTS)[number]

const LARGE = 10 * 1024 * 1024

/** An error in the protocol's shape. */
export function complain(
  response: ServerResponse,
  status: number,
  message: string,
  code: string | null = null,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(JSON.stringify({ error: { message, type: 'stand_in', param: null, code } }))
}

/** An event of a streamed reply. */
export const event = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`

/** A piece of a streamed reply. */
export const piece = (model: string, delta: object, finish: string | null = null): object => ({
  object: 'chat.completion.chunk',
  model,
  choices: [{ index: 0, delta, finish_reason: finish }],
})

const openStream = (response: ServerResponse): void => {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
}

const DONE = 'data: [DONE]\n\n'

/** Answers a request as an endpoint with this fault does. */
export const misbehave: Readonly<Record<Fault, (response: ServerResponse, model: string) => void | Promise<void>>> = {
  limited: (response) => complain(response, 429, 'too many requests'),
  'limited-for-a-second': (response) => complain(response, 429, 'too many requests', null, { 'retry-after': '1' }),
  'limited-for-an-hour': (response) => complain(response, 429, 'too many requests', null, { 'retry-after': '3600' }),
  'no-credit': (response) => complain(response, 429, 'your credit is used up', 'insufficient_quota'),
  broken: (response) => complain(response, 500, 'something broke'),
  reset: (response) => {
    response.socket?.resetAndDestroy()
  },
  silent: () => {},
  async trickle(response, model) {
    openStream(response)
    const text = event(piece(model, { role: 'assistant', content: 'never to the end' })).repeat(1000)
    for (const character of text) {
      if (response.destroyed) return
      response.write(character)
      await sleep(1000)
    }
  },
  stall(response, model) {
    openStream(response)
    response.write(event(piece(model, { content: 'I begin, and' })))
  },
  'not-json'(response) {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end('<html>It works!</html>')
  },
  'no-choices'(response) {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ object: 'chat.completion', choices: [], usage: { prompt_tokens: 10, completion_tokens: 0 } }))
  },
  refusal(response, model) {
    openStream(response)
    response.end(event(piece(model, { refusal: 'I will not do that.' })) + event(piece(model, {}, 'stop')) + DONE)
  },
  cut(response, model) {
    openStream(response)
    response.end(event(piece(model, { content: '<<<<<<< SEARCH\nconst' })) + event(piece(model, {}, 'length')) + DONE)
  },
  'breaks-off'(response, model) {
    openStream(response)
    response.end(event(piece(model, { content: '<<<<<<< SEARCH\nconst' })))
  },
  large(response, model) {
    openStream(response)
    const block = event(piece(model, { content: 'x'.repeat(64 * 1024) }))
    response.end(block.repeat(Math.ceil(LARGE / block.length)) + event(piece(model, {}, 'stop')) + DONE)
  },
  gone: (response, model) => complain(response, 404, `the model ${model} does not exist`, 'model_not_found'),
  denied: (response) => complain(response, 401, 'incorrect API key', 'invalid_api_key'),
}
