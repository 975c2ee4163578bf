import { readFileSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { entryIn, takesTools } from '../../authoring/entry.ts'
import { TernateError } from '../../engine/contracts/fault.ts'
import type { Problem } from '../../engine/contracts/problem.ts'
import type { Program } from '../../engine/contracts/program.ts'
import { heapOf } from '../isolate/sandbox/protocol.ts'
import { drawsOf } from '../isolate/runner.ts'
import { setupOf } from '../isolate/setup.ts'
import { join, withSeenPowers } from './joined.ts'
import { makePacking } from './packing.ts'
import { POWER } from './realm.ts'
import type { Ended } from './realm.ts'
import type { ThreadRequest, ThreadSetup } from './thread.ts'

/**
 * Functions of `Math` whose values the language leaves to the implementation (ECMA-262, "implementation-approximated"). Square roots are
 * among them by its letter, but IEEE 754 fixes them and every engine keeps to it.
 */
export const APPROXIMATE: readonly string[] =
  'acos acosh asin asinh atan atan2 atanh cbrt cos cosh exp expm1 hypot log log10 log1p log2 pow sin sinh tan tanh'.split(' ')

/** A case in the second engine: its end, or why there is none. */
export type SecondResult = Ended | { readonly kind: 'unfinished'; readonly reason: string; readonly called: readonly string[] }

/** One program on one case. */
export interface SecondRequest {
  readonly program: Program
  readonly input: unknown
  /** As the first engine has it. */
  readonly seed: string
  /** Whether V8 answers for functions that the language leaves to the implementation. */
  readonly host: boolean
}

/** Runs programs in QuickJS. Nothing that a program does there takes longer than `seconds`, or ends this process. */
export interface SecondEngine {
  /** Name and version. */
  readonly name: string
  run(request: SecondRequest): Promise<SecondResult>
  close(): Promise<void>
}

/** How the engine is opened. */
export interface SecondEngineOptions {
  /** Wall-clock seconds for a case; 60 unless given. Interpreting takes some hundred times what V8 takes. */
  readonly seconds?: number
}

const PATIENCE = 60
/** Megabytes of stack: calls that are 4,000 deep, as the sandbox allows, take a stack of the interpreter's for each. */
const STACK = 64

/** The engine's code, read once a process. */
let code: Uint8Array | undefined

const codeOf = (): Uint8Array => (code ??= new Uint8Array(readFileSync(new URL(import.meta.resolve('quickjs-wasi/quickjs.wasm')))))

function threadSetup(problem: Problem): ThreadSetup {
  const entry = entryIn(problem)
  const { driver, memory } = setupOf(problem, 'frozen')
  const library = problem.library === undefined ? undefined : join({ 'library.ts': problem.library }, 'default')
  return {
    wasm: codeOf(),
    realm: {
      entry: entry.name,
      parameters: entry.parameters.length,
      rest: entry.parameters.at(-1)?.name.startsWith('...') === true,
      returns: entry.returns,
      tools: takesTools(entry),
      approximate: APPROXIMATE,
    },
    driver: driver === undefined ? undefined : withSeenPowers(driver, POWER),
    library: library?.ok === true ? library.script : undefined,
    memory: heapOf(memory) * 2 ** 20,
  }
}

/**
 * Opens QuickJS for a problem whose programs are JavaScript: the linked program without meters, in a thread of its own that is ended when a
 * case takes too long.
 *
 * @throws TernateError `ENGINE_RUNNER` when another runner than the sandbox runs them
 */
export function openSecondEngine(problem: Problem, { seconds = PATIENCE }: SecondEngineOptions = {}): SecondEngine {
  if (problem.runner !== undefined && problem.runner.use !== 'isolate')
    throw new TernateError(
      'ENGINE_RUNNER',
      `programs of ${problem.name} are run by ${problem.runner.use}, which no second JavaScript engine can repeat`,
      'Leave --engine out: `ternate verify RUN` repeats evaluations by that runner.',
    )
  const setup = threadSetup(problem)
  const { pack, unpack } = makePacking()
  let thread: Promise<Worker> | undefined

  /** A thread that has compiled the engine: what it takes to begin is no part of a case. */
  function begin(): Promise<Worker> {
    const worker = new Worker(new URL('./thread.ts', import.meta.url), {
      workerData: setup,
      env: {},
      resourceLimits: { stackSizeMb: STACK },
    })
    return new Promise((resolve, reject) => {
      worker.once('message', () => {
        worker.removeListener('error', reject)
        resolve(worker)
      })
      worker.once('error', reject)
    })
  }

  async function ask(request: ThreadRequest): Promise<SecondResult> {
    const worker = await (thread ??= begin())
    return new Promise((resolve) => {
      const settle = (result: SecondResult): void => {
        clearTimeout(timer)
        worker.removeAllListeners('message').removeAllListeners('error').removeAllListeners('exit')
        resolve(result)
      }
      const abandon = (reason: string): void => {
        thread = undefined
        settle({ kind: 'unfinished', reason, called: [] })
        worker.on('error', () => {})
        void worker.terminate()
      }
      const timer = setTimeout(() => abandon(`took longer than ${seconds} s`), seconds * 1000)
      worker.on('message', ({ ended, fault }: { readonly ended?: string; readonly fault?: string }) =>
        settle(ended === undefined ? { kind: 'unfinished', reason: fault ?? 'no answer', called: [] } : readEnded(ended)),
      )
      worker.on('error', (error) => abandon(`ended the engine: ${error.message}`))
      worker.on('exit', () => abandon('ended the engine'))
      worker.postMessage(request)
    })
  }

  function readEnded(text: string): SecondResult {
    try {
      return unpack(text) as Ended
    } catch {
      return { kind: 'unfinished', reason: 'gave no end of a case', called: [] }
    }
  }

  return {
    name: 'QuickJS',
    async run({ program, input, seed, host }) {
      const joined = join(program.files, setup.realm.entry)
      if (!joined.ok) return { kind: 'error', reason: joined.reason, called: [] }
      return ask({ script: joined.script, input: pack(input), draws: JSON.stringify(drawsOf(seed)), host })
    },
    async close() {
      await (await thread)?.terminate()
      thread = undefined
    },
  }
}
