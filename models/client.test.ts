import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { createServer, type AddressInfo } from 'node:net'
import process from 'node:process'
import { inspect, promisify } from 'node:util'
import { afterAll, describe, expect, test } from 'vitest'
import { type Fault, FAULTS } from '../examples/stand-in/faults.ts'
import { createStandIn, type StandInOptions } from '../examples/stand-in/stand-in.ts'
import type { ModelRequest, Receipt } from './call.ts'
import { createModelClient, type ModelClient, type ModelClientOptions } from './client.ts'
import { wallClock } from './fixtures/clocks.ts'

const KEY = 'sk-a-very-secret-key-0123456789'
const parent = '## Parent\n\n```js\nconst goal = 0\n```\n\n## Feedback\n\nwanted 37\n\n## Reply format\n\nSEARCH/REPLACE blocks\n'
const ask = (content = parent, model = 'feedback'): ModelRequest => ({
  model,
  purpose: 'offspring',
  messages: [{ role: 'user', content }],
  parameters: {},
})

const unhandled: unknown[] = []
const note = (error: unknown): void => void unhandled.push(error)
process.on('unhandledRejection', note)
afterAll(() => {
  process.off('unhandledRejection', note)
  expect(unhandled).toEqual([])
})

interface Parts extends AsyncDisposable {
  readonly client: ModelClient
  requests(): number
}

async function begin(standInOptions: StandInOptions = {}, options: Partial<ModelClientOptions> = {}): Promise<Parts> {
  const standIn = await createStandIn(standInOptions)
  const client = createModelClient({
    model: 'feedback',
    baseUrl: standIn.url,
    key: KEY,
    clock: wallClock,
    deadline: { connect: 1, firstToken: 1.2, total: 3 },
    retries: 2,
    ...options,
  })
  return {
    client,
    requests: () => standIn.requests.get('feedback') ?? 0,
    async [Symbol.asyncDispose]() {
      await client.close()
      await standIn.close()
    },
  }
}

/** A call against a fault, and how long it took in milliseconds. */
async function against(
  fault: (number: number) => Fault | undefined,
  options: Partial<ModelClientOptions> = {},
): Promise<{ receipt: Receipt; requests: number; took: number }> {
  await using parts = await begin({ fault: (_model, number) => fault(number) }, options)
  const began = performance.now()
  const receipt = await parts.client.call(ask())
  const took = performance.now() - began
  expect(inspect(receipt, { depth: 9 })).not.toContain(KEY)
  return { receipt, requests: parts.requests(), took }
}

describe('a reply', () => {
  test('comes with the tokens that the endpoint counts', async () => {
    await using parts = await begin()
    const { client, requests } = parts
    const receipt = await client.call(ask())
    expect(receipt).toEqual({
      outcome: {
        kind: 'reply',
        text: 'I set goal.\n\n<<<<<<< SEARCH\nconst goal = 0\n=======\nconst goal = 37\n>>>>>>> REPLACE\n',
      },
      attempts: 1,
      tokens: { sent: Math.ceil(parent.length / 4), received: 21 },
      estimated: false,
      servedBy: 'feedback',
    })
    expect(requests()).toBe(1)
  })

  test('is cut at the limit of the call', async () => {
    await using parts = await begin()
    const { outcome, tokens } = await parts.client.call({ ...ask(), parameters: { maxTokens: 5 } })
    expect(outcome.kind).toBe('cut')
    expect(tokens.received).toBe(5)
  })

  test('does not carry the key, even when the endpoint says it back', async () => {
    await using parts = await begin({ laws: { feedback: { about: '', reply: () => `your key is ${KEY}` } } })
    expect((await parts.client.call(ask())).outcome).toEqual({ kind: 'reply', text: 'your key is [key]' })
  })
})

