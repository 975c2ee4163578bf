import { parentPort, workerData } from 'node:worker_threads'
import { EvalFlags, MAX_STACK_SIZE, QuickJS } from 'quickjs-wasi'
import type { JSValueHandle } from 'quickjs-wasi'
import { makePacking } from './packing.ts'
import { makeRealm, POWER } from './realm.ts'
import type { RealmSetup } from './realm.ts'

/** What the thread is opened with. */
export interface ThreadSetup {
  /** The engine itself. */
  readonly wasm: Uint8Array
  readonly realm: RealmSetup
  /** The driver as JavaScript, with powers as calls of `POWER`. */
  readonly driver: string | undefined
  readonly library: string | undefined
  /** Bytes that a program and its driver may take. */
  readonly memory: number
}

/** One program on one case. */
export interface ThreadRequest {
  readonly script: string
  /** Packed. */
  readonly input: string
  /** Eight 32-bit integers as JSON. */
  readonly draws: string
  /** Whether this engine answers for functions of `Math` that the language leaves to the implementation. */
  readonly host: boolean
}

const { wasm, realm, driver, library, memory } = workerData as ThreadSetup
const { unpack } = makePacking()

/** What is used of a global that Node's types do not name. */
interface Compiler {
  compile(code: Uint8Array): Promise<object>
}
const { WebAssembly: compiler } = globalThis as unknown as { readonly WebAssembly: Compiler }
/** Compiled once, for as many engines as there are cases. */
const compiled = compiler.compile(wasm)

/** What V8 says of a function that is left to the implementation. */
function answerFor(name: string, args: string): number {
  const [a = NaN, b = NaN] = unpack(args) as number[]
  if (name === '**') return a ** b
  return (Math as unknown as Readonly<Record<string, (...given: number[]) => number>>)[name]?.(...(unpack(args) as number[])) ?? NaN
}

/** A clock that stands still: `clock_time_get` writes 64 bits. */
const clock = (own: { readonly buffer: ArrayBuffer }): Record<string, (...args: never[]) => number> => ({
  clock_time_get: (_id: number, _precision: bigint, at: number) => {
    new DataView(own.buffer).setBigUint64(at, 0n, true)
    return 0
  },
})

/** Runs a program on a case in an engine of its own; the packed end, or what the engine itself said. */
async function carryOut({ script, input, draws, host }: ThreadRequest): Promise<string> {
  const vm = await QuickJS.create({
    wasm: (await compiled) as never,
    memoryLimit: memory,
    maxStackSize: MAX_STACK_SIZE,
    wasi: clock as never,
    timezoneOffset: 0,
  })
  try {
    const made = vm.evalCode(`'use strict'; (${String(makeRealm)})((${String(makePacking)})(), ${JSON.stringify(realm)})`, 'realm')
    const call = (name: string, ...args: JSValueHandle[]): JSValueHandle => vm.callFunction(made.getProp(name), made, ...args)
    if (driver !== undefined) {
      vm.defineProp(vm.global, POWER, made.getProp('power'), {})
      const loading = vm.evalCode(driver, 'driver', EvalFlags.TYPE_MODULE)
      vm.executePendingJobs()
      const loaded = await vm.resolvePromise(loading)
      if (!('value' in loaded)) return 'the driver does not load'
      call('drive', loaded.value.getProp('default'))
    }
    const program = vm.evalCode(script, 'program')
    const lent = library === undefined ? vm.undefined : vm.evalCode(library, 'library')
    const answering = host
      ? vm.newFunction('answer', (name, args) => vm.newNumber(answerFor(name?.toString() ?? '', args?.toString() ?? '[]')))
      : vm.undefined
    return call('run', program, lent, vm.newString(input), vm.newString(draws), answering).toString()
  } finally {
    vm.dispose()
  }
}

// cases are timed from here on: how long a thread takes to begin is the machine's
void compiled.then(() => parentPort?.postMessage({ ready: true }))

parentPort?.on('message', (request: ThreadRequest) => {
  carryOut(request).then(
    (ended) => parentPort?.postMessage({ ended }),
    (error: unknown) => parentPort?.postMessage({ fault: error instanceof Error ? error.message : String(error) }),
  )
})
