import type { Report } from '../../../engine/contracts/evaluator.ts'
import { TernateError } from '../../../engine/contracts/fault.ts'
import type { Ended } from './driver-realm.ts'
import type { Jail } from '../../../engine/contracts/runner.ts'
import { requireJail } from './jail.ts'
import { type Exchange, type Hear, type SandboxProcess, startSandbox } from './process.ts'
import { heapOf, type Run, type SandboxSetup } from './protocol.ts'

/** How the environment, not the program's own logic, ended a case. */
export interface Lost {
  readonly kind: 'timeout' | 'memory' | 'crash'
}

/** Runs programs in sandbox processes that may die, and replaces them. */
export interface Supervisor {
  /** The cases of each run in order, each up to the first without an answer. Calls wait for each other; a signal ends the sandbox and rejects; `report` hears of the fuel that the first attempt has burned. */
  run(runs: readonly Run[], signal?: AbortSignal, report?: Report): Promise<readonly (readonly (Ended | Lost)[])[]>
  /** Process id of the current sandbox, for those who measure. */
  pid(): Promise<number>
  close(): Promise<void>
}

/** Where the supervisor finds what sandboxes need. */
export interface Supply {
  readonly setup: SandboxSetup
  readonly jail: Jail
  inputs(set: string): readonly unknown[]
  /** Processor seconds that a run may take beyond the second that every request has. */
  seconds(run: Run): number
  /** Programs after which a sandbox is replaced. */
  readonly recycle: number
}

/** Memory of the process beside the heap of its isolate, in bytes; V8 oversteps its limit while it collects. */
const OVERHEAD = 300 * 2 ** 20

/** Wall seconds, and wall seconds for a processor second, that the isolate's own timer leaves the watchdog, which measures better. */
const BACKSTOP = 20

/** Processor seconds that every request has. */
const LEAST_SECONDS = 1

/** Of its fuel the share that a case must have burned for its time to be looked at twice: whatever the machine was busy with, this one has not computed. */
const WORKED = 1 / 1000

/** Warm processes kept ready once a sandbox has died. */
const SPARES = 2

/** Started, not yet set up, by jail; shared by all evaluators of this thread. */
const warm: Readonly<Record<Jail, SandboxProcess[]>> = { none: [], bwrap: [] }

/** A process that nothing has run in: a warm one if there is one. */
function takeProcess(jail: Jail): SandboxProcess {
  const spares = warm[jail]
  for (let spare = spares.shift(); spare !== undefined; spare = spares.shift()) if (!spare.gone) return spare
  return startSandbox(jail)
}

function keepSpares(jail: Jail): void {
  while (warm[jail].length < SPARES) warm[jail].push(startSandbox(jail))
}

/** Ends the processes that are kept ready, and waits until they are gone. */
export async function closeSpares(): Promise<void> {
  await Promise.all(Object.values(warm).flatMap((spares) => spares.splice(0).map((spare) => spare.close())))
}

interface Sandbox {
  readonly process: SandboxProcess
  readonly sets: Set<string>
  programs: number
}

/**
 * Starts supervising.
 *
 * What kills a sandbox is run again, alone and case by case in a process of its own, before it is believed; the other programs of
 * its batch are run again one by one. A case that has used up its processor seconds and burned hardly any fuel in them is believed at once.
 *
 * @throws TernateError `PROBLEM_DRIVER` when the driver does not load, `SANDBOX_START` when no process comes up, `SANDBOX_JAIL` when that is for
 *   want of bwrap
 */
