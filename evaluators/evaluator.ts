import { createHash } from 'node:crypto'
import type { CaseResult, Evaluation, EvaluationJob, Evaluator, Report, SetName } from '../engine/contracts/evaluation.ts'
import { TernateError } from '../engine/contracts/fault.ts'
import type { Case, Problem } from '../engine/contracts/problem.ts'
import type { Files } from '../engine/contracts/program.ts'
import { stripTypes } from '../language/parse.ts'
import { judge, summarize } from './judge.ts'
import { createKnown, forgetful, type KnownCase } from './known.ts'
import { meter, meterLibrary, UNCOUNTED } from './metering/meter.ts'
import { casesOf } from './problem/cases.ts'
import type { Ended, Turn } from './sandbox/driver-realm.ts'
import type { Run, SandboxSetup } from './sandbox/protocol.ts'
import { type Lost, supervise } from './sandbox/supervisor.ts'

/** How an evaluator is made. */
export interface EvaluatorOptions {
  /** `frozen` (the default) runs all programs in one hardened realm that nothing can change; `fresh` makes a realm for each. Results are equal. */
  readonly realm?: 'fresh' | 'frozen'
  /** Programs after which a sandbox process is replaced; 20,000 unless given. */
  readonly recycle?: number
  /** `bwrap` puts each sandbox process into namespaces of its own (Linux with bubblewrap); `none` unless given. */
  readonly jail?: 'none' | 'bwrap'
  /** Whether a program that was judged on a case before is not run on it again; not unless given. */
  readonly remember?: boolean
}

/** An evaluator of metered programs in one sandbox process. */
export interface MeteredEvaluator extends Evaluator {
  readonly cost: 'fuel'
  /** Evaluates several programs that do not depend on each other: they travel to the sandbox together. */
  evaluateAll(jobs: readonly EvaluationJob[], signal?: AbortSignal, report?: Report): Promise<readonly Evaluation[]>
  /** Process id of the sandbox, for those who measure. */
  pid(): Promise<number>
  /** Fuel that the first seed burns on each case of a set: the measure of the limits. */
  seedFuel(set: SetName): Promise<readonly number[]>
}

/** Fuel that no seed reaches; a seed that does is broken. */
const BOUNDLESS = 2 ** 42

/** A program may burn so many times what the seed burns, and so much in any case. */
const SEED_FACTOR = 20
const LEAST_LIMIT = 10_000

/** Fuel of a case where there is no seed to measure: about half a second. */
const SEEDLESS_LIMIT = 100_000_000

/** Processor seconds per unit of fuel that are believed of a seed, the slack on them, and the most that a case may take. */
const FASTEST = 2e-9
const SLOWEST = 1e-7
const SLACK = 10
const LONGEST = 600

/** Random seeds of a case, the same for every program. */
function drawsOf(set: SetName, index: number): readonly number[] {
  const bytes = createHash('sha256').update(`${set}/${index}/0`).digest()
  return Array.from({ length: 8 }, (_, k) => bytes.readInt32LE(4 * k))
}

/**
 * Makes an evaluator: one sandbox process, in which programs run on the problem's cases; answers are judged here.
 *
 * @throws TernateError `SANDBOX_START`, `SANDBOX_JAIL`, `PROBLEM_DRIVER`, `PROBLEM_LIBRARY`, `PROBLEM_SEED`, `PROBLEM_VERIFIER` (from `evaluate` too) when the problem itself is broken
 *
 * @example
 * const evaluator = await createEvaluator(problem)
 * const evaluation = await evaluator.evaluate({ program, set: 'train' })
 * await evaluator.close()
 */
