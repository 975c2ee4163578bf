import { readSync, writeSync } from 'node:fs'
import { createRequire } from 'node:module'
import { serialize } from 'node:v8'
import { Worker } from 'node:worker_threads'
import type Ivm from 'isolated-vm'
import type { Context, Isolate, Reference } from 'isolated-vm'
import { type DriverRealm, type Ended, makeDriverRealm } from './driver-realm.ts'
import { frame, messages } from './frames.ts'
import { hardenProgramRealm, type ProgramRealm } from './program-realm.ts'
import type { Reply, Request, Run, SandboxSetup } from './protocol.ts'

// The sandbox process: reads requests from its standard input, one at a time, and answers on its standard output.
// It never returns to the event loop, so nothing but requests can happen in it.

/** The first argument is the path of the library. */
const ivm = createRequire(import.meta.url)(process.argv[2] ?? 'isolated-vm') as typeof Ivm

/** Deepest nesting of a program's calls, in frames; with the stack size of sandbox/process.ts the machine's own limit is not met first. */
const CALL_DEPTH = 4000

/** Fuel handed out at once: well inside the small integers. */
const CHUNK = 2 ** 29

/** Ends the process when its parent is gone, also while the main thread is stuck in a built-in that nothing interrupts. */
function watchParent(parent: number): void {
  setInterval(() => {
    if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL')
  }, 250)
}
new Worker(`(${String(watchParent)})(${process.ppid})`, { eval: true, execArgv: [], env: {}, stdout: true, stderr: true })

const send = (reply: Reply): void => {
  const bytes = frame(reply)
  for (let at = 0; at < bytes.length;) at += writeSync(1, bytes, at)
}

/** Text of the function that the driver calls for the entry: arguments that are not primitives are copied, a value of the declared type passes. */
function entryWrapper({ parameters, returns }: SandboxSetup['entry']): string {
  const names = parameters.map((_, k) => `a${k}`)
  const adopted = names.map(
    (name) => `if ((typeof ${name} === 'object' && ${name} !== null) || typeof ${name} === 'function') ${name} = adopt(${name});`,
  )
  const pass = ['number', 'boolean', 'string'].includes(returns) ? `if (typeof v === '${returns}') return v;` : ''
  return `((adopt, settle) => (guard) => (${names.join(', ')}) => { 'use strict'; ${adopted.join(' ')} const v = guard(${names.join(', ')}); ${pass} return settle(v); })`
}

interface Cell {
  readonly isolate: Isolate
  readonly driver: Reference<DriverRealm>
  readonly load: Reference<DriverRealm['load']>
  readonly run: Reference<DriverRealm['run']>
  programRealm(): { readonly context: Context; readonly kernel: Reference<ProgramRealm>; release(): void }
}

function build(setup: SandboxSetup): Cell {
  const isolate = new ivm.Isolate({ memoryLimit: setup.memory })
  const context = isolate.createContextSync()
  const source = `(${String(makeDriverRealm)})(${JSON.stringify(setup.entry.name)}, ${JSON.stringify(setup.entry.returns)}, ${setup.answer}, ${entryWrapper(setup.entry)})`
  const driver = context.evalSync(source, { reference: true }) as unknown as Reference<DriverRealm>
  const method = <K extends keyof DriverRealm>(name: K): Reference<DriverRealm[K]> => driver.getSync(name, { reference: true })
  if (setup.driver !== undefined) {
    const module = isolate.compileModuleSync(setup.driver, { filename: 'driver' })
    module.instantiateSync(context, (specifier) => {
      throw new Error(`imports ${specifier}: a driver is one file`)
    })
    module.evaluateSync({ timeout: 5000 })
    const drive: Reference = module.namespace.getSync('default', { reference: true })
    if (drive.typeof !== 'function') throw new Error('does not export a default function')
    method('drive').applySync(undefined, [drive.derefInto() as never])
  }
  const text = String(hardenProgramRealm)
  const scratch = isolate.createContextSync()
  const list = scratch.evalSync(`(${text})(${CALL_DEPTH}, ${CHUNK}).list`) as string
  scratch.release()
  const harden = isolate.compileScriptSync(`(${text})(${CALL_DEPTH}, ${CHUNK}, ${list})`)
  const make = (): ReturnType<Cell['programRealm']> => {
    const made = isolate.createContextSync()
    const kernel = harden.runSync(made, { reference: true }) as unknown as Reference<ProgramRealm>
    return {
      context: made,
      kernel,
      release: () => {
        kernel.release()
        made.release()
      },
    }
  }
  const shared = setup.realm === 'frozen' ? { ...make(), release: () => {} } : undefined
  return { isolate, driver, load: method('load'), run: method('run'), programRealm: () => shared ?? make() }
}

let setup: SandboxSetup | undefined
let cell: Cell | undefined

/** Runs one program; undefined when the isolate did not survive it. */
function run({ script, set, turns }: Run, within: Cell, limits: SandboxSetup): readonly Ended[] | undefined {
  const realm = within.programRealm()
  try {
    let program: Reference
    try {
      const compiled = within.isolate.compileScriptSync(script)
      program = compiled.runSync(realm.context, { reference: true })
      compiled.release()
    } catch {
      return within.isolate.isDisposed ? undefined : [{ kind: 'error', fuel: 0, reason: 'does not compile' }]
    }
    const copied = new ivm.ExternalCopy(turns).copyInto({ release: true })
    const cases: Ended[] = within.run.applySync(
      undefined,
      [realm.kernel.derefInto() as never, program.derefInto({ release: true }) as never, set, copied as never],
      { result: { copy: true } },
    )
    return cases.map((item) => cap(item, limits.answer))
  } finally {
    if (!within.isolate.isDisposed) realm.release()
  }
}

/** An answer larger than the limit is no answer. */
function cap(item: Ended, largest: number): Ended {
  if (item.kind !== 'answer' || typeof item.answer === 'number') return item
  const bytes = ArrayBuffer.isView(item.answer) ? item.answer.byteLength : serialize(item.answer).length
  return bytes > largest ? { kind: 'error', fuel: item.fuel, reason: 'the answer is too large' } : item
}

function answer(request: Request): Reply {
  if (request.kind === 'setup') {
    setup = request
    try {
      cell = build(request)
    } catch (error) {
      return { kind: 'broken', reason: (error as Error).message.split('\n')[0] ?? '' }
    }
    return { kind: 'ready' }
  }
  if (cell === undefined || setup === undefined) return { kind: 'broken', reason: 'no set-up' }
  if (request.kind === 'load') {
    const inputs = new ivm.ExternalCopy(request.inputs).copyInto({ release: true })
    cell.load.applySync(undefined, [request.set, inputs as never])
    return { kind: 'ready' }
  }
  const runs: (readonly Ended[])[] = []
  for (const item of request.runs) {
    const ended = run(item, cell, setup)
    if (ended === undefined) return { kind: 'memory' }
    runs.push(ended)
  }
  return { kind: 'ended', runs }
}

const receive = messages((message) => {
  const reply = ((): Reply => {
    try {
      return answer(message as Request)
    } catch (error) {
      if (cell?.isolate.isDisposed) return { kind: 'memory' }
      return { kind: 'broken', reason: (error as Error).message }
    }
  })()
  send(reply)
  if (reply.kind === 'memory') process.exit(0)
})

const chunk = Buffer.allocUnsafe(1 << 16)
for (;;) {
  const read = readSync(0, chunk)
  if (read === 0) process.exit(0)
  receive(Buffer.from(chunk.subarray(0, read)))
}
