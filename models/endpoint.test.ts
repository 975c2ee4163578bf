import { once } from 'node:events'
import { createServer, type IncomingMessage, request as forward, type ServerResponse } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import process from 'node:process'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { afterEach, describe, expect, test } from 'vitest'
import { type Demand, DEMANDS } from '../examples/stand-in/demands.ts'
import { createStandIn, type StandInOptions } from '../examples/stand-in/stand-in.ts'
import type { AskParameters, CallOutcome } from '../engine/contracts/model.ts'
import type { ModelRequest, Receipt } from './call.ts'
import { createModelClient, type ModelClient, type ModelClientOptions } from './client.ts'
import { wallClock } from './fixtures/clocks.ts'
import { createSpendingLimit } from './spending-limit.ts'
import { createCallQueue, type QueueEvent } from './call-queue.ts'

const SYSTEM = 'You change programs.'
const parameters: AskParameters = { temperature: 0.8, effort: 'low', body: { top_p: 0.9 } }
const ask = (more: AskParameters = parameters): ModelRequest => ({
  model: 'feedback',
  purpose: 'offspring',
  messages: [
    { role: 'system', content: SYSTEM },
    { role: 'user', content: '## Parent\n\n```js\nconst goal = 0\n```\n\n## Feedback\n\nwanted 37\n\n## Reply format\n\nblocks\n' },
  ],
  parameters: more,
})

interface Setting extends AsyncDisposable {
  readonly client: ModelClient
  readonly url: string
  /** Bodies of the requests that arrived. */
  readonly bodies: Readonly<Record<string, unknown>>[]
  readonly headers: IncomingMessage['headers'][]
  readonly changes: string[]
}

async function begin(standInOptions: StandInOptions = {}, options: Partial<ModelClientOptions> = {}, tail = '/v1'): Promise<Setting> {
  const bodies: Readonly<Record<string, unknown>>[] = []
  const headers: IncomingMessage['headers'][] = []
  const changes: string[] = []
  const hears: StandInOptions['hears'] = (body, head) => void (bodies.push(body), headers.push(head))
  const standIn = await createStandIn({ hears, ...standInOptions })
  const url = standIn.url.replace(/\/v1$/, tail)
  const adapted = (change: string): void => void changes.push(change)
  const client = createModelClient({ model: 'feedback', baseUrl: url, clock: wallClock, retries: 0, adapted, ...options })
  return {
    client,
    url,
    bodies,
    headers,
    changes,
    async [Symbol.asyncDispose]() {
      await client.close()
      await standIn.close()
    },
  }
}

