import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { Status } from '../engine/contracts/event.ts'
import { findPlugin } from '../authoring/plugins.ts'
import { defined } from '../engine/contracts/defined.ts'
import { TernateError } from '../engine/contracts/fault.ts'
import type { Strategy } from '../engine/contracts/manifest.ts'
import type { Baseline } from '../engine/contracts/event.ts'
import type { Problem } from '../engine/contracts/problem.ts'
import { loadProblem } from '../authoring/load.ts'
import { judgeBaselines, knownBaselines } from '../run/baselines.ts'
import { contentLike, differences, referenceTo } from '../run/evolve.ts'
import { openRun } from '../run/folder.ts'
import type { AskingOptions } from '../run/models.ts'
import { completeOptions } from '../run/options.ts'
import type { Sandbox } from '../run/options.ts'
import type { OpenedParts } from '../run/parts.ts'
import { createWorkers } from '../run/workers.ts'
import { platform, version } from '../run/version.ts'
import { compareTrials } from './comparison.ts'
import type { Comparison, Results } from './comparison.ts'
import { execute, hasBegun, isDone } from './execute.ts'
import type { Conditions } from './execute.ts'
import { armOf, asksModels, REFERENCES } from './arm.ts'
import type { Arm } from './arm.ts'
import { curvesOf } from './curves.ts'
import { mustBalance } from './ledger.ts'
import type { Registry } from '../engine/contracts/registry.ts'
import { completeStrategy } from '../engine/contracts/strategy.ts'
import { outlookOf } from './outlook.ts'
import type { Outlook } from './outlook.ts'
import { departuresOf, extendPlan, plannedRuns, stemOf } from './plan.ts'
import type { Plan, PlannedPlugin, PlannedProblem, PlannedRun } from './plan.ts'
import { readPlan, writePlan, writeWhole } from './plan-file.ts'
import { readRun } from './results.ts'
import type { RunResults } from './results.ts'
import { csvOf } from './csv.ts'
import { straysIn } from './strays.ts'
import { trialOf } from './trial.ts'
import type { Trial } from './trial.ts'

/** What is to be compared. An experiment that is there already is gone on with, and grows by what it does not have yet. */
export interface CompareOptions {
  /** Folder of the experiment. */
  readonly out: string
  /** Names of shipped problems, or folders of others. */
  readonly problems?: readonly string[]
  /** Names of shipped strategies, `best-of`, or recipes; the first of an experiment is compared with each other one. */
  readonly strategies?: readonly (string | Strategy)[]
  /** Whether a new experiment has the reference strategies, too: `tune-only`, `random` and `sequential`; it has them unless this is false. */
  readonly references?: boolean
  /** Paths of modules that define parts for the strategies. */
  readonly plugins?: readonly string[]
  /** How many seeds, the same ones for every strategy, which are drawn from the plan; or which ones. 10 unless given. */
  readonly seeds?: number | readonly (string | number)[]
  /** Evaluations of each strategy for a seed; 2,000 unless given. An experiment has one budget. */
  readonly evaluations?: number
  /** Runs at a time, one for each processor unless given. */
  readonly jobs?: number
  /** Whether the problems' baselines are judged on every set in the end; they are unless this is false. */
  readonly baselines?: boolean
  /** A train score: how long does it take to get there? For an experiment with one problem. */
  readonly target?: number
  readonly sandbox?: Sandbox
  readonly asking?: AskingOptions
  readonly signal?: AbortSignal
  /** Is given what tells of the runs that are under way, once there are any. */
  readonly watch?: (underWay: () => readonly Status[]) => void
  /** Hears what is planned, once that is written down and before the first run. */
  readonly onPlan?: (outlook: Outlook) => void
  /** Hears how many runs there are and how many are done, and of each that ends. */
  readonly onProgress?: (progress: Progress) => void
}

