import { useEffect, useRef, useState } from 'preact/hooks'
import type { Pulse, Runs, Steering, Trust, Views } from '../api-types.ts'

/** Where the page's data come from: a server that is asked, or the file that it stands in. */
export interface Source {
  /** Whether there is a server, which knows more than this. */
  readonly live: boolean
  runs(): Promise<Runs>
  /** Proposals and releases. */
  trust(): Promise<Trust>
  view<Name extends keyof Views>(run: string, view: Name, query: Query): Promise<Views[Name]>
  /** Calls back when a run (all of them when none is named) has changed, until called off. */
  listen(run: string | undefined, told: (pulse: Pulse | undefined) => void, connected: (is: boolean) => void): () => void
  steer(run: string, steering: Steering): Promise<void>
}

/** What a view is told beside its name. */
export type Query = Readonly<Record<string, number | undefined>>

/** A view's address, in which a file has its answer too. */
export const addressOf = (run: string, view: keyof Views, query: Query): string => {
  const given = Object.entries(query).filter((pair): pair is [string, number] => pair[1] !== undefined)
  const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()
  return `runs/${encodeURIComponent(run)}/${view}${search === '' ? '' : `?${search}`}`
}

async function asked(response: Response): Promise<unknown> {
  const body: unknown = await response.json().catch(() => ({}))
  if (response.status === 202) throw new Error('The run has not come so far, or has not been read so far: this comes in a moment.')
  if (response.ok) return body
  throw new Error((body as { fault?: string }).fault ?? `the server answers ${response.status}`)
}

const server: Source = {
  live: true,
  runs: async () => (await asked(await fetch('/api/runs'))) as Runs,
  trust: async () => (await asked(await fetch('/api/trust'))) as Trust,
  view: async (run, view, query) => (await asked(await fetch(`/api/${addressOf(run, view, query)}`))) as never,
  listen(run, told, connected) {
    const stream = new EventSource(`/api/events${run === undefined ? '' : `?run=${encodeURIComponent(run)}`}`)
    stream.addEventListener('open', () => connected(true))
    // a stream that is closed was refused by a server that answers
    stream.addEventListener('error', () => connected(stream.readyState === EventSource.CLOSED))
    stream.addEventListener('pulse', ({ data }: MessageEvent<string>) => told(JSON.parse(data) as Pulse))
    stream.addEventListener('runs', () => told(undefined))
    return () => stream.close()
  },
  async steer(run, steering) {
    await asked(
      await fetch(`/api/runs/${encodeURIComponent(run)}/steer`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(steering),
      }),
    )
  },
}

/** What a report holds: a run and the answers of its views, by address. */
export interface Embedded {
  readonly runs: Runs
  readonly answers: Readonly<Record<string, unknown>>
}

const inFile = ({ runs, answers }: Embedded): Source => ({
  live: false,
  runs: async () => runs,
  trust: async () => {
    throw new Error('a report is about a run; `ternate dashboard` shows proposals and releases')
  },
  async view(run, view, query) {
    // A program's source stands in its programPage.
    const found = answers[addressOf(run, view, query)] ?? (view === 'source' ? answers[addressOf(run, 'program', query)] : undefined)
    if (found === undefined) throw new Error('this is not in the report; the run itself has it')
    return found as never
  },
  listen: () => () => {},
  steer: async () => {
    throw new Error('a report cannot steer a run')
  },
})

/** The data that stand in the file, unpacked; the server where there are none. */
export async function findSource(): Promise<Source> {
  const packed = document.getElementById('data')?.textContent
  if (packed === undefined || packed === null) return server
  const bytes = Uint8Array.from(atob(packed.trim()), (character) => character.charCodeAt(0))
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'))
  return inFile((await new Response(stream).json()) as Embedded)
}

/** An answer that is waited for, has come, or failed. */
export interface Answer<T> {
  readonly value?: T
  readonly fault?: string
}

/** Asks, and asks again when `tick` changes; what came before stays until the next has come. */
export function useAnswer<T>(key: string, ask: () => Promise<T>, tick: unknown = 0): Answer<T> {
  const [answer, setAnswer] = useState<Answer<T> & { readonly key?: string }>({})
  const last = useRef({ key: '', tick: tick, busy: false, again: false })
  const latest = useRef(ask)
  latest.current = ask
  useEffect(() => {
    let gone = false
    const state = last.current
    async function go(): Promise<void> {
      if (state.busy && state.key === key) {
        state.again = true
        return
      }
      state.busy = true
      state.key = key
      try {
        const value = await latest.current()
        if (!gone || state.key === key) setAnswer({ key, value })
      } catch (error) {
        const fault = error instanceof Error ? error.message : String(error)
        if (!gone || state.key === key) setAnswer((before) => (before.key === key && before.value !== undefined ? before : { key, fault }))
      } finally {
        state.busy = false
        if (state.again && state.key === key) {
          state.again = false
          void go()
        }
      }
    }
    void go()
    return () => {
      gone = true
    }
  }, [key, tick])
  return answer.key === key ? answer : {}
}