export async function createEvaluator(problem: Problem, options: EvaluatorOptions = {}): Promise<MeteredEvaluator> {
  const setup: SandboxSetup = {
    kind: 'setup',
    entry: problem.entry,
    driver: driverSource(problem),
    ...(problem.library === undefined ? {} : { library: libraryScript(problem, problem.library) }),
    memory: problem.limits.memory ?? 128,
    answer: problem.limits.answer ?? 2 ** 20,
    realm: options.realm ?? 'frozen',
  }
  const limits = new Map<SetName, Promise<readonly number[]>>()
  const known = options.remember === true ? createKnown() : forgetful
  let secondsPerFuel = SLOWEST
  const supervisor = await supervise({
    setup,
    jail: options.jail ?? 'none',
    recycle: options.recycle ?? 20_000,
    inputs: (set) => casesOf(problem, set as SetName).map((item) => item.input),
    seconds: ({ turns }) => turns.reduce((sum, turn) => sum + Math.min(turn.fuel * secondsPerFuel * SLACK, LONGEST), 0),
  })

  async function seedFuel(set: SetName): Promise<readonly number[]> {
    const known = limits.get(set)
    if (known !== undefined) return known
    const measured = measureSeed(set)
    limits.set(set, measured)
    return measured
  }

  async function measureSeed(set: SetName): Promise<readonly number[]> {
    const metered = meter(problem.seeds[0] ?? {}, problem.entry)
    if (!metered.ok) throw seedFault(problem, metered.reason)
    const cases = casesOf(problem, set)
    const fuels: number[] = []
    const begun = process.hrtime.bigint()
    const turns = cases.map((_, k): Turn => ({ input: k, fuel: BOUNDLESS, draws: drawsOf(set, k) }))
    const run: Run = { script: metered.script, set, turns }
    const [ends = []] = await supervisor.run([run])
    for (const end of await recount(run, ends, problem.seeds[0] ?? {})) {
      if (end.kind === 'driver') throw driverFault(problem, end.reason)
      if (end.kind !== 'answer')
        throw seedFault(
          problem,
          'reason' in end ? `${end.reason} on case ${cases[fuels.length]?.name}` : `${end.kind} on case ${cases[fuels.length]?.name}`,
        )
      const subject = cases[fuels.length] as Case
      const result = judge(problem, subject, end.answer, end.fuel)
      if (result.verdict === 'unverified')
        throw new TernateError(
          'PROBLEM_VERIFIER',
          `verify of ${problem.name}: ${result.reason} on the seed's answer to case ${subject.name}`,
          'make verify return a score, or invalid(why), for every answer',
        )
      fuels.push(end.fuel)
    }
    const burned = fuels.reduce((sum, fuel) => sum + fuel, 0)
    secondsPerFuel = Math.min(SLOWEST, Math.max(FASTEST, Number(process.hrtime.bigint() - begun) / 1e9 / Math.max(1, burned)))
    return fuels
  }

  async function limitsOf(set: SetName): Promise<readonly number[]> {
    const { fuel } = problem.limits
    if (fuel !== undefined || problem.seeds.length === 0) return casesOf(problem, set).map(() => fuel ?? SEEDLESS_LIMIT)
    return (await seedFuel(set)).map((burned) => Math.max(LEAST_LIMIT, SEED_FACTOR * burned))
  }

  /** A job made ready: what the sandbox is to run, if anything, and what its results are about. */
  async function prepare(
    job: EvaluationJob,
  ): Promise<{ readonly run: Run | undefined; conclude(ends: readonly (Ended | Lost)[]): Evaluation }> {
    const all = casesOf(problem, job.set)
    const indices = job.cases ?? all.map((_, k) => k)
    const cases = indices.map((k) => all[k] as Case)
    const whole = indices.length === all.length && indices.every((index, k) => index === k)
    const metered = meter(job.program.files, problem.entry)
    const sum = (results: readonly CaseResult[]): Evaluation => summarize(problem, job.set, results, cases, whole)
    if (!metered.ok) return { run: undefined, conclude: () => sum([{ verdict: 'error', fuel: 0, reason: metered.reason }]) }
    const allowed = await limitsOf(job.set)
    const { form } = job.program
    const past = indices.map((k) => known.find(form, job.set, k))
    // nothing runs after a case that ended without an answer
    const end = past.findIndex((item) => item?.answered === false)
    const reached = end === -1 ? indices.length : end + 1
    const missing = indices.slice(0, reached).filter((_, at) => past[at] === undefined)
    const turns = missing.map((k): Turn => ({ input: k, fuel: allowed[k] ?? LEAST_LIMIT, draws: drawsOf(job.set, k) }))

    /** What came of the case at a place, which is known or was just run. */
    function settle(at: number, ended: Ended | Lost): KnownCase {
      if (ended.kind === 'driver') throw driverFault(problem, ended.reason)
      const index = indices[at] ?? 0
      const limit = allowed[index] ?? LEAST_LIMIT
      const answered = ended.kind === 'answer'
      const result = answered ? judge(problem, cases[at] as Case, ended.answer, ended.fuel) : failure(ended, limit)
      const settled = { result, answered }
      if (answered || ended.kind === 'error' || ended.kind === 'fuel') known.add(form, job.set, index, settled)
      return settled
    }

    const conclude = (ends: readonly (Ended | Lost)[]): Evaluation => {
      const fresh = ends.values()
      const settled: KnownCase[] = []
      for (let at = 0; at < reached && settled.at(-1)?.answered !== false; at++) {
        const item = past[at]
        const ended = item === undefined ? fresh.next().value : undefined
        if (item === undefined && ended === undefined) break
        settled.push(item ?? settle(at, ended as Ended | Lost))
      }
      // cases run before they are judged: those after a refused answer were burned too, and were told as progress
      const burned = settled.reduce((fuel, { result }) => fuel + result.fuel, 0)
      const failed = settled.findIndex(({ result }) => result.verdict !== 'scored')
      const results = settled.slice(0, failed === -1 ? settled.length : failed + 1).map(({ result }) => result)
      return { ...sum(results), fuel: burned }
    }
    if (missing.length === 0) return { run: undefined, conclude }
    return { run: { script: metered.script, set: job.set, turns }, conclude }
  }

  async function evaluateAll(jobs: readonly EvaluationJob[], signal?: AbortSignal, report?: Report): Promise<readonly Evaluation[]> {
    signal?.throwIfAborted()
    const prepared: Awaited<ReturnType<typeof prepare>>[] = []
    for (const job of jobs) prepared.push(await prepare(job))
    const runs = prepared.flatMap((item) => item.run ?? [])
    const ends = [...(runs.length === 0 ? [] : await supervisor.run(runs, signal, report))].values()
    const evaluations: Evaluation[] = []
    for (const [k, { run, conclude }] of prepared.entries()) {
      const own = run === undefined ? [] : (ends.next().value ?? [])
      evaluations.push(conclude(run === undefined ? own : await recount(run, own, jobs[k]?.program.files ?? {}, signal)))
    }
    return evaluations
  }

  /** Runs a program again from the case on in which a loop was to be counted that cannot be, now charging every loop as it runs. */
  async function recount(
    run: Run,
    ends: readonly (Ended | Lost)[],
    files: Files,
    signal?: AbortSignal,
  ): Promise<readonly (Ended | Lost)[]> {
    const last = ends.at(-1)
    if (last?.kind !== 'error' || last.reason !== UNCOUNTED) return ends
    const metered = meter(files, problem.entry, false)
    if (!metered.ok) return ends
    const sound = ends.slice(0, -1)
    const [again = []] = await supervisor.run([{ ...run, script: metered.script, turns: run.turns.slice(sound.length) }], signal)
    // what the first attempt burned was told as progress, so that the case costs no less
    return [...sound, ...again.map((end, k) => (k === 0 && 'fuel' in end ? { ...end, fuel: Math.max(end.fuel, last.fuel) } : end))]
  }

  return {
    cost: 'fuel',
    async evaluate(job, signal, report) {
      const [evaluation] = await evaluateAll([job], signal, report)
      return evaluation as Evaluation
    },
    evaluateAll,
    seedFuel,
    pid: () => supervisor.pid(),
    close: () => supervisor.close(),
  }
}