/** Where an experiment stands. */
export interface Progress {
  readonly done: number
  readonly runs: number
  /** The run that has just ended, and its champion's scores. */
  readonly ended?: Parameters<NonNullable<Conditions['onEnd']>>[0]
}

/** Loaded problems by name. */
type Loaded = ReadonlyMap<string, Problem>

async function loadAll(
  problems: readonly string[],
  parts: Pick<OpenedParts, 'languages' | 'registry'>,
): Promise<{ planned: PlannedProblem[]; loaded: Map<string, Problem> }> {
  const planned: PlannedProblem[] = []
  const loaded = new Map<string, Problem>()
  for (const named of problems) {
    const problem = await loadProblem(named, undefined, parts)
    if (planned.some(({ name, reference }) => name === problem.name && reference === referenceTo(problem))) continue
    planned.push({ name: problem.name, reference: referenceTo(problem), content: problem.content })
    loaded.set(problem.name, problem)
  }
  return { planned, loaded }
}

/**
 * Sees that a run is what the plan says, made by this engine, with the problem as it is and recipe and models as those of its fellows.
 *
 * @throws TernateError `EXPERIMENT_MISMATCH`
 */
function mustFit(
  { folder, key, arm }: PlannedRun,
  { manifest }: RunResults,
  problem: Problem,
  fellow: RunResults | undefined,
  registry: Registry,
): void {
  const now = { ...manifest, engine: version, platform, problem: { ...manifest.problem, content: contentLike(manifest, problem).content } }
  const differing = [
    ...differences(manifest, now),
    ...(manifest.seed === key ? [] : [`its seed is ${manifest.seed}`]),
    ...(isDeepStrictEqual(manifest.strategy, completeStrategy(arm.strategy, problem, registry))
      ? []
      : [`its strategy is not ${arm.name} as planned`]),
    ...(fellow === undefined || isDeepStrictEqual([manifest.order, manifest.asking], [fellow.manifest.order, fellow.manifest.asking])
      ? []
      : ['its order or its models are not those of the other seeds']),
  ]
  if (differing.length === 0) return
  throw new TernateError(
    'EXPERIMENT_MISMATCH',
    `${folder} does not belong to the others: ${differing.join('; ')}`,
    'Put that back as it was, or delete the run and compare again.',
  )
}

/** Reads all runs of an experiment, which have ended; refuses those that do not belong together or did not spend the same. */
async function readTrials(plan: Plan, folder: string, loaded: Loaded, registry: Registry): Promise<Trial[]> {
  const parts = new Map<string, { readonly run: PlannedRun; readonly results: RunResults }[]>()
  const fellows = new Map<string, RunResults>()
  for (const run of plannedRuns(plan, folder)) {
    const problem = loaded.get(run.problem.name) as Problem
    const opened = openRun(run.folder)
    try {
      const results = readRun(opened, problem.train.length)
      const kind = JSON.stringify([run.problem.name, run.arm.name])
      mustFit(run, results, problem, fellows.get(kind), registry)
      fellows.set(kind, results)
      mustBalance(results, run.evaluations, run.folder)
      const trial = JSON.stringify([run.problem.name, run.arm.name, run.seed])
      parts.set(trial, [...(parts.get(trial) ?? []), { run, results }])
    } finally {
      await opened.archive.close()
    }
  }
  return [...parts.values()].map((list) => {
    const { run } = list[0] as (typeof list)[number]
    const { direction } = loaded.get(run.problem.name) as Problem
    const name = { problem: run.problem.name, arm: run.arm.name, seed: run.seed }
    return trialOf(
      name,
      list.map(({ results }) => results),
      direction,
    )
  })
}

/** Writes tables and curves into an experiment's folder. */
function writeResults(folder: string, comparison: Comparison, { problems, trials }: Results): void {
  writeWhole(join(folder, 'results.json'), `${JSON.stringify(comparison, null, 2)}\n`)
  writeWhole(join(folder, 'results.csv'), csvOf(trials, problems))
  for (const problem of comparison.problems) {
    writeWhole(join(folder, `curves-${stemOf(problem.name)}.svg`), curvesOf(problem, comparison, trials))
  }
}

