import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { TernateError } from '../../engine/contracts/fault.ts'
import { frame, messages } from './frames.ts'
import type { Reply, Request, SandboxSetup } from './protocol.ts'

/** What came of a request: the sandbox's reply, or how the process ended instead. */
export type Exchange = Reply | { readonly kind: 'timeout' } | { readonly kind: 'crash' }

/** A sandbox process. One request at a time; after `timeout`, `memory` or `crash` it is gone. */
export interface SandboxProcess {
  /** Sends a request and waits for the answer, at most for so many processor seconds of the sandbox. */
  ask(request: Request, seconds: number): Promise<Exchange>
  readonly gone: boolean
  readonly pid: number
  /** Kills the process and resolves when it is gone. */
  close(): Promise<void>
}

const require = createRequire(import.meta.url)
const entry = fileURLToPath(new URL('./main.ts', import.meta.url))
const folder = dirname(entry)
const library = dirname(require.resolve('isolated-vm'))
const loader = dirname(require.resolve('node-gyp-build', { paths: [library] }))

/**
 * Node's own fences and V8's switches. The stack is 3 MB of the usual 8; a regular expression that backtracks too much goes on in
 * linear time where it can. /etc/alpine-release is what the loader of native modules looks at.
 */
const flags = [
  '--no-node-snapshot',
  '--stack-size=3000',
  '--enable-experimental-regexp-engine-on-excessive-backtracks',
  '--permission',
  '--allow-addons',
  '--allow-worker',
  ...[folder, join(folder, '../../package.json'), library, loader, '/etc/alpine-release'].map((path) => `--allow-fs-read=${path}`),
]

/** How often a busy sandbox is looked at, in milliseconds. */
const WATCH = 50

/** Wall seconds after which a busy process that burns no processor time counts as stuck. */
const STILL = 20

/** Memory of the process beside the heap of its isolate, in bytes; V8 oversteps its limit while it collects. */
const OVERHEAD = 400 * 2 ** 20

/** Processor seconds and resident bytes of a process, as Linux tells them in clock ticks of 1/100 s and pages of 4 KiB; undefined elsewhere. */
function usage(pid: number): { readonly seconds: number; readonly bytes: number } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return { seconds: (Number(fields[11]) + Number(fields[12])) / 100, bytes: Number(fields[21]) * 4096 }
  } catch {
    return undefined
  }
}

/**
 * Starts a sandbox process and sets it up.
 *
 * @throws TernateError `PROBLEM_DRIVER` when the driver does not load, `SANDBOX_START` when no process comes up
 */
export async function startSandbox(setup: SandboxSetup): Promise<SandboxProcess> {
  const child: ChildProcess = spawn(process.execPath, [...flags, entry], { stdio: ['pipe', 'pipe', 'ignore'], env: { TZ: 'UTC' }, windowsHide: true })
  const sandbox = supervise(child, setup.memory * 2 ** 20 * 2 + OVERHEAD)
  const reply = await sandbox.ask(setup, 30)
  if (reply.kind === 'ready') return sandbox
  await sandbox.close()
  if (reply.kind === 'broken') throw new TernateError('PROBLEM_DRIVER', `the driver ${reply.reason}`, 'export default function drive(program, input, tools) from the driver file')
  throw new TernateError('SANDBOX_START', `no sandbox process came up (${reply.kind})`, 'check that isolated-vm is installed for this version of Node')
}

function supervise(child: ChildProcess, memory: number): SandboxProcess {
  const { stdin, stdout } = child
  if (stdin === null || stdout === null) throw new TernateError('SANDBOX_START', 'a sandbox has no pipes', 'this is a fault of the engine')
  const pid = child.pid ?? 0
  let gone = false
  let settle: ((exchange: Exchange) => void) | undefined
  let watch: NodeJS.Timeout | undefined

  const finish = (exchange: Exchange): void => {
    clearInterval(watch)
    watch = undefined
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
    const end = (): void => {
      gone = true
      finish({ kind: 'crash' })
      resolve()
    }
    child.once('exit', end)
    child.once('error', end)
  })
  stdin.on('error', () => {})
  stdout.on('error', () => {})
  const receive = messages((message) => {
    const reply = message as Reply
    if (reply.kind === 'memory') kill(reply)
    else finish(reply)
  })
  stdout.on('data', (bytes: Buffer) => {
    try {
      receive(bytes)
    } catch {
      kill({ kind: 'crash' })
    }
  })

  return {
    pid,
    get gone() {
      return gone
    },
    ask(request, seconds) {
      if (gone) return Promise.resolve({ kind: 'crash' })
      return new Promise((resolve) => {
        settle = resolve
        stdin.write(frame(request))
        const begun = process.hrtime.bigint()
        const first = usage(pid)?.seconds ?? 0
        let latest = first
        let moved = begun
        watch = setInterval(() => {
          const now = process.hrtime.bigint()
          const used = usage(pid)
          const elapsed = Number(now - begun) / 1e9
          if (used === undefined) {
            if (elapsed > seconds) kill({ kind: 'timeout' })
            return
          }
          if (used.seconds > latest) moved = now
          latest = used.seconds
          if (used.bytes > memory) kill({ kind: 'memory' })
          else if (latest - first > seconds || Number(now - moved) / 1e9 > STILL) kill({ kind: 'timeout' })
        }, WATCH)
      })
    },
    async close() {
      gone = true
      child.kill('SIGKILL')
      await ended
    },
  }
}
