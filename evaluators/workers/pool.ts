import { randomUUID } from 'node:crypto'
import { BroadcastChannel } from 'node:worker_threads'
import { Piscina } from 'piscina'
import type { Report } from '../../engine/contracts/evaluator.ts'
import { TernateError } from '../../engine/contracts/fault.ts'
import { createKnownMemory } from '../../engine/search/known.ts'
import type { Assignment } from '../../engine/contracts/ticket.ts'
import type { Workers } from '../../engine/contracts/workers.ts'
import { createApart } from './apart.ts'
import { pack } from './wire.ts'
import type { Parting, PoolOptions, Progress, Stuck, Task, TaskResult, ThreadData } from './messages.ts'
import { createMemory, makeLook, PATIENCE, UNWANTED } from '../../authoring/trusted.ts'
import type { Sight } from '../../authoring/trusted.ts'

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

/** Seconds between two polls of the threads. */
const PACE = 0.5

/** Seconds without a change after which what is stuck is named: the problem's own code, and anything else. */
const NAMED = 5
const NAMED_ELSE = 20

const hanging = (what: string, seconds: number): TernateError =>
  new TernateError(
    'PROBLEM_HANGS',
    `${what} (${Math.round(seconds)} s)`,
    'Let it come to an end for every answer and case, or give it longer by `limits: { patience: SECONDS }`.',
  )

/** The fault of a task whose thread has ended under it, as far as that can be told. */
function ended(error: unknown, { doing }: Sight): unknown {
  const { code, message } = error as NodeJS.ErrnoException
  const where = doing === '' ? '' : ` while it was busy: ${doing}`
  if (code === 'ERR_WORKER_OUT_OF_MEMORY')
    return new TernateError(
      'WORKER_MEMORY',
      `a worker thread ran out of memory${where}`,
      'Let the problem need less, or run fewer workers.',
    )
  if (!message.startsWith('worker exited with code')) return error
  return doing === ''
    ? new TernateError('WORKER_ENDED', 'a worker thread ended by itself', 'Report it; what was journaled is safe.')
    : new TernateError('PROBLEM_EXIT', `${doing}: it ended its thread`, 'Let it return or throw; it may not call process.exit.')
}

/** A task that a thread carries out, looked at until it has ended. */
interface UnderWay {
  look(now: number): void
  /** Why it was given up. */
  readonly fault: TernateError | undefined
}

/** Looks at a task: names what is stuck once, and gives the task up by `abandon` when that lasts. */
function watchOver(
  memory: SharedArrayBuffer,
  {
    patience,
    isWanted,
    onStuck,
    abandon,
  }: { patience: number; isWanted: () => boolean; onStuck: (stuck: Stuck) => void; abandon: () => void },
): UnderWay & { see(now: number): Sight } {
  const see = makeLook(memory, 2 * PACE)
  let told = false
  let fault: TernateError | undefined
  return {
    see,
    get fault() {
      return fault
    },
    look(now) {
      const { doing, begun, still } = see(now)
      const what = doing || (begun ? 'a worker thread does not get on' : 'a worker thread has not begun')
      if (still < PACE) told = false
      if (!told && still >= (doing === '' ? NAMED_ELSE : NAMED)) {
        told = true
        onStuck({ what, seconds: Math.round(still) })
      }
      if (fault !== undefined || !begun || still < (isWanted() ? patience : UNWANTED)) return
      fault = hanging(what, still)
      abandon()
    },
  }
}

/** MiB of a thread's new objects, of which V8 would let be several times as many: they die within a ticket, so that the room would only be touched. */
const YOUNG = 24

/** Starts threads that carry out one task each at a time, and stay. */
function startThreads(
  thread: URL,
  size: number,
  workerData: ThreadData,
  onProgress: (progress: Progress) => void,
): Piscina<Task, TaskResult> {
  const pool = new Piscina<Task, TaskResult>({
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG },
    filename: thread.href,
    minThreads: size,
    maxThreads: size,
    concurrentTasksPerWorker: 1,
    maxQueue: size,
    idleTimeout: Number.POSITIVE_INFINITY,
    atomics: 'disabled',
    workerData,
  })
  pool.on('message', onProgress)
  // a thread that ends between two tasks is replaced
  pool.on('error', () => {})
  return pool
}

/** Tickets that a thread is handed in one message at most: a message costs more than a short evaluation. */
const TOGETHER = 16

/** Worker threads, each with a sandbox process of its own. `thread` is the URL of the module that a thread runs. */
export function createPool(
  thread: URL,
  size: number,
  { folder, jail, plugins = [], patience = PATIENCE, onStuck = () => {} }: PoolOptions,
): Workers & { readonly known: SharedArrayBuffer } {
  const parting = `ternate-${randomUUID()}`
  const known = createKnownMemory()
  const { part } = openParting(parting)
  const reports = new Map<number, Report>()
  const pool = startThreads(thread, size, { folder, jail, known, plugins, parting }, ({ id, fuel }) => reports.get(id)?.(fuel))
  const underWay = new Set<UnderWay>()
  const seconds = (): number => performance.now() / 1000
  const patrol = setInterval(() => {
    const now = seconds()
    for (const task of underWay) task.look(now)
  }, 1000 * PACE)
  patrol.unref()
  const apart = createApart(thread, known, { folder, jail, plugins, patience, onStuck })
  let tasks = 0
  let judging = 0

  async function carryOut(assignments: readonly Assignment[], id: number, isWanted: () => boolean): Promise<TaskResult> {
    const memory = createMemory()
    const control = new AbortController()
    const task = watchOver(memory, { patience, isWanted, onStuck, abandon: () => control.abort() })
    underWay.add(task)
    try {
      return await pool.run({ id, assignments: assignments.map(pack), memory }, { signal: control.signal })
    } catch (error) {
      throw task.fault ?? ended(error, task.see(seconds()))
    } finally {
      underWay.delete(task)
    }
  }

  return {
    size,
    together: TOGETHER,
    known,
    async run(assignments, report, _, isWanted = () => true) {
      const id = ++tasks
      reports.set(id, report)
      try {
        const result = await carryOut(assignments, id, isWanted)
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
    apart: apart.run,
    judging: () => judging,
    async close() {
      clearInterval(patrol)
      await Promise.all([part(), apart.close()])
      await pool.destroy()
    },
  }
}