/** What the baselines of each problem came to, by the problem's name; judged once for an experiment, and kept in its folder. */
async function judgeAll(
  loaded: Loaded,
  folder: string,
  parts: OpenedParts,
  { jobs = availableParallelism(), sandbox = 'auto', signal, baselines = true }: CompareOptions,
): Promise<ReadonlyMap<string, readonly Baseline[]>> {
  const judged = new Map<string, readonly Baseline[]>()
  if (!baselines) return judged
  for (const problem of loaded.values()) {
    const known = await knownBaselines(join(folder, `baselines-${stemOf(problem.name)}.json`), problem, async () => {
      const workers = await createWorkers(problem, { workers: jobs, sandbox, parts })
      try {
        return await judgeBaselines(problem, workers, () => signal?.aborted !== true)
      } finally {
        await workers.close()
      }
    })
    judged.set(problem.name, known.judged)
  }
  return judged
}

/** The arms that are asked for; of a new experiment with those that every comparison is read against. */
function armsOf({ strategies = [], references = true }: CompareOptions, isNew: boolean, registry: Registry): Arm[] {
  const arms = strategies.map((named) => armOf(named, registry))
  return [...arms, ...(isNew && references && arms.length > 0 ? REFERENCES.map((name) => armOf(name)) : [])]
}

const seedsOf = (seeds: CompareOptions['seeds']): number | readonly string[] | undefined =>
  typeof seeds === 'object' ? seeds.map(String) : seeds

/** How many runs of a plan have ended; undefined where none has begun. */
async function endedOf(runs: readonly PlannedRun[]): Promise<number | undefined> {
  let ended = 0
  let isBegun = false
  for (const run of runs) {
    isBegun ||= await hasBegun(run.folder)
    if (await isDone(run)) ended += 1
  }
  return isBegun ? ended : undefined
}

/**
 * Sees that problems and plug-ins are what they were when the experiment was planned.
 *
 * @throws TernateError `EXPERIMENT_MISMATCH`
 */
function mustBeAsPlanned(plan: Plan, now: readonly PlannedProblem[], parts: OpenedParts): void {
  const changed = [
    ...plan.problems.filter(({ name, content }) => content !== undefined && now.find((one) => one.name === name)?.content !== content),
    ...(plan.plugins ?? []).flatMap(({ place, content }) =>
      content === undefined || parts.plugins.some((one) => one.place === place && one.content === content) ? [] : [{ name: place }],
    ),
  ]
  if (changed.length === 0) return
  throw new TernateError(
    'EXPERIMENT_MISMATCH',
    `${changed.map(({ name }) => name).join(', ')} changed since the experiment was planned`,
    'Put that back as it was, or begin another experiment in another folder.',
  )
}

/** Sees that options are usable before anything is written. */
function mustBeUsable(
  { jobs = 1, seeds = 1, target, asking }: CompareOptions,
  { arms, problems, evaluations }: Plan,
  registry: Registry,
): void {
  const refuse = (what: string, remedy: string): never => {
    throw new TernateError('OPTION_INVALID', what, remedy)
  }
  if (!Number.isInteger(jobs) || jobs < 1 || jobs > 1024) refuse('jobs must be a whole number from 1 on', 'Give for example --jobs 2.')
  const count = typeof seeds === 'number' ? seeds : seeds.length
  if (!Number.isInteger(count) || count < 1 || count > 1000)
    refuse('seeds must be from 1 to 1000, or a list of so many', 'Give for example --seeds 10, or --seeds 3,5,8.')
  if (typeof seeds !== 'number' && (new Set(seeds.map(String)).size < count || seeds.some((seed) => !/^.{1,100}$/.test(String(seed)))))
    refuse('seeds that are named must differ, and each have 1 to 100 characters', 'Give for example --seeds 3,5,8.')
  if (target !== undefined && (!Number.isFinite(target) || problems.length > 1))
    refuse(
      'a target is the train score of one problem',
      'Leave it out with several problems: then the median of the first strategy counts.',
    )
  for (const { strategy } of arms) completeOptions({ strategy, evaluations, ...(asksModels(strategy, registry) ? asking : {}) }, registry)
}

