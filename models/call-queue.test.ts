import process from 'node:process'
import { describe, expect, test } from 'vitest'
import type { Fault } from '../examples/stand-in/faults.ts'
import { createStandIn, type StandInOptions } from '../examples/stand-in/stand-in.ts'
import type { ModelRequest, Receipt } from './call.ts'
import { createModelClient, type ModelClientOptions } from './client.ts'
import { wallClock } from './fixtures/clocks.ts'
import { type CallBudget, createSpendingLimit } from './spending-limit.ts'
import { type CallQueue, createCallQueue, type QueueEvent, type QueueParts } from './call-queue.ts'

const callTo = (model: string, size = 1): ModelRequest => ({
  model,
  purpose: 'offspring',
  messages: [{ role: 'user', content: `## Parent\n\n\`\`\`js\nconst goal = 0\n\`\`\`\n${'x'.repeat(size)}` }],
  parameters: { maxTokens: 100 },
})

interface Setting {
  readonly models?: readonly string[]
  readonly standIn?: StandInOptions
  readonly client?: Partial<ModelClientOptions>
  readonly queue?: Partial<QueueParts>
  readonly budget?: CallBudget
}

interface Parts extends AsyncDisposable {
  readonly queue: CallQueue
  readonly events: QueueEvent[]
  readonly standIn: Awaited<ReturnType<typeof createStandIn>>
}

async function begin({
  models = ['good'],
  standIn: standInOptions = {},
  client = {},
  queue: parts = {},
  budget = {},
}: Setting): Promise<Parts> {
  const standIn = await createStandIn(standInOptions)
  const events: QueueEvent[] = []
  const clients = models.map((model) =>
    createModelClient({
      model,
      baseUrl: standIn.url,
      clock: wallClock,
      retries: 0,
      deadline: { connect: 2, firstToken: 2, total: 20 },
      ...client,
    }),
  )
  const prices = Object.fromEntries(models.map((model) => [model, { input: 1_000_000, output: 2_000_000 }]))
  const queue = createCallQueue({
    clients,
    spending: createSpendingLimit(budget, prices, models),
    clock: wallClock,
    emit: (event) => events.push(event),
    ...parts,
  })
  return {
    queue,
    events,
    standIn,
    async [Symbol.asyncDispose]() {
      await queue.close()
      await standIn.close()
    },
  }
}

const askAll = (queue: CallQueue, calls: readonly ModelRequest[]): Promise<Receipt[]> => Promise.all(calls.map((call) => queue.ask(call)))

const count = (receipts: readonly Receipt[], kind: string): number => receipts.filter(({ outcome }) => outcome.kind === kind).length

const only =
  (model: string, fault: Fault) =>
  (asked: string): Fault | undefined =>
    asked === model ? fault : undefined

