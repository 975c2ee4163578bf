import { hash } from 'node:crypto'
import { entryIn } from '../../authoring/entry.ts'
import { OUTGROWN } from '../../engine/contracts/evaluation.ts'
import { TernateError } from '../../engine/contracts/fault.ts'
import type { Problem } from '../../engine/contracts/problem.ts'
import type { Program } from '../../engine/contracts/program.ts'
import type { Jail, RunnerCall, RunRequest, RunResult, Runner } from '../../engine/contracts/runner.ts'
import { casesOf } from '../../engine/contracts/sets.ts'
import type { SetName } from '../../engine/contracts/evaluation.ts'
import { meter, UNCOUNTED } from './metering/meter.ts'
import type { Metered } from './metering/meter.ts'
import { reasonOf } from './reasons.ts'
import type { Ended, Place, Turn } from './sandbox/driver-realm.ts'
import { wallFor } from './sandbox/jail.ts'
import type { Run } from './sandbox/protocol.ts'
import { supervise } from './sandbox/supervisor.ts'
import type { Lost } from './sandbox/supervisor.ts'
import { driverName, setupOf } from './setup.ts'

/** How the isolate is opened. */
export interface IsolateOptions {
  /** `frozen` (the default) runs all programs in one hardened realm that nothing can change; `fresh` makes a realm for each. Results are equal. */
  readonly realm?: 'fresh' | 'frozen' | undefined
  /** Programs after which a sandbox process is replaced; 20,000 unless given. */
  readonly recycle?: number | undefined
  /** `bwrap` puts each sandbox process into namespaces of its own (Linux with bubblewrap), `none` does not; `bwrap` where that works unless given. */
  readonly jail?: Jail | undefined
  /** Names of what programs may call for; their entry's last parameter has a function for each. None unless given. */
  readonly rights?: readonly string[] | undefined
  /** The inputs of a set; those of the problem's cases unless given. */
  readonly inputs?: ((set: string) => readonly unknown[]) | undefined
}

/** A request with the replies to the calls that its program made before, as JSON, in their order. */
export interface Attempt extends RunRequest {
  readonly replies?: readonly string[]
}

/** How a run ended that made a call to which there is no reply yet: it is to be made anew with one more. */
export interface Asking {
  readonly kind: 'asks'
  readonly cost: number
  readonly capability: string
  /** JSON. */
  readonly question: string
}

/** The runner of metered programs. */
export interface Isolate extends Runner {
  /** The same as `run` for programs that make calls. */
  attempt(requests: readonly Attempt[], call: RunnerCall): AsyncIterable<readonly [index: number, result: RunResult | Asking]>
  /** Process id of the sandbox, for those who measure. */
  pid(): Promise<number>
  explain: NonNullable<Runner['explain']>
  close: NonNullable<Runner['close']>
}

/** Processor seconds per unit of fuel that are believed of the problem's own programs, the slack on them, and the most that a case may take. */
const FASTEST = 2e-9
const SLOWEST = 1e-7
const SLACK = 10
const LONGEST = 600

type End = Ended | Lost

/** Consecutive requests of a call for one program. */
interface Group {
  readonly program: Program
  readonly metered: Metered
  readonly requests: readonly (readonly [index: number, request: Attempt])[]
}

/** Random seeds of a case from the seed of its request: eight 32-bit integers. */
export function drawsOf(seed: string): readonly number[] {
  const bytes = hash('sha256', seed, 'buffer')
  return Array.from({ length: 8 }, (_, k) => bytes.readInt32LE(4 * k))
}

const turnsOf = ({ requests }: Group): Turn[] =>
  requests.map(([, { case: input, budget, seed, replies }]): Turn => ({
    input,
    fuel: budget,
    draws: drawsOf(seed),
    ...(replies === undefined ? {} : { replies }),
  }))

/** Reasons of cases that ended for something outside the program. */
const LOST = { timeout: 'took too long outside what fuel counts', memory: OUTGROWN, crash: 'ended the sandbox' } as const

const driverFault = (problem: Problem, reason: string): TernateError =>
  new TernateError(
    'PROBLEM_DRIVER',
    `${driverName(problem)} ${reason}`,
    'make the driver return the answer of every program that does not fail',
  )

/** Requests by the programs that they follow each other for. */
function groupsOf(requests: readonly Attempt[], meteredOf: (program: Program) => Metered): Group[] {
  const groups: { program: Program; set: string; metered: Metered; requests: (readonly [number, Attempt])[] }[] = []
  for (const [index, request] of requests.entries()) {
    const { program, set } = request
    const last = groups.at(-1)
    if (last?.program === program && last.set === set) last.requests.push([index, request])
    else groups.push({ program, set, metered: meteredOf(program), requests: [[index, request]] })
  }
  return groups
}

