import { Hono } from 'hono'
import type { Context } from 'hono'
import { streamSSE } from 'hono/streaming'
import type { SSEStreamingApi } from 'hono/streaming'
import { parseJson } from '../../disk/json.ts'
import { TernateError } from '../../engine/contracts/fault.ts'
import { checkCommand } from '../../run/control/command.ts'
import type { Command } from '../../run/control/command.ts'
import type { Pulse, Trust } from '../api-types.ts'
import type { Page } from '../bundle.ts'
import { guard } from './guard.ts'
import type { Door } from './guard.ts'
import { stateOf } from './run-registry.ts'
import { promptsOf } from './prompts.ts'
import { tracesFor } from './traces.ts'
import type { RunRegistry } from './run-registry.ts'
import type { Volume } from './volume.ts'
import { answer, VIEWS } from './views.ts'

/** Tells a run what its user wants; throws a TernateError when that cannot be. */
export type Steer = (folder: string, command: Command) => Promise<unknown>

/** What a server is made of. */
export interface AppParts {
  readonly registry: RunRegistry
  readonly page: Page
  readonly steer: Steer
  /** What is known of proposals and releases. */
  readonly trust: () => Trust
  readonly door: () => Door
}

/** Streams that may be open at a time; one more ends the oldest, whose page, if somebody reads it, comes back by itself. */
const STREAMS = 64

/** Milliseconds between two signs of life on a stream, and between two looks at the folder of runs. */
const HEARTBEAT = 15_000
const LOOK = 2000

/** Bytes that a user may send at a time. */
const LARGEST = 1_000_000

/** Bytes beyond those that are heard out and dropped, so that who sent them hears the answer. */
const DROPPED = 16 * LARGEST

/** What a request says; undefined when that is more than a user may say, whatever length it claims to have. */
async function readBody({ body }: Request): Promise<string | undefined> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body ?? []) {
    bytes += chunk.length
    if (bytes > DROPPED) return undefined
    if (bytes <= LARGEST) chunks.push(chunk)
  }
  return bytes > LARGEST ? undefined : Buffer.concat(chunks).toString('utf8')
}

/** JSON in which what JSON does not know (NaN, infinities) is null. */
const json = (c: Context, value: unknown, status: 200 | 202 | 400 | 404 | 409 | 413 = 200): Response =>
  c.body(JSON.stringify(value), status, { 'Content-Type': 'application/json; charset=utf-8' })

const fault = (c: Context, message: string, status: 400 | 404 | 409 | 413): Response => json(c, { fault: message }, status)

