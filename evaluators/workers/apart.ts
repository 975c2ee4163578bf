import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { TernateError } from '../../engine/contracts/fault.ts'
import { knownBetween } from '../../engine/search/known.ts'
import type { Assignment, Outcome } from '../../engine/contracts/ticket.ts'
import type { Workers } from '../../engine/contracts/workers.ts'
import type { PoolOptions, Stuck } from './messages.ts'
import { UNWANTED } from '../../authoring/trusted.ts'

/** What the process is started with, as JSON. */
export interface ApartSetup extends Omit<PoolOptions, 'onStuck'> {
  /** URL of the module that its thread runs. */
  readonly thread: string
}

/** What it is asked: a batch, and of the programs that tickets may know those behind the first `from` that it has been told of. */
export interface ApartBatch {
  readonly assignments: readonly Assignment[]
  readonly from: number
  readonly known: Uint32Array
}

/** What it answers a batch with; of what is stuck it tells before. */
export type ApartReply =
  | { readonly kind: 'outcomes'; readonly outcomes: readonly Outcome[] }
  | { readonly kind: 'fault'; readonly code?: string; readonly message: string; readonly remedy: string }
  | { readonly kind: 'stuck'; readonly stuck: Stuck }

/** Milliseconds between two looks whether somebody still waits. */
const LOOK = 500

/** Milliseconds after which it ends when no batch comes. */
const LINGER = 2000

/** Milliseconds that the process has for ending its thread and its sandbox. */
const PARTING = 3000

/** The fault of a batch whose process has ended under it. */
const died = (code: number | null, signal: string | null): TernateError =>
  new TernateError(
    'WORKER_DIED',
    `the process that carried it out ended by ${signal ?? `exit code ${code}`}`,
    'Look for what the problem’s own code does with this program that ends a process: a signal, or more memory than there is.',
  )

/** What a reply says, thrown if it is a fault. */
function outcomesOf(reply: Exclude<ApartReply, { kind: 'stuck' }>): readonly Outcome[] {
  if (reply.kind === 'outcomes') return reply.outcomes
  const { code, message, remedy } = reply
  throw code === undefined ? new Error(message) : new TernateError(code, message, remedy)
}

/** Has a process carry out a batch. */
async function ask(
  child: ChildProcess,
  batch: ApartBatch,
  { isWanted, onStuck }: { isWanted: () => boolean; onStuck: (stuck: Stuck) => void },
): Promise<readonly Outcome[]> {
  const { promise, resolve, reject } = Promise.withResolvers<readonly Outcome[]>()
  let unwanted = 0
  const patrol = setInterval(() => {
    unwanted = isWanted() ? 0 : unwanted + LOOK
    if (unwanted >= 1000 * UNWANTED) child.kill('SIGKILL')
  }, LOOK)
  const receive = (reply: ApartReply): void => {
    if (reply.kind === 'stuck') onStuck(reply.stuck)
    else resolve(Promise.try(() => outcomesOf(reply)))
  }
  const end = (code: number | null, signal: string | null): void => reject(died(code, signal))
  const fail = ({ message }: Error): void =>
    reject(new TernateError('SANDBOX_START', `no process came up: ${message}`, 'See to what keeps this machine from starting processes.'))
  child.on('message', receive).once('exit', end).once('error', fail)
  // a process that is gone says so by its end
  child.send(batch, () => {})
  try {
    return await promise
  } finally {
    clearInterval(patrol)
    child.off('message', receive).off('exit', end).off('error', fail)
  }
}

/**
 * Carries out batches in a process of its own, one after the other. It is started for the first and ends some time after the last; one that ends
 * under a batch is that batch's fault, and the next batch gets another. `known` is the memory of the programs that tickets may know.
 */
export function createApart(
  thread: URL,
  known: SharedArrayBuffer,
  { onStuck = () => {}, ...setup }: PoolOptions,
): { readonly run: Workers['run']; close(): Promise<void> } {
  let child: ChildProcess | undefined
  let last: Promise<unknown> = Promise.resolve()
  let ended: Promise<unknown> = Promise.resolve()
  let waiting = 0
  /** How many programs the process has been told of. */
  let told = 0

  /** A batch with what the process has not been told of the programs that its tickets may know. */
  function batchOf(assignments: readonly Assignment[]): ApartBatch {
    const from = told
    told = Math.max(from, ...assignments.map((assignment) => (assignment.kind === 'offspring' ? (assignment.programs ?? 0) : 0)))
    return { assignments, from, known: knownBetween(known, from, told) }
  }

  let idle: NodeJS.Timeout | undefined

  function start(): ChildProcess {
    const argument = JSON.stringify({ ...setup, thread: thread.href } satisfies ApartSetup)
    const module = new URL('./apart-process.ts', import.meta.url)
    // detached: an interrupt of the terminal is the run's to answer
    const made = fork(module, [argument], { serialization: 'advanced', stdio: ['ignore', 'ignore', 'ignore', 'ipc'], detached: true })
    told = 0
    return made.once('exit', () => {
      if (child === made) child = undefined
    })
  }

  /** Ends the process, if there is one, and waits until it is gone. */
  async function end(): Promise<void> {
    clearTimeout(idle)
    const ending = child
    child = undefined
    if (ending !== undefined) {
      const late = setTimeout(() => ending.kill('SIGKILL'), PARTING)
      ended = once(ending, 'exit').finally(() => clearTimeout(late))
      if (ending.connected) ending.disconnect()
    }
    await ended
  }

  return {
    run(assignments, _report, _record, isWanted = () => true) {
      clearTimeout(idle)
      waiting += 1
      const outcomes = last.then(() => ask((child ??= start()), batchOf(assignments), { isWanted, onStuck }))
      const settle = (): void => {
        waiting -= 1
        if (waiting === 0) idle = setTimeout(() => void end(), LINGER)
      }
      last = outcomes.then(settle, settle)
      return outcomes
    },
    close: end,
  }
}
