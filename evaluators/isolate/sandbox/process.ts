import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { TernateError } from '../../../engine/contracts/fault.ts'
import { boot, code } from './boot.ts'
import { frames } from './frames.ts'
import { isolatedVm, requireIsolatedVm } from './isolated-vm.ts'
import { jailFlags } from './jail.ts'
import type { Jail } from '../../../engine/contracts/runner.ts'
import type { Reply, Request } from './protocol.ts'

/** What came of a request: the sandbox's reply, or how the process ended instead. */
export type Exchange = Exclude<Reply, { kind: 'progress' }> | { readonly kind: 'crash' }

/** Hears of the fuel that a request has burned, and of the turn that its run is at. */
export type Hear = (fuel: number, turn: number) => void

/** A sandbox process. One request at a time; after `timeout`, `memory` or `crash` it is gone. */
export interface SandboxProcess {
  /** Sends a request and waits for the answer, at most for so many processor seconds of the sandbox; memory beyond `bytes` ends it too. */
  ask(request: Request, seconds: number, bytes?: number, report?: Hear): Promise<Exchange>
  readonly gone: boolean
  readonly pid: number
  /** Kills the process and resolves when it is gone. */
  close(): Promise<void>
}

/**
 * Node's own fences and V8's switches. The stack is 3 MB of the usual 8; a regular expression that backtracks too much goes on in
 * linear time where it can. What is compiled is run, and never again, so it is compiled at once and not kept, the quick compiler comes
 * early and the thorough one late; one thread does it all, since the other processors have sandboxes of their own. Heaps stay
 * small, which costs programs no time. /etc/alpine-release is what the loader of native modules looks at.
 */
export const fences: readonly string[] = [
  '--no-node-snapshot',
  '--no-lazy',
  '--no-compilation-cache',
  '--optimize-for-size',
  '--single-threaded',
  '--no-lazy-feedback-allocation',
  '--invocation-count-for-maglev=100',
  '--invocation-count-for-turbofan=30000',
  '--stack-size=3000',
  '--enable-experimental-regexp-engine-on-excessive-backtracks',
  '--regexp-backtracks-before-fallback=500',
  '--permission',
  '--allow-addons',
  '--allow-worker',
  ...[...(isolatedVm?.folders ?? []), '/etc/alpine-release'].map((path) => `--allow-fs-read=${path}`),
]

/** How often a busy sandbox is looked at, in milliseconds. */
const WATCH = 40

/** Wall seconds after which a busy process that burns no processor time counts as stuck. */
const STILL = 20

/** Processor seconds and individual bytes of a process and its children (a jail is its prisoner's parent), as Linux tells them in clock ticks of 1/100 s and pages of 4 KiB; undefined elsewhere. */
function usage(pid: number): { readonly seconds: number; readonly bytes: number } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    const own = { seconds: (Number(fields[11]) + Number(fields[12])) / 100, bytes: Number(fields[21]) * 4096 }
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').split(' ')
    return children.reduce((sum, child) => {
      const used = child.trim() === '' ? undefined : usage(Number(child))
      return used === undefined ? sum : { seconds: sum.seconds + used.seconds, bytes: sum.bytes + used.bytes }
    }, own)
  } catch {
    return undefined
  }
}

/**
 * Starts a sandbox process. It does not keep the engine's process alive, and ends with it.
 *
 * @throws TernateError `SANDBOX_MISSING` when there is no isolated-vm
 */
export function startSandbox(jail: Jail): SandboxProcess {
  const { file, folders } = requireIsolatedVm()
  const cell = [process.execPath, ...fences, '--eval', boot, file]
  const [command = '', ...args] = jail === 'none' ? cell : ['bwrap', ...jailFlags(process.execPath, folders), ...cell]
  // detached: a terminal sends its interrupt to the whole group, and a run that saves itself then still needs its sandboxes
  return supervise(spawn(command, args, { stdio: ['pipe', 'pipe', 'ignore'], env: { TZ: 'UTC' }, windowsHide: true, detached: true }))
}

function supervise(child: ChildProcess): SandboxProcess {
  const { stdin, stdout } = child
  if (stdin === null || stdout === null) throw new TernateError('SANDBOX_START', 'a sandbox has no pipes', 'this is a fault of the engine')
  const pid = child.pid ?? 0
  let gone = false
  let settle: ((exchange: Exchange) => void) | undefined
  let hear: Hear | undefined
  /** Looks at the process while it is busy; it is left running between requests that follow each other closely. */
  let watch: NodeJS.Timeout | undefined
  let look = (): void => {}

  const finish = (exchange: Exchange): void => {
    const waiting = settle
    settle = undefined
    waiting?.(exchange)
  }
  const kill = (exchange: Exchange): void => {
    gone = true
    child.kill('SIGKILL')
    finish(exchange)
  }
  const ended = new Promise<void>((resolve) => {
    // V8 aborts when it finds no memory where it cannot fail
    const end = (code?: unknown, signal?: unknown): void => {
      gone = true
      clearInterval(watch)
      finish({ kind: signal === 'SIGABRT' || code === 134 ? 'memory' : 'crash' })
      resolve()
    }
    child.once('exit', end)
    child.once('error', end)
  })
  const patrol = (): void => {
    if (gone) return
    if (settle !== undefined) return look()
    clearInterval(watch)
    watch = undefined
    hold(false)
  }
  /** Whether the process keeps the engine's alive: only while it is asked something. */
  const hold = (held: boolean): void => {
    for (const handle of [child, stdout as unknown as Handle, stdin as unknown as Handle]) (held ? handle.ref : handle.unref)?.call(handle)
  }
  stdin.on('error', () => {})
  stdin.write(frames.frame(code))
  stdout.on('error', () => {})
  const receive = frames.messages((message) => {
    const reply = message as Reply
    if (reply.kind === 'progress') hear?.(reply.fuel, reply.turn)
    else if (reply.kind === 'memory' || reply.kind === 'timeout') kill(reply)
    else finish(reply)
  })
  stdout.on('data', (bytes: Buffer) => {
    try {
      receive(bytes)
    } catch {
      kill({ kind: 'crash' })
    }
  })
  hold(false)

  return {
    pid,
    get gone() {
      return gone
    },
    ask(request, seconds, bytes = Infinity, report) {
      if (gone) return Promise.resolve({ kind: 'crash' })
      return new Promise((resolve) => {
        settle = resolve
        hear = report
        look = watcher(pid, seconds, bytes, kill)
        if (watch === undefined) {
          hold(true)
          watch = setInterval(patrol, WATCH)
        }
        stdin.write(frames.frame(request))
      })
    },
    async close() {
      gone = true
      clearInterval(watch)
      child.ref()
      child.kill('SIGKILL')
      await ended
    },
  }
}

interface Handle {
  ref?(): void
  unref?(): void
}

/** Looks at a process again and again; kills it when it has burnt its seconds since the first look, stands still, or is too large. */
function watcher(pid: number, seconds: number, bytes: number, kill: (exchange: Exchange) => void): () => void {
  const begun = process.hrtime.bigint()
  let first: number | undefined
  let latest = 0
  let moved = begun
  return () => {
    const now = process.hrtime.bigint()
    const used = usage(pid)
    if (used === undefined) {
      if (Number(now - begun) / 1e9 > seconds) kill({ kind: 'timeout' })
      return
    }
    first ??= used.seconds
    if (used.seconds > latest) moved = now
    latest = used.seconds
    if (used.bytes > bytes) kill({ kind: 'memory' })
    else if (latest - first > seconds || Number(now - moved) / 1e9 > STILL) kill({ kind: 'timeout' })
  }
}