/** The result of a request; a driver that is broken is a fault of the problem. */
function resultOf(problem: Problem, end: End | undefined, { program, budget }: RunRequest): RunResult | Asking {
  if (end === undefined) return { kind: 'skipped' }
  if (end.kind === 'driver') throw driverFault(problem, reasonOf(problem, program.files, end.reason, end.place))
  if (end.kind === 'answer') return { kind: 'answer', cost: end.fuel, answer: end.answer }
  if (end.kind === 'asks') return { kind: 'asks', cost: end.fuel, capability: end.capability, question: end.question }
  if (!('fuel' in end)) return { kind: end.kind, cost: budget, reason: LOST[end.kind], repeatable: false }
  const place = 'place' in end && end.place !== undefined ? { place: end.place } : {}
  return { kind: end.kind === 'fuel' ? 'budget' : end.kind, cost: end.fuel, reason: end.reason, ...place }
}

/** The ends of a program's cases that were run once more from the one on whose loop could not be counted ahead; it costs no less than at first. */
function recounted(ends: readonly End[], more: readonly End[], fuel: number): readonly End[] {
  return [
    ...ends.slice(0, -1),
    ...more.map((end, k) => {
      if (!('fuel' in end)) return end
      const placed = 'place' in end && end.place?.script === 'program' ? { ...end, place: { ...end.place, counting: false as const } } : end
      return k === 0 ? { ...placed, fuel: Math.max(end.fuel, fuel) } : placed
    }),
  ]
}

/** Processor seconds of a unit of fuel, as far as the problem's own programs tell. */
function secondsOf(ends: readonly (readonly End[])[], nanoseconds: bigint): number {
  const burned = ends.flat().reduce((sum, end) => sum + ('fuel' in end ? end.fuel : 0), 0)
  return Math.min(SLOWEST, Math.max(FASTEST, Number(nanoseconds) / 1e9 / Math.max(1, burned)))
}

/** Opens the runner of JavaScript: one sandbox process, in which metered programs run. */
export async function openIsolate(
  problem: Problem,
  { realm, recycle = 20_000, jail, rights, inputs }: IsolateOptions = {},
): Promise<Isolate> {
  const entry = entryIn(problem)
  const metered = new WeakMap<Program, Metered>()
  let secondsPerFuel = SLOWEST
  const supervisor = await supervise({
    setup: setupOf(problem, realm ?? 'frozen', rights),
    jail: jail ?? wallFor('auto'),
    recycle,
    inputs: inputs ?? ((set) => casesOf(problem, set as SetName).map((item) => item.input)),
    seconds: ({ turns }) => turns.reduce((sum, turn) => sum + Math.min(turn.fuel * secondsPerFuel * SLACK, LONGEST), 0),
  })

  /** The metered script of a program, made once: it is run step by step. */
  function meteredOf(program: Program): Metered {
    const known = metered.get(program) ?? meter(program.files, entry)
    metered.set(program, known)
    return known
  }

  /** Runs a program again from the case whose loop could not be counted ahead, now charging every loop as it runs. */
  async function recount(run: Run, ends: readonly End[], program: Program, signal?: AbortSignal): Promise<readonly End[]> {
    const last = ends.at(-1)
    if (last?.kind !== 'error' || last.reason !== UNCOUNTED) return ends
    const again = meter(program.files, entry, false)
    if (!again.ok) return ends
    const [more = []] = await supervisor.run([{ ...run, script: again.script, turns: run.turns.slice(ends.length - 1) }], signal)
    return recounted(ends, more, last.fuel)
  }

  async function* attempt(
    requests: readonly Attempt[],
    { signal, onProgress, trusted = false }: RunnerCall,
  ): AsyncGenerator<readonly [number, RunResult | Asking]> {
    const groups = groupsOf(requests, meteredOf)
    const runs = groups.flatMap((group): Run[] => {
      const { metered: made, requests: own } = group
      return made.ok ? [{ script: made.script, stamps: made.stamps, set: own[0]?.[1].set ?? '', turns: turnsOf(group) }] : []
    })
    const begun = process.hrtime.bigint()
    const all = runs.length === 0 ? [] : await supervisor.run(runs, signal, onProgress)
    let at = 0
    for (const { program, metered: made, requests: own } of groups) {
      if (made.ok) {
        const ends = await recount(runs[at] as Run, all[at] ?? [], program, signal)
        at += 1
        for (const [k, [index, request]] of own.entries()) yield [index, resultOf(problem, ends[k], request)]
      } else {
        const { reason } = made
        for (const [k, [index]] of own.entries()) yield [index, k === 0 ? { kind: 'error', cost: 0, reason } : { kind: 'skipped' }]
      }
    }
    if (trusted) secondsPerFuel = secondsOf(all, process.hrtime.bigint() - begun)
  }

  return {
    cost: 'metered',
    repeatable: true,
    // modules import files of any language as data; a program without modules fails when it is metered
    languages: 'any',
    // programs without rights ask nothing
    run: attempt as Runner['run'],
    attempt,
    explain: (program, reason, place) => reasonOf(problem, program.files, reason, place as Place | undefined),
    pid: () => supervisor.pid(),
    close: () => supervisor.close(),
  }
}