export async function supervise({ setup, jail, inputs, seconds, recycle }: Supply): Promise<Supervisor> {
  const bytes = heapOf(setup.memory) * 2 ** 20 + OVERHEAD

  async function open(): Promise<Sandbox> {
    const process = takeProcess(jail)
    const reply = await process.ask(setup, 30)
    if (reply.kind === 'ready') return { process, sets: new Set(), programs: 0 }
    await process.close()
    if (reply.kind === 'broken')
      throw new TernateError(
        'PROBLEM_DRIVER',
        `the driver ${reply.reason}`,
        'export default function drive(program, input, tools) from the driver file',
      )
    if (jail === 'bwrap') requireJail()
    throw new TernateError(
      'SANDBOX_START',
      `no sandbox process came up (${reply.kind})`,
      'check that isolated-vm is installed for this version of Node',
    )
  }

  let closed = false
  let current = await open()

  const refuseClosed = (): void => {
    if (closed) throw new TernateError('EVALUATOR_CLOSED', 'the evaluator is closed', 'make a new one')
  }

  async function ready(): Promise<Sandbox> {
    refuseClosed()
    if (current.process.gone) {
      keepSpares(jail)
      current = await open()
    } else if (current.programs >= recycle) {
      await current.process.close()
      current = await open()
    }
    return current
  }

  async function send(within: Sandbox, runs: readonly Run[], report?: Hear): Promise<Exchange> {
    for (const { set } of runs) {
      if (within.sets.has(set)) continue
      const reply = await within.process.ask({ kind: 'load', set, inputs: inputs(set) }, 60)
      if (reply.kind !== 'ready') return reply
      within.sets.add(set)
    }
    within.programs += runs.length
    const allowed = runs.reduce((sum, run) => sum + seconds(run), LEAST_SECONDS)
    const exchange = await within.process.ask({ kind: 'run', runs, seconds: BACKSTOP + allowed * BACKSTOP }, allowed, bytes, report)
    if (exchange.kind === 'broken')
      throw new TernateError('PROBLEM_DRIVER', `the driver ${exchange.reason}`, 'the answer must be plain data')
    return exchange
  }

  /**
   * One program in a process that has run no other, case by case; the process serves on if it lives. The case `idle` has had its seconds
   * before, without computing in them: it is not run again.
   */
  async function runAlone({ turns, ...run }: Run, idle?: number): Promise<readonly (Ended | Lost)[]> {
    keepSpares(jail)
    await current.process.close()
    current = await open()
    const cases: (Ended | Lost)[] = []
    for (const [at, turn] of turns.entries()) {
      if (at === idle) return [...cases, { kind: 'timeout' }]
      const exchange = await send(current, [{ ...run, turns: [turn] }])
      if (exchange.kind === 'ended') cases.push(...(exchange.runs[0] ?? []))
      else cases.push({ kind: exchange.kind === 'timeout' || exchange.kind === 'memory' ? exchange.kind : 'crash' })
      const last = cases.at(-1)?.kind
      if (last !== 'answer' && last !== 'asks') break
    }
    return cases
  }

  async function runAll(runs: readonly Run[], signal?: AbortSignal, report?: Report): Promise<readonly (readonly (Ended | Lost)[])[]> {
    const within = await ready()
    const stop = (): void => void within.process.close()
    signal?.addEventListener('abort', stop)
    const latest = { turn: 0, before: 0, fuel: 0 }
    const exchange = await send(within, runs, (fuel, turn) => {
      if (turn !== latest.turn) Object.assign(latest, { turn, before: fuel })
      latest.fuel = fuel
      report?.(fuel)
    })
    signal?.removeEventListener('abort', stop)
    signal?.throwIfAborted()
    refuseClosed()
    if (exchange.kind === 'ended') return exchange.runs
    const [only] = runs
    if (runs.length === 1 && only !== undefined) {
      const worked = latest.fuel - latest.before >= (only.turns[latest.turn]?.fuel ?? 0) * WORKED
      return [await runAlone(only, exchange.kind === 'timeout' && !worked ? latest.turn : undefined)]
    }
    const results: (readonly (Ended | Lost)[])[] = []
    for (const each of runs) results.push(...(await runAll([each], signal)))
    return results
  }

  let last: Promise<unknown> = Promise.resolve()

  return {
    run(runs, signal, report) {
      const result = last.then(() => runAll(runs, signal, report))
      last = result.catch(() => {})
      return result
    },
    pid: async () => (await ready()).process.pid,
    async close() {
      closed = true
      await current.process.close()
      await last
      await current.process.close()
    },
  }
}