describe.concurrent('an endpoint that wants other parameters', () => {
  test.each<[Demand, string]>([
    ['max_completion_tokens', 'max_tokens is called max_completion_tokens'],
    ['no-limit', 'max_tokens is called max_completion_tokens; max_completion_tokens is left out'],
    ['few-tokens', 'a reply may have 1000 tokens'],
    ['no-stream', 'replies come whole, not in pieces'],
    ['no-stream-options', 'stream_options is left out'],
    ['no-system', "the system message stands in the user's"],
    ['alternating-roles', "the system message stands in the user's"],
    ['no-temperature', 'temperature is left out'],
    ['no-effort', 'reasoning_effort is left out'],
    ['no-extras', 'top_p is left out'],
  ])('%s is asked again at once, and so from then on: %s', async (demand, change) => {
    await using setting = await begin({ demands: [demand] })
    const { client, bodies, changes } = setting
    await client.probe(parameters)
    const asked = bodies.length
    for (let k = 0; k < 3; k++)
      expect((await client.call(ask())).outcome).toMatchObject({ kind: 'reply', text: expect.stringContaining('37') as string })
    expect(changes.join('; ')).toBe(change)
    expect(bodies.length).toBe(asked + 3)
    expect(JSON.stringify(bodies.at(-1))).toContain(SYSTEM)
  })

  test('may want several things at a time, of several calls at a time, and says each once', async () => {
    await using setting = await begin({
      demands: ['max_completion_tokens', 'no-stream', 'no-system', 'no-temperature', 'no-effort'],
      latency: 30,
    })
    const { client, changes, bodies } = setting
    const receipts = await Promise.all(Array.from({ length: 6 }, () => client.call(ask())))
    expect(receipts.map(({ outcome }) => outcome.kind)).toEqual(Array(6).fill('reply'))
    expect(changes).toHaveLength(5)
    expect(Object.keys(bodies.at(-1) ?? {}).sort()).toEqual(['max_completion_tokens', 'messages', 'model', 'top_p'])
  })

  test('has no demand that is not tried here', () => {
    expect(DEMANDS).toHaveLength(11)
  })

  test('is refused in the end what it does not name: the probe says so', async () => {
    const laws = {}
    await using setting = await begin({ laws, demands: [] })
    await expect(setting.client.probe()).rejects.toMatchObject({ code: 'MODEL_UNKNOWN' })
    const server = createServer((request, response) => {
      request.resume()
      response.writeHead(400, { 'content-type': 'application/json' })
      response.end('{"error":{"message":"your plan has no models"}}')
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const client = createModelClient({
      model: 'm',
      baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
      clock: wallClock,
    })
    await expect(client.probe()).rejects.toMatchObject({
      code: 'MODEL_REFUSES',
      message: expect.stringContaining('your plan has no models') as string,
    })
    await client.close()
    server.close()
  })
})

type Body = Readonly<Record<string, unknown>>
const hasSystem = ({ messages }: Body): boolean => (messages as { role: string }[]).some(({ role }) => role === 'system')
const tokens = ({ max_tokens: most = 0 }: Body): number => Number(most)

describe.concurrent('an endpoint that says in other words what it does not take', () => {
  test.each<[said: unknown, refuses: (body: Body) => boolean, change: string]>([
    ['temperature is deprecated for this model.', (body) => 'temperature' in body, 'temperature is left out'],
    ['invalid temperature: only 1 is allowed', (body) => 'temperature' in body, 'temperature is left out'],
    ['Sampling parameters are not supported by reasoning models', (body) => 'temperature' in body, 'temperature is left out'],
    ['Unknown name "generationConfig.temperature": Cannot find field.', (body) => 'temperature' in body, 'temperature is left out'],
    ['Der Parameter "temperature" wird nicht unterstützt', (body) => 'temperature' in body, 'temperature is left out'],
    [
      { detail: [{ type: 'extra_forbidden', loc: ['body', 'stream_options'], msg: 'Extra inputs' }] },
      (body) => 'stream_options' in body,
      'stream_options is left out',
    ],
    [{ errors: [{ message: 'top_p is not a permitted field' }] }, (body) => 'top_p' in body, 'top_p is left out'],
    [{ error: 'property top_p is unsupported' }, (body) => 'top_p' in body, 'top_p is left out'],
    [
      { error: { message: 'Unsupported value', param: 'reasoning.effort' } },
      (body) => 'reasoning_effort' in body,
      'reasoning_effort is left out',
    ],
    ["Invalid value: 'low'. Supported values are: 'medium'.", (body) => 'reasoning_effort' in body, 'reasoning_effort is left out'],
    ['This model does not support thinking', (body) => 'reasoning_effort' in body, 'reasoning_effort is left out'],
    ['maxTokens: unknown field', (body) => 'max_tokens' in body, 'max_tokens is called max_completion_tokens'],
    [
      'max_tokens: 8192 > 4096, which is the maximum allowed number of output tokens',
      (body) => tokens(body) > 4096,
      'a reply may have 4096 tokens',
    ],
    ['Range of max_tokens should be [1, 4096]', (body) => tokens(body) > 4096, 'a reply may have 4096 tokens'],
    ["'messages[0].role' does not support 'system' with this model.", hasSystem, "the system message stands in the user's"],
    ['system messages must be passed in the `system` parameter', hasSystem, "the system message stands in the user's"],
    [
      'Your organization must be verified to stream this model.',
      ({ stream: streams }) => streams === true,
      'replies come whole, not in pieces',
    ],
  ])('%j', async (words, refuses, change) => {
    const server = createServer((request, response) => {
      let text = ''
      request.on('data', (chunk: Buffer) => (text += chunk.toString()))
      request.on('end', () => {
        const error = JSON.stringify(typeof words === 'string' ? { error: { message: words } } : words)
        if (refuses(JSON.parse(text) as Body)) respond(error, 'application/json', 400)(response)
        else respond(whole())(response)
      })
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const changes: string[] = []
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
    const client = createModelClient({ model: 'm', baseUrl, clock: wallClock, retries: 0, adapted: (said) => void changes.push(said) })
    expect((await client.call(ask())).outcome).toEqual({ kind: 'reply', text: 'fine' })
    expect(changes).toEqual([change])
    await client.close()
    server.close()
  })
})

describe.concurrent('the probe', () => {
  test('is the request that a run will make: its parameters, its limit, and a system message', async () => {
    await using setting = await begin({}, { maxTokens: 512 })
    const { client, bodies } = setting
    await client.probe(parameters)
    await client.call(ask())
    const [probe, call] = bodies.map(({ messages, ...rest }) => ({
      ...rest,
      roles: (messages as { role: string }[]).map(({ role }) => role),
    }))
    expect(probe).toEqual(call)
    expect(probe).toMatchObject({ max_tokens: 512, temperature: 0.8, reasoning_effort: 'low', top_p: 0.9, roles: ['system', 'user'] })
  })
})

describe.concurrent('a base URL', () => {
  test.each(['/v1', '/v1/', '', '/', '/v1/chat/completions', '/v1/chat/completions/', '/v1/models'])(
    'that ends in %j is understood',
    async (tail) => {
      await using setting = await begin({ path: '/v1' }, {}, tail)
      expect((await setting.client.probe()).outcome.kind).toBe('reply')
      expect((await setting.client.call(ask())).attempts).toBe(1)
      expect(setting.changes).toEqual(tail === '' || tail === '/' ? ['its base URL ends in /v1'] : [])
    },
  )

  test('that leads nowhere is refused, with a hint', async () => {
    await using setting = await begin({ path: '/other/v1' })
    await expect(setting.client.probe()).rejects.toMatchObject({ code: 'MODEL_UNKNOWN', remedy: expect.stringContaining('/v1') as string })
  })

  test('keeps its query', async () => {
    await using setting = await begin({}, {}, '/openai/deployments/d?api-version=2024-10-21')
    expect((await setting.client.call(ask())).outcome.kind).toBe('reply')
  })
})

describe.concurrent('headers and fields', () => {
  test('of the settings go out, and their secrets are in nothing that comes back', async () => {
    const secret = 'a-secret-of-sixteen'
    await using setting = await begin(
      { laws: { feedback: { about: '', reply: () => `you sent ${secret}` } } },
      { headers: { 'api-key': secret, 'X-Title': 'ternate' }, secrets: [secret] },
    )
    const { client, headers, bodies } = setting
    expect((await client.call(ask())).outcome).toEqual({ kind: 'reply', text: 'you sent [key]' })
    expect(headers[0]).toMatchObject({ 'api-key': secret, 'x-title': 'ternate' })
    expect(headers[0]).not.toHaveProperty('authorization')
    expect(bodies[0]).toMatchObject({ top_p: 0.9 })
  })
})

/** A server that answers every request in one way. */
async function answerWith(answer: (response: ServerResponse, request: IncomingMessage) => void): Promise<Receipt> {
  const server = createServer((request, response) => {
    request.resume()
    answer(response, request)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const client = createModelClient({
    model: 'm',
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    clock: wallClock,
    retries: 0,
  })
  const receipt = await client.call(ask({}))
  await client.close()
  server.close()
  return receipt
}

const respond =
  (body: string, type: string | undefined = 'application/json', status = 200) =>
  (response: ServerResponse): void => {
    response.writeHead(status, type === undefined ? {} : { 'content-type': type })
    response.end(body)
  }
const message = { role: 'assistant', content: 'fine' }
const whole = (more: object = {}, choice: object = {}): string =>
  JSON.stringify({ choices: [{ index: 0, message, finish_reason: 'stop', ...choice }], ...more })
const said = (content: unknown): string => whole({}, { message: { content } })
const piece = (delta: object, finish: unknown = null, index = 0): string =>
  `data: ${JSON.stringify({ choices: [{ index, delta, finish_reason: finish }] })}\n\n`
const packed =
  (body: Buffer, encoding: string): ((response: ServerResponse) => void) =>
  (response) =>
    void response.writeHead(200, { 'content-encoding': encoding }).end(body)
const stream = (text: string): ((response: ServerResponse) => void) => respond(text, 'text/event-stream')
const fine = piece({ content: 'fi' }) + piece({ content: 'ne' })
const end = `${piece({}, 'stop')}data: [DONE]\n\n`

describe.concurrent('a complete reply is a reply, whatever stands beside it', () => {
  test.each<[form: string, answer: (response: ServerResponse) => void]>([
    ...[
      {},
      { prompt_tokens: 10, total_tokens: 10 },
      { prompt_tokens: null, completion_tokens: null },
      { prompt_tokens: 10.5, completion_tokens: 3 },
      { prompt_tokens: '10', completion_tokens: '3' },
      { prompt_tokens: -1, completion_tokens: -1 },
      'many',
      [],
      null,
    ].map((usage): [string, (response: ServerResponse) => void] => [`usage ${JSON.stringify(usage)}`, respond(whole({ usage }))]),
    [
      'content in parts',
      respond(
        said([
          { type: 'text', text: 'fi' },
          { type: 'text', text: 'ne' },
        ]),
      ),
    ],
    [
      'thoughts among the parts',
      respond(
        said([
          { type: 'thinking', thinking: [{ type: 'text', text: 'hm' }] },
          { type: 'reasoning', text: 'hm' },
          { type: 'text', text: 'fine' },
        ]),
      ),
    ],
    ['parts that are texts', respond(said(['fi', 'ne']))],
    ['a part with an object for a text', respond(said([{ type: 'text', text: { value: 'fine' } }]))],
    ['content in one object', respond(said({ type: 'text', text: 'fine' }))],
    ['parts in a stream', stream(piece({ content: [{ type: 'text', text: 'fine' }] }) + end)],
    ['reasoning that is an object', respond(whole({}, { message: { ...message, reasoning: { effort: 'low', text: 'hm' } } }))],
    ['reasoning details', respond(whole({}, { message: { ...message, reasoning_details: [{ type: 'reasoning.text', text: 'hm' }] } }))],
    ['finish_reason 1', respond(whole({}, { finish_reason: 1 }))],
    ['finish_reason null', respond(whole({}, { finish_reason: null }))],
    ['finish_reason that is missing', respond(JSON.stringify({ choices: [{ message }] }))],
    ['finish_reason STOP', respond(whole({}, { finish_reason: 'STOP' }))],
    ['finish_reason end_turn', respond(whole({}, { finish_reason: 'end_turn' }))],
    ['finish_reason tool_calls beside a text', respond(whole({}, { finish_reason: 'tool_calls' }))],
    ['no finish_reason before [DONE]', stream(`${fine}data: [DONE]\n\n`)],
    ['finish_reason that is no text, in a stream', stream(`${fine}${piece({}, true)}`)],
    ['a legacy completion', respond(JSON.stringify({ choices: [{ text: 'fine', index: 0, finish_reason: 'stop' }] }))],
    ['a refusal of null', respond(whole({}, { message: { ...message, refusal: null } }))],
    ['an error of null', respond(whole({ error: null }))],
    [
      'choices in another order',
      respond(
        JSON.stringify({
          choices: [
            { index: 1, message: { content: 'other' }, finish_reason: 'stop' },
            { index: 0, message, finish_reason: 'stop' },
          ],
        }),
      ),
    ],
    [
      'choices in another order, in a stream',
      stream(piece({ content: 'other' }, 'stop', 1) + fine + piece({ content: 'other' }, null, 1) + end),
    ],
    ['data: null', stream(`data: null\n\n${piece({ content: 'fi' })}data: null\n\n${piece({ content: 'ne' })}${end}`)],
    ['data without anything', stream(`data: \n\ndata:\n\n${fine}${end}`)],
    ['a word for data', stream(`data: ping\n\n${fine}${end}`)],
    ['pings with names', stream(`event: ping\ndata: {"type":"ping"}\n\n: keep-alive\n\n${fine}${end}`)],
    ['ids and retries', stream(`id: 1\nretry: 3000\n${fine}${end}`)],
    ['carriage returns', stream((fine + end).replaceAll('\n', '\r\n'))],
    ['no blank lines between events', stream((fine + end).replaceAll('\n\n', '\n'))],
    ['no blank line at the end', stream((fine + end).trimEnd())],
    ['data without a blank', stream((fine + end).replaceAll('data: ', 'data:'))],
    ['a byte-order mark before the stream', stream(`\ufeff${fine}${end}`)],
    ['a stream as text/plain', respond(fine + end, 'text/plain')],
    ['a stream as JSON', respond(fine + end, 'application/json')],
    ['a stream without a type', respond(fine + end, undefined)],
    ['a whole reply as text/plain', respond(whole(), 'text/plain')],
    ['a whole reply as a stream', respond(whole(), 'text/event-stream')],
    ['a whole reply without a type', respond(whole(), undefined)],
    ['a whole reply with blanks around', respond(`\n\n  ${whole()}\n`)],
    ['a whole reply as one event', stream(`data: ${whole()}\n\n`)],
    ['pieces a line each', respond((fine + piece({}, 'stop')).replaceAll('data: ', '').replaceAll('\n\n', '\n'), 'application/x-ndjson')],
    ['a status of 201', respond(whole(), 'application/json', 201)],
    ['a body in gzip', packed(gzipSync(whole()), 'gzip')],
    ['a stream in gzip', packed(gzipSync(fine + end), 'gzip')],
    ['a body in brotli', packed(brotliCompressSync(whole()), 'br')],
    ['a list of one reply', respond(`[${whole()}]`)],
    [
      'a list of pieces',
      respond(
        `[${[{ delta: { content: 'fi' } }, { delta: { content: 'ne' }, finish_reason: 'stop' }].map((choice) => JSON.stringify({ choices: [choice] })).join(',\n')}]`,
      ),
    ],
    ['an envelope', respond(JSON.stringify({ code: 0, message: 'ok', data: JSON.parse(whole()) as object }))],
    ['choices by their index', respond(JSON.stringify({ choices: { 0: { message, finish_reason: 'stop' } } }))],
    ['one choice for all', respond(JSON.stringify({ choices: { message, finish_reason: 'stop' } }))],
    ['a message without choices', respond(JSON.stringify({ message, done: true, done_reason: 'stop' }))],
    [
      'messages a line each',
      respond(
        `${JSON.stringify({ message: { content: 'fi' }, done: false })}\n${JSON.stringify({ message: { content: 'ne' }, done: true })}\n`,
      ),
    ],
    ['carriage returns alone', stream((fine + end).replaceAll('\n', '\r'))],
    [
      'an event over several lines',
      stream(`data: {"choices":[{"index":0,\ndata: "delta":{"content":"fine"},"finish_reason":"stop"}]}\n\n`),
    ],
    ['no end but the count', stream(`${fine}data: {"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2}}\n\n`)],
    ['thoughts under several names', respond(whole({}, { message: { ...message, reasoning_content: 'hm', reasoning: 'hm' } }))],
  ])('%s', async (_, answer) => {
    const { outcome, tokens } = await answerWith(answer)
    expect(outcome).toEqual({ kind: 'reply', text: 'fine' })
    expect(Number.isInteger(tokens.sent) && tokens.sent > 0 && Number.isInteger(tokens.received) && tokens.received > 0).toBe(true)
  })

  test.each<[form: string, answer: (response: ServerResponse) => void, outcome: CallOutcome['kind'], reason: RegExp]>([
    [
      'a tool call',
      respond(whole({}, { message: { content: null, tool_calls: [{ id: '1' }] }, finish_reason: 'tool_calls' })),
      'empty',
      /called a tool/,
    ],
    [
      'thoughts alone',
      respond(whole({}, { message: { content: '', reasoning_content: 'hm' } })),
      'empty',
      /thought, and ended before it answered/,
    ],
    ['nothing', respond(whole({}, { message: { content: '' } })), 'empty', /said nothing/],
    ['no choices', respond('{"choices":[]}'), 'empty', /no choices/],
    ['an error that is a text', respond('{"error":"model is loading"}'), 'unavailable', /model is loading/],
    ['an error that is a text, in a stream', stream('data: {"error":"model is loading"}\n\n'), 'unavailable', /model is loading/],
    [
      'another protocol',
      respond('{"type":"message","content":[{"type":"text","text":"fine"}]}'),
      'invalid',
      /type, content and no choices/,
    ],
    ['choices of another kind', respond('{"choices":"many"}'), 'invalid', /choices that are a string/],
    ['a page', respond('<html><body><h1>It works!</h1></body></html>', 'text/html'), 'invalid', /text\/html: It works!/],
    ['half an event', stream(`${fine}data: {"choi\n\n`), 'invalid', /not JSON/],
    ['a stream that breaks off', stream(fine), 'invalid', /breaks off/],
    ['MAX_TOKENS', respond(whole({}, { finish_reason: 'MAX_TOKENS' })), 'cut', /length/],
    ['SAFETY', respond(whole({}, { finish_reason: 'SAFETY' })), 'refused', /filter/],
    [
      'a limit that was reached, as 400',
      respond(
        '{"error":{"message":"Could not finish the message because max_tokens or model output limit was reached."}}',
        'application/json',
        400,
      ),
      'cut',
      /Could not finish/,
    ],
    [
      '403 for a text',
      respond('{"error":{"message":"your input was flagged by moderation"}}', 'application/json', 403),
      'refused',
      /flagged/,
    ],
    ['an error in another form', respond('{"detail":"no such thing"}', 'application/json', 400), 'invalid', /400 no such thing/],
    ...['reasoning_text', 'thinking_blocks', 'thought'].map((name): [string, (response: ServerResponse) => void, 'empty', RegExp] => [
      `thoughts alone as ${name}`,
      respond(whole({}, { message: { content: '', [name]: [{ text: 'hm' }] } })),
      'empty',
      /thought, and ended/,
    ]),
    ['nothing at all', respond(''), 'invalid', /it is empty/],
    ['a status of 204', respond('', undefined, 204), 'invalid', /it is empty/],
    ['pings alone', stream(': ping\n\n: ping\n\n'), 'invalid', /it is empty/],
    ['half a body in gzip', packed(gzipSync(whole()).subarray(0, 30), 'gzip'), 'invalid', /it is empty/],
    ['a body that is no gzip', packed(Buffer.from(whole()), 'gzip'), 'unavailable', /header/],
    ['an end for want of resources', respond(whole({}, { finish_reason: 'insufficient_system_resource' })), 'invalid', /insufficient/],
    ['an end that is incomplete', respond(whole({}, { finish_reason: 'incomplete' })), 'cut', /length/],
    ['a filter by another name', respond(whole({}, { finish_reason: 'sensitive' })), 'refused', /filter/],
    ['an event that is an error', stream(`${fine}event: error\ndata: upstream died\n\n`), 'unavailable', /upstream died/],
    ['an error under detail', stream('data: {"detail":"model overloaded"}\n\n'), 'unavailable', /overloaded/],
    ['an error that is the answer', respond('{"object":"error","message":"too long","code":400}'), 'invalid', /too long/],
    ['a failure in words of its own', respond('{"success":false,"msg":"quota"}'), 'unavailable', /quota/],
    ['errors in a list', respond('{"errors":[{"message":"bad thing"}]}', 'application/json', 400), 'invalid', /400 bad thing/],
    [
      'a detail in a list',
      respond('{"detail":[{"loc":["body"],"msg":"no such thing"}]}', 'application/json', 422),
      'invalid',
      /422 no such thing/,
    ],
    [
      'a redirect',
      (response) => void response.writeHead(307, { location: 'https://example.com/v1' }).end(),
      'unavailable',
      /redirects to https:\/\/example\.com/,
    ],
    [
      'a body that breaks off',
      (response) => void response.writeHead(200, { 'content-length': '9999' }).write(fine, () => response.destroy()),
      'unavailable',
      /./,
    ],
    ['no HTTP', (response) => void response.socket?.end('SSH-2.0-OpenSSH\r\n'), 'unavailable', /protocol/],
    ['a country', respond('{"error":{"message":"Country not supported"}}', 'application/json', 403), 'denied', /Country/],
    ['a page with a status', respond('<html><body>Bad Gateway</body></html>', 'text/html', 502), 'unavailable', /502 Bad Gateway/],
  ])('%s is %s', async (_, answer, kind, reason) => {
    const { outcome } = await answerWith(answer)
    expect(outcome.kind).toBe(kind)
    expect('reason' in outcome ? outcome.reason : '').toMatch(reason)
  })
})

describe('a proxy', () => {
  const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy'] as const
  const before = Object.fromEntries(names.map((name) => [name, process.env[name]]))
  afterEach(() => {
    for (const name of names) {
      if (before[name] === undefined) delete process.env[name]
      else process.env[name] = before[name]
    }
  })

  test('of the environment is used, but for what NO_PROXY names', async () => {
    const seen: string[] = []
    const proxy = createServer((request, response) => {
      seen.push(String(request.url))
      request.pipe(
        forward(String(request.url), { method: 'POST', headers: request.headers }, (answer) =>
          answer.pipe(response.writeHead(200, answer.headers)),
        ),
      )
    })
    proxy.on('connect', (request, socket) => {
      seen.push(String(request.url))
      const [host = '', port = ''] = String(request.url).split(':')
      const through = connect(Number(port), host, () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
        through.pipe(socket)
        socket.pipe(through)
      })
      through.on('error', () => socket.destroy())
      socket.on('error', () => through.destroy())
    })
    proxy.listen(0, '127.0.0.1')
    await once(proxy, 'listening')
    process.env['HTTP_PROXY'] = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
    {
      await using setting = await begin()
      expect((await setting.client.call(ask())).outcome.kind).toBe('reply')
      expect(seen).toHaveLength(1)
    }
    process.env['NO_PROXY'] = '127.0.0.1'
    await using setting = await begin()
    expect((await setting.client.call(ask())).outcome.kind).toBe('reply')
    expect(seen).toHaveLength(1)
    proxy.closeAllConnections()
    proxy.close()
  })
})

describe('a model that refuses every question for one reason', () => {
  test('is asked no more, and says why', async () => {
    let requests = 0
    const server = createServer((request, response) => {
      requests += 1
      request.resume()
      response.writeHead(400, { 'content-type': 'application/json' })
      response.end(`{"error":{"message":"no quota for request ${requests}"}}`)
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const events: QueueEvent[] = []
    const client = createModelClient({
      model: 'feedback',
      baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
      clock: wallClock,
    })
    const queue = createCallQueue({
      clients: [client],
      inFlight: 1,
      spending: createSpendingLimit({}, {}, []),
      clock: wallClock,
      emit: (event) => events.push(event),
    })
    const receipts: Receipt[] = []
    for (let k = 0; k < 20; k++) receipts.push(await queue.ask(ask()))
    expect(requests).toBe(3)
    expect(receipts.map(({ outcome }) => outcome.kind)).toEqual(Array(20).fill('invalid'))
    expect(events).toEqual([{ type: 'refusing', model: 'feedback', reason: 'invalid: 400 no quota for request 3' }])
    expect(queue.available()).toEqual(['feedback'])
    expect(queue.spending.ledger.total().calls).toBe(3)
    await queue.close()
    server.close()
  })
})