/**
 * Compares strategies on problems with equal budgets and paired seeds: begins an experiment or goes on with one, carries out the runs that
 * are not done yet, and writes `results.json`, `results.csv` and curves beside them. Undefined when it was aborted; what was done is kept.
 *
 * Champions are chosen by validation, and compared on held-out sets.
 *
 * @throws TernateError `EXPERIMENT_MISSING`, `EXPERIMENT_MISMATCH`, `EXPERIMENT_UNEQUAL`, `EXPERIMENT_CORRUPT`, and those of `evolve`
 * @example
 * await compare({ out: 'exp', problems: ['bin-packing'], strategies: ['default', 'random'], seeds: 10, evaluations: 5000 })
 */
export async function compare(options: CompareOptions): Promise<Comparison | undefined> {
  const { jobs = availableParallelism(), sandbox, asking, signal, target, watch, onPlan, onProgress } = options
  const folder = resolve(options.out)
  const { known, parts } = await readPlan(
    folder,
    options.plugins?.map((name) => findPlugin(name, process.cwd())),
  )
  const { registry } = parts
  const plugins = parts.plugins.map(({ place }) => place)
  const references = [...(known?.problems ?? []).map(({ reference }) => reference), ...(options.problems ?? [])]
  const { planned, loaded } = await loadAll(references, parts)
  const ended = known === undefined ? undefined : await endedOf(plannedRuns(known, folder))
  if (known !== undefined && ended !== undefined) mustBeAsPlanned(known, planned, parts)
  const plan = extendPlan(
    known,
    {
      engine: version,
      problems: planned,
      arms: armsOf(options, known === undefined, registry),
      plugins: parts.plugins.map(({ place, content }): PlannedPlugin => ({ place, content })),
      ...defined({ seeds: seedsOf(options.seeds), evaluations: options.evaluations }),
    },
    ended,
  )
  mustBeUsable(options, plan, registry)
  writePlan(folder, plan)
  onPlan?.(outlookOf(plan, folder, loaded))

  const runs = plannedRuns(plan, folder)
  const left: PlannedRun[] = []
  for (const run of runs) if (!(await isDone(run))) left.push(run)
  let done = runs.length - left.length
  onProgress?.({ done, runs: runs.length })
  const complete = await execute(left, {
    jobs,
    sandbox,
    asking,
    plugins,
    registry,
    signal,
    watch,
    onEnd: (ended) => onProgress?.({ done: ++done, runs: runs.length, ended }),
  })
  if (!complete) return undefined

  const trials = await readTrials(plan, folder, loaded, registry)
  const baselines = await judgeAll(loaded, folder, parts, options)
  if (signal?.aborted === true) return undefined
  const results: Results = {
    evaluations: plan.evaluations,
    seeds: plan.seeds.length,
    arms: plan.arms.map(({ name }) => name),
    problems: plan.problems.map(({ name }) => {
      const { direction, unit, heldOut, validation, objectives } = loaded.get(name) as Problem
      const known = baselines.get(name)
      const sets = { heldOut: heldOut.map(({ set }) => set), hasValidation: validation.length > 0 }
      return { name, direction, unit, ...sets, objectives, target, ...(known === undefined ? {} : { baselines: known }) }
    }),
    trials,
  }
  const departures = departuresOf(plan, version, straysIn(folder, runs))
  const { hash, engine, seeds } = plan
  const report = { ...defined({ hash, engine }), seeds, asPlanned: departures.length === 0, departures }
  const comparison: Comparison = { ...compareTrials(results), plan: report }
  writeResults(folder, comparison, results)
  return comparison
}