/** A case that ended without an answer; one that only the environment ended costs its whole limit. */
function failure(end: Exclude<Ended, { kind: 'answer' | 'driver' }> | Lost, limit: number): CaseResult {
  if (end.kind === 'error' || end.kind === 'fuel') return { verdict: end.kind, fuel: end.fuel, reason: end.reason }
  const reasons = { timeout: 'took too long outside what fuel counts', memory: 'used too much memory', crash: 'ended the sandbox' }
  return { verdict: end.kind, fuel: limit, reason: reasons[end.kind] }
}

const driverName = (problem: Problem): string => `driver of ${problem.name}`
const seedName = (files: Files | undefined): string => Object.keys(files ?? {})[0] ?? 'seed'

const driverFault = (problem: Problem, reason: string): TernateError =>
  new TernateError(
    'PROBLEM_DRIVER',
    `${driverName(problem)} ${reason}`,
    'make the driver return the answer of every program that does not fail',
  )

const seedFault = (problem: Problem, reason: string): TernateError =>
  new TernateError(
    'PROBLEM_SEED',
    `seed ${seedName(problem.seeds[0])} of ${problem.name}: ${reason}`,
    'the seed must export the entry and answer every case',
  )

/** The driver as JavaScript. */
function driverSource(problem: Problem): string | undefined {
  if (problem.driver === undefined) return undefined
  try {
    return stripTypes(problem.driver)
  } catch (error) {
    throw new TernateError('PROBLEM_DRIVER', `${driverName(problem)} does not parse`, 'fix the driver file', { cause: error })
  }
}

/** The library as a metered script: it runs on the fuel of the program that calls it. */
function libraryScript(problem: Problem, library: string): string {
  const fault = (reason: string): TernateError =>
    new TernateError(
      'PROBLEM_LIBRARY',
      `library of ${problem.name}: ${reason}`,
      'Write it as one module whose default export is an object, and give the entry a last parameter for it.',
    )
  if (problem.entry.parameters.length === 0) throw fault('the entry has no parameter that could take it')
  const metered = meterLibrary(library)
  if (metered.ok) return metered.script
  throw fault(metered.reason)
}
