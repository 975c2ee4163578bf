import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { sizeOf } from './folders.ts'
import type { CommandLimits } from './options.ts'
import { endAll, processesOf } from './processes.ts'
import type { Confined } from './confine.ts'

/** What ended a command. */
export type Ended =
  | { readonly how: 'exit'; readonly code: number }
  | { readonly how: 'signal'; readonly signal: string }
  /** A limit that the host keeps: seconds by the clock, memory, processes, output, or disk. */
  | { readonly how: 'limit'; readonly limit: 'seconds' | 'memory' | 'processes' | 'output' | 'disk' }
  /** It could not be started. */
  | { readonly how: 'start'; readonly reason: string }

/** A command that has ended, and everything that came of it with it. */
export interface Launched {
  readonly ended: Ended
  readonly output: string
  /** What stands on the descriptor for answers. */
  readonly results: string
  /** The end of what it says on its error output. */
  readonly errors: string
  readonly milliseconds: number
}

/** How a command is launched. */
export interface LaunchOptions {
  readonly input: string
  readonly uid: number | undefined
  readonly limits: CommandLimits
  /** Whether the kernel ends everything that came of it as soon as its first process ends. */
  readonly held: boolean
  /** A word that nothing else has in its environment. */
  readonly mark: string
  readonly signal?: AbortSignal | undefined
  /** Folder of the machine whose size counts, where the command writes to one. */
  readonly watched?: string | undefined
}

const MIB = 2 ** 20
const KIB = 2 ** 10

/** Milliseconds between two times that it is seen what a command takes. */
const LOOK = 200

/** Bytes that are kept of an error output. */
const TAIL = 2000

/** Milliseconds in which all that came of a command is to be gone. */
const GONE = 2000

/** The descriptor for answers. */
export const RESULTS = 3

/** Collects up to a number of bytes; `over` is told of more. */
function collect(stream: Readable, most: number, over: () => void): () => string {
  const chunks: Buffer[] = []
  let bytes = 0
  stream.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > most) over()
    else chunks.push(chunk)
  })
  stream.on('error', () => {})
  return () => Buffer.concat(chunks).toString('utf8')
}

/** Keeps the end of a stream. */
function keepEnd(stream: Readable): () => string {
  let last: Buffer = Buffer.alloc(0)
  stream.on('data', (chunk: Buffer) => {
    last = Buffer.concat([last, chunk]).subarray(-TAIL)
  })
  stream.on('error', () => {})
  return () => last.toString('utf8')
}

/** What a command takes too much of, as far as the machine tells. */
function excess(pid: number, { uid, limits, watched }: LaunchOptions): 'memory' | 'processes' | 'disk' | undefined {
  const own = processesOf({ pid, uid })
  if (own.reduce((sum, { bytes }) => sum + bytes, 0) > limits.memory * MIB) return 'memory'
  if (own.length > limits.processes + 8) return 'processes'
  return watched !== undefined && sizeOf(watched, limits.disk * MIB) > limits.disk * MIB ? 'disk' : undefined
}

function start({ argv, folder, env }: Confined, mark: string): ChildProcess {
  const [name = 'sh', ...rest] = argv
  return spawn(name, rest, {
    cwd: folder,
    env: { ...env, TERNATE_MARK: mark },
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    detached: true,
  })
}

/** Waits until everything that came of a command has gone. */
async function sweep(pid: number, options: LaunchOptions): Promise<void> {
  const subject = { pid, uid: options.uid, mark: `TERNATE_MARK=${options.mark}` }
  for (let waited = 0; !endAll(subject) && waited < GONE; waited += 10) await pause(10)
}

/** Runs a command to its end, within its limits. Never rejects but for a signal. */
export async function launch(confined: Confined, options: LaunchOptions): Promise<Launched> {
  const { limits, input, mark, signal } = options
  signal?.throwIfAborted()
  const begun = process.hrtime.bigint()
  const child = start(confined, mark)
  const { pid } = child
  let ended: Ended | undefined
  const stop = (reason: Ended): void => {
    ended ??= reason
    if (pid !== undefined) endAll({ pid, uid: options.uid, mark: `TERNATE_MARK=${mark}` })
  }
  const tooMuch = (limit: Extract<Ended, { how: 'limit' }>['limit']): void => stop({ how: 'limit', limit })
  const most = limits.output * KIB
  const output = collect(child.stdout as Readable, most, () => tooMuch('output'))
  const results = collect(child.stdio[RESULTS] as Readable, most, () => tooMuch('output'))
  const errors = keepEnd(child.stderr as Readable)
  const stdin = child.stdin as Writable
  stdin.on('error', () => {})
  stdin.end(input)
  const clock = setTimeout(() => tooMuch('seconds'), 1000 * limits.seconds)
  const watch = setInterval(() => {
    const limit = pid === undefined || ended !== undefined ? undefined : excess(pid, options)
    if (limit !== undefined) tooMuch(limit)
  }, LOOK)
  const abort = (): void => stop({ how: 'signal', signal: 'abort' })
  signal?.addEventListener('abort', abort)
  try {
    const exit = await new Promise<Ended>((resolve) => {
      child.once('error', (error) => resolve({ how: 'start', reason: error.message }))
      child.once('exit', (code, by) => resolve(by === null ? { how: 'exit', code: code ?? 0 } : { how: 'signal', signal: by }))
    })
    ended ??= exit
    const milliseconds = Number((process.hrtime.bigint() - begun) / 1_000_000n)
    if (pid !== undefined && !options.held) await sweep(pid, options)
    await closed(child)
    signal?.throwIfAborted()
    return { ended, output: output(), results: results(), errors: errors(), milliseconds }
  } finally {
    clearTimeout(clock)
    clearInterval(watch)
    signal?.removeEventListener('abort', abort)
  }
}

/** Waits until what a command has written is read; a descriptor that somebody still holds open is given up. */
async function closed(child: ChildProcess): Promise<void> {
  const streams = [child.stdout, child.stderr, child.stdio[RESULTS]] as Readable[]
  const all = Promise.all(
    streams.map((stream) =>
      stream.readableEnded || stream.destroyed ? Promise.resolve() : new Promise((resolve) => stream.once('end', resolve)),
    ),
  )
  await Promise.race([all, pause(GONE, undefined, { ref: false })])
  for (const stream of streams) stream.destroy()
}