describe.concurrent('a fault of the endpoint', () => {
  test.each<[Fault, string, number, RegExp]>([
    ['limited', 'limited', 3, /too many requests/],
    ['limited-for-an-hour', 'limited', 1, /too many requests/],
    ['no-credit', 'denied', 1, /credit/],
    ['broken', 'unavailable', 3, /500/],
    ['reset', 'unavailable', 3, /other side closed|ECONNRESET|socket/i],
    ['silent', 'timeout', 1, /no word within 1.2 s/],
    ['trickle', 'timeout', 1, /no word within 1.2 s/],
    ['stall', 'timeout', 1, /no complete reply within 3 s/],
    ['not-json', 'invalid', 1, /not JSON/],
    ['no-choices', 'empty', 1, /no choices/],
    ['refusal', 'refused', 1, /I will not/],
    ['cut', 'cut', 1, /length/],
    ['breaks-off', 'invalid', 1, /breaks off/],
    ['large', 'too large', 1, /bytes/],
    ['gone', 'unavailable', 1, /404/],
    ['denied', 'denied', 1, /401/],
  ])('%s: the outcome %s after %i requests, in time', async (fault, kind, requests, reason) => {
    const ended = await against(() => fault)
    const { outcome } = ended.receipt
    expect(outcome.kind).toBe(kind)
    expect(('reason' in outcome ? outcome.reason : undefined) ?? '').toMatch(reason)
    expect(ended.requests).toBe(requests)
    expect(ended.receipt.attempts).toBe(requests)
    expect(ended.took).toBeLessThan(8000)
  })

  test('has no name that is not tried here', () => {
    expect(FAULTS).toHaveLength(17)
  })

  test('passes: what follows it is the reply', async () => {
    const { receipt, requests } = await against((number) => (number === 1 ? 'broken' : undefined))
    expect(receipt.outcome.kind).toBe('reply')
    expect([receipt.attempts, requests]).toEqual([2, 2])
  })

  test('with Retry-After is waited out, within the total', async () => {
    const passing = (number: number): Fault | undefined => (number === 1 ? 'limited-for-a-second' : undefined)
    const patient = await against(passing, { deadline: { connect: 1, firstToken: 1, total: 4 } })
    expect(patient.receipt.outcome.kind).toBe('reply')
    expect(patient.took).toBeGreaterThan(950)
    const hasty = await against(passing, { deadline: { connect: 1, firstToken: 1, total: 0.8 } })
    expect(hasty.receipt.outcome.kind).toBe('limited')
    expect(hasty.requests).toBe(1)
    expect(hasty.took).toBeLessThan(700)
  })

  test('that trickles is cut off by the total, whatever it says', async () => {
    const { receipt, took } = await against(() => 'trickle', { deadline: { connect: 1, firstToken: 9, total: 1.2 } })
    expect(receipt.outcome.kind).toBe('timeout')
    expect(receipt.phase).toBe('total')
    expect(receipt.tokens.sent).toBeGreaterThan(0)
    expect(took).toBeLessThan(6000)
  })

  test('is never paid twice: a call that has words is not repeated', async () => {
    const { receipt, requests } = await against((number) => (number === 1 ? 'stall' : undefined))
    expect(receipt.outcome.kind).toBe('timeout')
    expect(receipt.estimated).toBe(true)
    expect(receipt.tokens.received).toBeGreaterThan(0)
    expect(requests).toBe(1)
  })
})

describe.concurrent('no endpoint at all', () => {
  const call = async (baseUrl: string): Promise<Receipt> => {
    const deadline = { connect: 0.4, firstToken: 5, total: 10 }
    const client = createModelClient({ model: 'feedback', baseUrl, clock: wallClock, retries: 0, deadline })
    const receipt = await client.call(ask())
    await client.close()
    return receipt
  }

  test('a closed port and an unknown host are unavailable', async () => {
    const standIn = await createStandIn()
    await standIn.close()
    expect((await call(standIn.url)).outcome).toMatchObject({ kind: 'unavailable' })
    expect((await call('http://nobody.invalid/v1')).outcome).toMatchObject({ kind: 'unavailable' })
  })

  test('one that accepts and never finishes the handshake is a timeout of connecting', async () => {
    const server = createServer(() => {}).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const receipt = await call(`https://127.0.0.1:${port}/v1`)
    expect(receipt.outcome.kind).toBe('timeout')
    expect(receipt.phase).toBe('connect')
    expect(receipt.tokens).toEqual({ sent: 0, received: 0 })
    server.close()
  })

  test('a base URL that is none is refused', () => {
    expect(() => createModelClient({ model: 'x', baseUrl: 'localhost:8080', clock: wallClock })).toThrow(
      expect.objectContaining({ code: 'MODEL_URL' }),
    )
  })
})

