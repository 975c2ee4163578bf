import { randomUUID } from 'node:crypto'
import { BroadcastChannel } from 'node:worker_threads'
import { Piscina } from 'piscina'
import type { Report } from '../engine/contracts/evaluation.ts'
import { TernateError } from '../engine/contracts/fault.ts'
import type { Outcome } from '../engine/contracts/ticket.ts'
import type { Workers } from '../engine/contracts/workers.ts'
import { pack } from './parcel.ts'
import type { Parcel } from './parcel.ts'

/** What a worker thread is told when it starts. */
export interface ThreadData {
  /** Absolute path of the problem's folder. */
  readonly folder: string
  readonly jail: 'none' | 'bwrap'
  /** Name of the channel on which threads and pool part. */
  readonly parting: string
}

/** What is said there: a thread is `open` once it begins, is told to `close` its sandbox, and has `closed` it. */
export type Parting = 'open' | 'close' | 'closed'

/** One message to a worker thread. */
export interface Task {
  readonly id: number
  readonly parcels: readonly Parcel[]
}

/** A worker thread's word of what a task has burned so far. */
export interface Progress {
  readonly id: number
  readonly fuel: number
}

/** A worker thread's answer. */
export type TaskResult =
  /** `judging`: seconds in which programs were judged. */
  | { readonly outcomes: readonly Outcome[]; readonly judging: number }
  | { readonly fault: { readonly code: string; readonly message: string; readonly remedy: string } }

/** Milliseconds that threads have for ending their sandboxes. */
const PARTING = 2000

/** Has all threads end their sandboxes, and waits until they have. */
function openParting(name: string): { part(): Promise<void> } {
  const channel = new BroadcastChannel(name)
  channel.unref()
  let open = 0
  let settle = (): void => {}
  channel.addEventListener('message', (event) => {
    open += (event as MessageEvent).data === ('open' satisfies Parting) ? 1 : -1
    if (open === 0) settle()
  })
  return {
    async part() {
      if (open > 0) {
        await new Promise<void>((resolve) => {
          const late = setTimeout(resolve, PARTING)
          settle = () => {
            clearTimeout(late)
            resolve()
          }
          channel.postMessage('close' satisfies Parting)
        })
      }
      channel.close()
    },
  }
}

/** Worker threads, each with a sandbox process of its own. `thread` is the URL of the module that a thread runs. */
export function createPool(thread: URL, size: number, { folder, jail }: Omit<ThreadData, 'parting'>): Workers {
  const parting = `ternate-${randomUUID()}`
  const { part } = openParting(parting)
  const pool = new Piscina<Task, TaskResult>({
    filename: thread.href,
    minThreads: size,
    maxThreads: size,
    concurrentTasksPerWorker: 1,
    maxQueue: size,
    idleTimeout: Number.POSITIVE_INFINITY,
    atomics: 'disabled',
    workerData: { folder, jail, parting } satisfies ThreadData,
  })
  const reports = new Map<number, Report>()
  pool.on('message', ({ id, fuel }: Progress) => reports.get(id)?.(fuel))
  let tasks = 0
  let judging = 0

  return {
    size,
    async run(assignments, report) {
      const id = ++tasks
      reports.set(id, report)
      try {
        const result = await pool.run({ id, parcels: assignments.map(pack) })
        if ('outcomes' in result) {
          judging += result.judging
          return result.outcomes
        }
        const { code, message, remedy } = result.fault
        throw new TernateError(code, message, remedy)
      } finally {
        reports.delete(id)
      }
    },
    judging: () => judging,
    async close() {
      // A task that is given up may answer all the same, of which Piscina complains.
      pool.on('error', () => {})
      await part()
      await pool.destroy()
    },
  }
}
