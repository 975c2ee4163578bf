import type { Evaluation, EvaluationJob, Evaluator, Report, SetName } from '../../engine/contracts/evaluation.ts'
import { TernateError } from '../../engine/contracts/fault.ts'
import { FUEL } from '../../engine/contracts/problem.ts'
import type { Case, Problem } from '../../engine/contracts/problem.ts'
import type { Files } from '../../engine/contracts/program.ts'
import { eraseTypes, wrongIn } from '../../languages/javascript/parse.ts'
import { scoreCase } from './score.ts'
import { createEvaluationCache, noCache } from './cache.ts'
import { meter, meterLibrary, UNCOUNTED } from './metering/meter.ts'
import { casesOf } from '../../authoring/cases.ts'
import { entryIn, takesTools } from '../../authoring/entry.ts'
import type { Ended, Turn } from './sandbox/driver-realm.ts'
import { wallFor } from './sandbox/jail.ts'
import type { Jail } from '../../engine/contracts/event.ts'
import type { Run, SandboxSetup } from './sandbox/protocol.ts'
import { type Lost, supervise } from './sandbox/supervisor.ts'
import { inInitialNames, reasonOf } from './reasons.ts'
import { drawsOf, driverFault, driverName, LEAST_LIMIT, openJudging, type Judging } from './judging.ts'

/** How an evaluator is made. */
export interface EvaluatorOptions {
  /** `frozen` (the default) runs all programs in one hardened realm that nothing can change; `fresh` makes a realm for each. Results are equal. */
  readonly realm?: 'fresh' | 'frozen'
  /** Programs after which a sandbox process is replaced; 20,000 unless given. */
  readonly recycle?: number
  /** `bwrap` puts each sandbox process into namespaces of its own (Linux with bubblewrap), `none` does not; `bwrap` where that works unless given. */
  readonly jail?: Jail
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
  /** Fuel that the first initial program burns on each case of a set: the measure of the limits. */
  initialFuel(set: SetName): Promise<readonly number[]>
}

/** Fuel that no initial program reaches; an initial program that does is broken. */
const BOUNDLESS = 2 ** 42

/** Processor seconds per unit of fuel that are believed of an initial program, the slack on them, and the most that a case may take. */
const FASTEST = 2e-9
const SLOWEST = 1e-7
const SLACK = 10
const LONGEST = 600

/**
 * Makes an evaluator: one sandbox process, in which programs run on the problem's cases; answers are judged here.
 *
 * @throws TernateError `SANDBOX_START`, `SANDBOX_JAIL`, `PROBLEM_DRIVER`, `PROBLEM_LIBRARY`, `PROBLEM_INITIAL`, `PROBLEM_VERIFIER` (from `evaluate` too) when the problem itself is broken
 *
 * @example
 * const evaluator = await createEvaluator(problem)
 * const evaluation = await evaluator.evaluate({ program, set: 'train' })
 * await evaluator.close()
 */