describe('an endpoint that answers in other ways', () => {
  /** A call to a server that answers every request with this. */
  async function callTo(type: string, body: string): Promise<Receipt> {
    const server = createHttpServer((request, response) => {
      request.resume()
      response.writeHead(200, { 'content-type': type })
      response.end(body)
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
    const client = createModelClient({ model: 'm', baseUrl, key: KEY, clock: wallClock, retries: 0 })
    const receipt = await client.call(ask())
    await client.close()
    server.close()
    return receipt
  }
  const whole = (message: object, finish = 'stop'): string => JSON.stringify({ choices: [{ message, finish_reason: finish }] })

  test.each<[string, string, string, object]>([
    ['a whole reply to a request for pieces', 'application/json', whole({ content: 'fine' }), { kind: 'reply', text: 'fine' }],
    ['half a character', 'application/json', whole({ content: 'a\ud800b' }), { kind: 'reply', text: 'a\ufffdb' }],
    ['an error with the status 200', 'application/json', '{"error":{"message":"busy","code":503}}', { kind: 'unavailable' }],
    ['an error in a stream', 'text/event-stream', 'data: {"error":{"message":"slow down","code":429}}\n\n', { kind: 'limited' }],
    [
      'a key that it does not like, in a stream',
      'text/event-stream',
      `data: {"error":{"message":"${'x'.repeat(290)}${KEY}","code":401}}\n\n`,
      { kind: 'denied' },
    ],
    ['pieces that are none', 'text/event-stream', 'data: {"choices":"many"}\n\ndata: [DONE]\n\n', { kind: 'invalid' }],
    ['pieces that are not JSON', 'text/event-stream', 'data: {"choi\n\n', { kind: 'invalid' }],
    ['a page', 'text/html', '<html>It works!</html>', { kind: 'invalid' }],
    ['nothing', 'text/event-stream', '', { kind: 'invalid' }],
    ['a content filter', 'application/json', whole({ content: '' }, 'content_filter'), { kind: 'refused' }],
    ['an endless refusal', 'application/json', whole({ refusal: 'no '.repeat(1e6) }), { kind: 'refused', reason: 'no '.repeat(100) }],
  ])('%s', async (_name, type, body, outcome) => {
    const receipt = await callTo(type, body)
    expect(receipt.outcome).toMatchObject(outcome)
    expect(inspect(receipt, { depth: 9, maxStringLength: null })).not.toContain(KEY.slice(0, 12))
  })
})

describe('the key', () => {
  test('is in nothing that a process writes, whatever the environment asks to be logged', async () => {
    const standIn = await createStandIn({ key: 'another' })
    const script = `
      import { createModelClient } from '${new URL('client.ts', import.meta.url).href}'
      const clock = { now: () => Date.now(), after: (ms, call) => { const timer = setTimeout(call, ms); return () => clearTimeout(timer) } }
      const client = createModelClient({ model: 'feedback', baseUrl: '${standIn.url}', key: process.env.KEY, clock })
      console.log(await client.call({ model: 'feedback', purpose: 'offspring', messages: [], parameters: {} }))
      await client.probe().catch((error) => console.error(error))
      await client.close()`
    const environment = { ...process.env, KEY, OPENAI_LOG: 'debug', NODE_DEBUG: '' }
    const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], { env: environment })
    await standIn.close()
    expect(stdout).toContain('denied')
    expect(stderr).toContain('MODEL_KEY')
    expect(stdout + stderr).not.toContain(KEY)
  })
})

describe('giving up', () => {
  test('ends a call at once', async () => {
    await using parts = await begin({ fault: () => 'silent' }, { deadline: { connect: 5, firstToken: 20, total: 20 } })
    const controller = new AbortController()
    const began = performance.now()
    setTimeout(() => controller.abort(), 100)
    expect((await parts.client.call(ask(), controller.signal)).outcome).toMatchObject({
      kind: 'unavailable',
      reason: 'the call was given up',
    })
    expect(performance.now() - began).toBeLessThan(1500)
  })
})

describe.concurrent('the probe', () => {
  test('finds nothing to complain about', async () => {
    await using parts = await begin({ key: KEY })
    expect((await parts.client.probe()).attempts).toBe(1)
  })

  test.each<[Fault, string]>([
    ['denied', 'MODEL_KEY'],
    ['no-credit', 'MODEL_KEY'],
    ['gone', 'MODEL_UNKNOWN'],
    ['broken', 'MODEL_UNREACHABLE'],
    ['silent', 'MODEL_UNREACHABLE'],
    ['not-json', 'MODEL_UNREACHABLE'],
  ])('turns %s into %s', async (fault, code) => {
    await using parts = await begin({ fault: () => fault })
    await expect(parts.client.probe()).rejects.toMatchObject({ code })
  })

  test('tells a missing key from a wrong one', async () => {
    const standIn = await createStandIn({ key: KEY })
    const client = createModelClient({ model: 'feedback', baseUrl: standIn.url, clock: wallClock })
    await expect(client.probe()).rejects.toMatchObject({ code: 'MODEL_KEY', message: expect.stringContaining('there is none') as string })
    await client.close()
    await standIn.close()
  })

  test('names a wrong key without saying it', async () => {
    await using parts = await begin({ key: 'another' })
    const fault: unknown = await parts.client.probe().catch((error: unknown) => error)
    expect(fault).toMatchObject({ code: 'MODEL_KEY' })
    expect(inspect(fault, { depth: 9, showHidden: true })).not.toContain(KEY)
    expect((fault as Error).message).toContain('[key]')
  })
})