/** The server's answers: the page, the views, the stream of changes, and what a user says to a run. */
export function createApp({ registry, page, steer, trust, door }: AppParts): Hono {
  const app = new Hono()
  const streams = new Set<SSEStreamingApi>()
  app.use(guard(door))
  app.onError((error, c) => {
    if (error instanceof TernateError) return fault(c, `${error.message}. ${error.remedy}`, 409)
    process.stderr.write(`${error.stack ?? String(error)}\n`)
    return c.body(JSON.stringify({ fault: 'a bug of Ternate; the terminal says more' }), 500, {
      'Content-Type': 'application/json; charset=utf-8',
    })
  })
  app.notFound((c) => c.text('There is nothing here.', 404))

  app.get('/', (c) => c.html(page.html))
  app.get('/page.js', (c) => c.body(page.script, 200, { 'Content-Type': 'text/javascript; charset=utf-8' }))
  app.get('/page.css', (c) => c.body(page.style, 200, { 'Content-Type': 'text/css; charset=utf-8' }))
  app.get('/favicon.ico', (c) => c.body(null, 204))

  app.get('/api/runs', async (c) => json(c, await registry.list()))

  app.get('/api/trust', (c) => json(c, trust()))

  const missing = (c: Context): Response => fault(c, 'there is no such run', 404)

  app.get('/api/runs/:id/prompts', async (c) => {
    const volume = await registry.open(c.req.param('id'))
    if (volume === undefined) return missing(c)
    const ticket = c.req.query('ticket') ?? ''
    return /^\d{1,10}$/.test(ticket) ? json(c, await promptsOf(volume.folder, Number(ticket))) : fault(c, 'the run has no such ticket', 404)
  })

  app.get('/api/runs/:id/traces', async (c) => {
    const volume = await registry.open(c.req.param('id'))
    if (volume === undefined) return missing(c)
    const number = c.req.query('number') ?? ''
    const found = /^\d{1,10}$/.test(number) ? await tracesFor(volume, Number(number)) : undefined
    return found === undefined ? fault(c, 'the run has no such program', 404) : json(c, found)
  })

  app.get('/api/runs/:id/:view', async (c) => {
    const view = VIEWS.find((name) => name === c.req.param('view'))
    if (view === undefined) return fault(c, 'there is no such view', 404)
    const volume = await registry.open(c.req.param('id'))
    if (volume === undefined) return missing(c)
    const found = answer(volume, view, (name) => {
      const given = c.req.query(name)
      return given !== undefined && /^\d{1,10}$/.test(given) ? Number(given) : undefined
    })
    if (found !== undefined) return json(c, found)
    const { runIndex } = volume
    return runIndex.share < 1 || runIndex.programs.scores.length === 0
      ? json(c, { pending: runIndex.share }, 202)
      : fault(c, 'the run has no such program', 404)
  })

  app.post('/api/runs/:id/steer', async (c) => {
    const body = await readBody(c.req.raw)
    if (body === undefined) return fault(c, 'that is too much to say', 413)
    let given: unknown
    try {
      given = parseJson(body)
    } catch {
      return fault(c, 'that is no JSON', 400)
    }
    const command = checkCommand(given)
    const volume = await registry.open(c.req.param('id'))
    if (volume === undefined) return missing(c)
    await steer(volume.folder, command)
    registry.tell(volume.id)
    return json(c, { done: true })
  })

  const pulseOf = (volume: Volume): Pulse => ({
    id: volume.id,
    state: stateOf(volume),
    index: volume.runIndex.index,
    read: volume.runIndex.share,
    told: volume.known.facts !== undefined || volume.known.reason !== undefined,
  })

  app.get('/api/events', async (c) => {
    const id = c.req.query('run')
    const volume = id === undefined ? undefined : await registry.open(id)
    if (id !== undefined && volume === undefined) return missing(c)
    return streamSSE(c, async (stream) => {
      for (const oldest of [...streams].slice(0, Math.max(0, streams.size + 1 - STREAMS))) {
        streams.delete(oldest)
        oldest.abort()
      }
      streams.add(stream)
      let wake = (): void => {}
      const signal = { gone: false }
      const unwatch = id === undefined ? () => {} : registry.watch(id, () => wake())
      stream.onAbort(() => {
        signal.gone = true
        wake()
      })
      const nextChange = (most: number): Promise<void> =>
        new Promise((go) => {
          const timer = setTimeout(go, most)
          timer.unref()
          wake = () => {
            clearTimeout(timer)
            go()
          }
        })
      try {
        let last = ''
        let said = performance.now()
        while (!signal.gone) {
          const open = id === undefined ? undefined : await registry.open(id)
          const data = JSON.stringify(open === undefined ? (await registry.list()).runs : pulseOf(open))
          if (data !== last) {
            last = data
            said = performance.now()
            await stream.writeSSE({ event: open === undefined ? 'runs' : 'pulse', data: open === undefined ? '{}' : data })
          } else if (performance.now() - said > HEARTBEAT) {
            said = performance.now()
            await stream.writeSSE({ event: 'alive', data: '{}' })
          }
          if (!signal.gone) await nextChange(LOOK)
        }
      } finally {
        unwatch()
        streams.delete(stream)
      }
    })
  })

  return app
}