export async function createEvaluator(problem: Problem, options: EvaluatorOptions = {}): Promise<MeteredEvaluator> {
  const setup: SandboxSetup = {
    kind: 'setup',
    entry: entryIn(problem),
    driver: driverSource(problem),
    ...(problem.library === undefined ? {} : libraryScript(problem, problem.library)),
    tools: takesTools(entryIn(problem)),
    memory: problem.limits.memory ?? 128,
    answer: problem.limits.answer ?? 2 ** 20,
    realm: options.realm ?? 'frozen',
  }
  const limits = new Map<SetName, Promise<readonly number[]>>()
  const known = options.remember === true ? createEvaluationCache() : noCache
  let secondsPerFuel = SLOWEST
  const supervisor = await supervise({
    setup,
    jail: options.jail ?? wallFor('auto'),
    recycle: options.recycle ?? 20_000,
    inputs: (set) => casesOf(problem, set as SetName).map((item) => item.input),
    seconds: ({ turns }) => turns.reduce((sum, turn) => sum + Math.min(turn.fuel * secondsPerFuel * SLACK, LONGEST), 0),
  })

  async function initialFuel(set: SetName): Promise<readonly number[]> {
    const known = limits.get(set)
    if (known !== undefined) return known
    const measured = measureInitialProgram(set)
    limits.set(set, measured)
    // a fault may have been of that moment: who asks again has it measured again
    measured.catch(() => limits.delete(set))
    return measured
  }

  async function measureInitialProgram(set: SetName): Promise<readonly number[]> {
    const metered = meter(problem.initialPrograms[0] ?? {}, entryIn(problem))
    if (!metered.ok) throw initialProgramFault(problem, metered.reason)
    const cases = casesOf(problem, set)
    const fuels: number[] = []
    const begun = process.hrtime.bigint()
    const turns = cases.map((_, k): Turn => ({ input: k, fuel: BOUNDLESS, draws: drawsOf(set, k) }))
    const run: Run = { script: metered.script, stamps: metered.stamps, set, turns }
    const [ends = []] = await supervisor.run([run])
    for (const end of await recount(run, ends, problem.initialPrograms[0] ?? {})) {
      const why = 'reason' in end ? reasonOf(problem, problem.initialPrograms[0] ?? {}, end.reason, end.place) : end.kind
      if (end.kind === 'driver') throw driverFault(problem, why)
      if (end.kind !== 'answer') throw initialProgramFault(problem, `${why}, on case ${cases[fuels.length]?.name}`)
      const subject = cases[fuels.length] as Case
      const result = scoreCase(problem, subject, end.answer, end.fuel)
      if (result.verdict === 'unverified')
        throw new TernateError(
          'PROBLEM_VERIFIER',
          `verify of ${problem.name}: ${result.reason} on the initial program's answer to case ${subject.name}`,
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
    if (fuel !== undefined || problem.initialPrograms.length === 0) return casesOf(problem, set).map(() => fuel ?? FUEL.withoutInitial)
    return (await initialFuel(set)).map((burned) => Math.max(LEAST_LIMIT, FUEL.times * burned))
  }

  async function evaluateAll(jobs: readonly EvaluationJob[], signal?: AbortSignal, report?: Report): Promise<readonly Evaluation[]> {
    signal?.throwIfAborted()
    const judgings: Judging[] = []
    for (const job of jobs) judgings.push(openJudging(problem, known, job, await limitsOf(job.set)))
    let burned = 0
    for (let open = judgings.filter(({ over }) => !over); open.length > 0; open = open.filter(({ over }) => !over)) {
      const wanted = open.map((judging) => judging.run())
      const runs = wanted.flatMap((run) => run ?? [])
      const before = burned
      const ends = [...(runs.length === 0 ? [] : await supervisor.run(runs, signal, report && ((fuel) => report(before + fuel))))].values()
      for (const [k, judging] of open.entries()) {
        const run = wanted[k]
        const own = run === undefined ? [] : await recount(run, ends.next().value ?? [], judging.files, signal)
        for (const end of own) if ('fuel' in end) burned += end.fuel
        judging.take(own)
      }
    }
    return judgings.map((judging) => judging.conclude())
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
    const metered = meter(files, entryIn(problem), false)
    if (!metered.ok) return ends
    const sound = ends.slice(0, -1)
    const [again = []] = await supervisor.run([{ ...run, script: metered.script, turns: run.turns.slice(sound.length) }], signal)
    // what the first attempt burned was told as progress, so that the case costs no less
    return [
      ...sound,
      ...again.map((end, k) => {
        if (!('fuel' in end)) return end
        const placed =
          'place' in end && end.place?.script === 'program' ? { ...end, place: { ...end.place, counting: false as const } } : end
        return k === 0 ? { ...placed, fuel: Math.max(end.fuel, last.fuel) } : placed
      }),
    ]
  }

  return {
    cost: 'fuel',
    async evaluate(job, signal, report) {
      const [evaluation] = await evaluateAll([job], signal, report)
      return evaluation as Evaluation
    },
    evaluateAll,
    initialFuel,
    pid: () => supervisor.pid(),
    close: () => supervisor.close(),
  }
}

const initialName = ({ initialPrograms, initialFiles }: Problem): string =>
  initialFiles?.[0] ?? Object.keys(initialPrograms[0] ?? {})[0] ?? 'initial'

const initialProgramFault = (problem: Problem, reason: string): TernateError =>
  new TernateError(
    'PROBLEM_INITIAL',
    `initial program ${initialName(problem)} of ${problem.name}: ${inInitialNames(problem, reason)}`,
    'the initial program must export the entry and answer every case',
  )

/** The driver as JavaScript. */
function driverSource(problem: Problem): string | undefined {
  if (problem.driver === undefined) return undefined
  const erased = eraseTypes(problem.driver)
  if (erased.ok) return erased.script
  throw new TernateError('PROBLEM_DRIVER', wrongIn(driverName(problem), erased), 'fix the driver file')
}

/** The library as a metered script: it runs on the fuel of the program that calls it. */
function libraryScript(problem: Problem, library: string): Pick<SandboxSetup, 'library' | 'stamps'> {
  const fault = (reason: string): TernateError =>
    new TernateError(
      'PROBLEM_LIBRARY',
      `library of ${problem.name}: ${reason}`,
      'Write it as one module whose default export is an object, and give the entry a last parameter for it.',
    )
  if (entryIn(problem).parameters.length === 0) throw fault('the entry has no parameter that could take it')
  const metered = meterLibrary(library)
  if (metered.ok) return { library: metered.script, stamps: metered.stamps }
  throw fault(metered.reason)
}