describe.concurrent('a queue', () => {
  test('keeps as many calls under way as it may, and no more', async () => {
    const warnings: unknown[] = []
    const note = (warning: Error): void => void warnings.push(warning)
    process.on('warning', note)
    await using parts = await begin({
      standIn: { latency: 500 },
      client: { deadline: { connect: 20, firstToken: 20, total: 40 } },
      queue: { inFlight: 24 },
    })
    const receipts = await askAll(
      parts.queue,
      Array.from({ length: 100 }, () => callTo('good')),
    )
    expect(count(receipts, 'reply')).toBe(100)
    expect(parts.standIn.busiest).toBe(24)
    expect(parts.queue.inFlight).toBe(0)
    process.off('warning', note)
    expect(warnings).toEqual([])
  })

  test('begins calls that go on with something before those that begin something', async () => {
    const served: string[] = []
    const law = { about: '', reply: ({ text }: { text: string }) => `${served.push(text)}` }
    await using parts = await begin({ models: ['a'], standIn: { laws: { a: law } }, queue: { inFlight: 1 } })
    const call = (content: string, goesOn: boolean): ReturnType<typeof callTo> => ({
      ...callTo('a'),
      messages: [{ role: 'user', content }],
      ...(goesOn ? { goesOn } : {}),
    })
    await askAll(parts.queue, [call('1', false), call('2', false), call('3', true), call('4', false), call('5', true)])
    expect(served).toEqual(['1', '3', '5', '2', '4'])
  })

  test('begins calls in the order in which they were asked, whatever their model', async () => {
    const served: string[] = []
    const law = { about: '', reply: ({ model }: { model: string }) => `${served.push(model)}` }
    await using parts = await begin({ models: ['a', 'b'], standIn: { laws: { a: law, b: law } }, queue: { inFlight: 1 } })
    const order = ['a', 'a', 'b', 'a', 'b', 'b']
    await askAll(
      parts.queue,
      order.map((model) => callTo(model)),
    )
    expect(served).toEqual(order)
  })

  test('stops calling a stalled endpoint, says so, and goes on with the others', async () => {
    await using parts = await begin({
      models: ['good', 'poor'],
      standIn: { fault: only('poor', 'silent') },
      queue: { inFlight: 4, breaker: { silentCalls: 2, first: 60 } },
    })
    const began = performance.now()
    const [stalled, fine] = await Promise.all([
      askAll(
        parts.queue,
        Array.from({ length: 40 }, () => callTo('poor')),
      ),
      askAll(
        parts.queue,
        Array.from({ length: 40 }, () => callTo('good')),
      ),
    ])
    expect(performance.now() - began).toBeLessThan(10_000)
    expect(count(fine, 'reply')).toBe(40)
    expect(count(stalled, 'timeout')).toBeLessThan(8)
    expect(count(stalled, 'timeout') + count(stalled, 'unavailable')).toBe(40)
    expect(parts.standIn.requests.get('poor')).toBe(count(stalled, 'timeout'))
    expect(parts.events).toEqual([{ type: 'unavailable', model: 'poor', seconds: 60, reason: 'timeout: no word within 2 s' }])
    expect(parts.queue.available()).toEqual(['good'])
  })

  test('stops calling an endpoint at once that wants to be left alone for longer than a call lasts', async () => {
    await using parts = await begin({ standIn: { fault: () => 'limited-for-an-hour' }, queue: { inFlight: 1, breaker: { longest: 300 } } })
    const receipts = await askAll(parts.queue, [callTo('good'), callTo('good'), callTo('good')])
    expect(receipts.map(({ outcome }) => outcome.kind)).toEqual(['limited', 'unavailable', 'unavailable'])
    expect(parts.events).toEqual([{ type: 'unavailable', model: 'good', seconds: 300, reason: expect.stringContaining('429') as string }])
  })

  test('tries a resting endpoint again after its rest', async () => {
    await using parts = await begin({
      standIn: { fault: (_model, number) => (number <= 2 ? 'broken' : undefined) },
      queue: { breaker: { silentCalls: 2, first: 0.2 } },
    })
    expect(count(await askAll(parts.queue, [callTo('good'), callTo('good')]), 'unavailable')).toBe(2)
    expect((await parts.queue.ask(callTo('good'))).attempts).toBe(0)
    await new Promise((resolve) => setTimeout(resolve, 250))
    expect((await parts.queue.ask(callTo('good'))).outcome.kind).toBe('reply')
    expect(parts.events.map(({ type }) => type)).toEqual(['unavailable', 'returned'])
  })

  test('fails every call, and hangs on none, when all endpoints stall', async () => {
    await using parts = await begin({
      models: ['good', 'poor'],
      standIn: { fault: () => 'silent' },
      queue: { inFlight: 2, breaker: { silentCalls: 1, first: 60 } },
    })
    const receipts = await askAll(
      parts.queue,
      Array.from({ length: 50 }, (_, at) => callTo(at % 2 === 0 ? 'good' : 'poor')),
    )
    expect(count(receipts, 'timeout') + count(receipts, 'unavailable')).toBe(50)
    expect(parts.queue.available()).toEqual([])
  })

  test('keeps to a rate limit without letting calls time out for it', async () => {
    await using parts = await begin({ client: { limits: { requestsPerMinute: 5 } }, queue: { inFlight: 20 } })
    const calls = Array.from({ length: 20 }, () => parts.queue.ask(callTo('good')))
    expect(count(await Promise.all(calls.slice(0, 5)), 'reply')).toBe(5)
    await new Promise((resolve) => setTimeout(resolve, 1500))
    expect(parts.standIn.requests.get('good')).toBe(5)
    await parts.queue.close()
    expect(count(await Promise.all(calls), 'unavailable')).toBe(15)
  })

  test.each<[string, CallBudget]>([
    ['calls', { calls: 7 }],
    ['tokens', { tokens: 1000 }],
    ['dollars', { cost: 1500 }],
  ])('spends no more %s than it may, and nearly all of them', async (_name, budget) => {
    await using parts = await begin({ budget, standIn: { latency: 20 }, queue: { inFlight: 8 } })
    const receipts = await askAll(
      parts.queue,
      Array.from({ length: 60 }, () => callTo('good', 40)),
    )
    const { calls, sent, received, cost } = parts.queue.spending.ledger.total()
    const one = receipts[0]?.tokens ?? { sent: 0, received: 0 }
    const bound = { calls: 0, tokens: 250, cost: 400 }
    const spent = { calls, tokens: sent + received, cost }
    for (const limit of ['calls', 'tokens', 'cost'] as const) {
      const most = budget[limit]
      if (most === undefined) continue
      expect(spent[limit]).toBeLessThanOrEqual(most)
      expect(spent[limit]).toBeGreaterThanOrEqual(most - bound[limit])
    }
    expect(count(receipts, 'reply')).toBe(calls)
    expect(count(receipts, 'spent')).toBe(60 - calls)
    expect(parts.standIn.requests.get('good')).toBe(calls)
    expect(sent).toBe(calls * one.sent)
  })

  test('books every request that an endpoint saw', async () => {
    await using parts = await begin({
      models: ['good', 'poor'],
      standIn: { fault: (_model, number) => (['limited', 'broken', 'cut', undefined] as const)[number % 4] },
      client: { retries: 3, deadline: { connect: 2, firstToken: 2, total: 20 } },
      queue: { inFlight: 8 },
    })
    await parts.queue.probe()
    await askAll(
      parts.queue,
      Array.from({ length: 20 }, (_, at) => callTo(at % 2 === 0 ? 'good' : 'poor')),
    )
    const rows = parts.queue.spending.ledger.rows()
    expect(rows.map(({ model, purpose, calls }) => [model, purpose, calls])).toEqual([
      ['good', 'offspring', 10],
      ['good', 'probe', 1],
      ['poor', 'offspring', 10],
      ['poor', 'probe', 1],
    ])
    for (const model of ['good', 'poor'])
      expect(rows.filter((row) => row.model === model).reduce((sum, { attempts }) => sum + attempts, 0)).toBe(
        parts.standIn.requests.get(model),
      )
  })

  test('gives up at once when it is closed', async () => {
    await using parts = await begin({
      standIn: { fault: () => 'silent' },
      client: { deadline: { connect: 9, firstToken: 30, total: 30 } },
      queue: { inFlight: 2 },
    })
    const calls = Array.from({ length: 5 }, () => parts.queue.ask(callTo('good')))
    await new Promise((resolve) => setTimeout(resolve, 100))
    const began = performance.now()
    await parts.queue.close()
    expect(count(await Promise.all(calls), 'unavailable')).toBe(5)
    expect((await parts.queue.ask(callTo('good'))).outcome.kind).toBe('unavailable')
    expect(performance.now() - began).toBeLessThan(1500)
  })

  test('knows no model but those of its clients', async () => {
    await using parts = await begin({})
    expect((await parts.queue.ask(callTo('other'))).outcome).toEqual({ kind: 'unavailable', reason: 'no client for other' })
  })
})
