import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { Status } from '../engine/contracts/event.ts'
import { findPlugin } from '../authoring/plugins.ts'
import { TernateError } from '../engine/contracts/fault.ts'
import type { Strategy } from '../engine/contracts/manifest.ts'
import type { Baseline } from '../engine/contracts/event.ts'
import type { Languages } from '../engine/contracts/language.ts'
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
import { execute, isDone } from './execute.ts'
import type { Conditions } from './execute.ts'
import { asksModels, armOf } from './arm.ts'
import { curvesOf } from './curves.ts'
import { mustBalance } from './ledger.ts'
import type { Registry } from '../engine/contracts/registry.ts'
import { completeStrategy } from '../engine/contracts/strategy.ts'
import { extendPlan, plannedRuns, readPlan, stemOf, writePlan, writeWhole } from './plan.ts'
import type { Plan, PlannedProblem, PlannedRun } from './plan.ts'
import { readRun } from './results.ts'
import type { RunResults } from './results.ts'
import { csvOf } from './csv.ts'
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
  /** Paths of modules that define parts for the strategies. */
  readonly plugins?: readonly string[]
  /** Seeds from 1 on, the same ones for every strategy; 10 unless given. */
  readonly seeds?: number
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
  languages: Languages,
): Promise<{ planned: PlannedProblem[]; loaded: Map<string, Problem> }> {
  const planned: PlannedProblem[] = []
  const loaded = new Map<string, Problem>()
  for (const named of problems) {
    const problem = await loadProblem(named, undefined, { languages })
    planned.push({ name: problem.name, reference: referenceTo(problem) })
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
  if (!Number.isInteger(seeds) || seeds < 1 || seeds > 1000) refuse('seeds must be from 1 to 1000', 'Give for example --seeds 10.')
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
  const { jobs = availableParallelism(), sandbox, asking, signal, target, watch, onProgress } = options
  const folder = resolve(options.out)
  const { known, parts } = await readPlan(
    folder,
    options.plugins?.map((name) => findPlugin(name, process.cwd())),
  )
  const { registry } = parts
  const plugins = parts.plugins.map(({ place }) => place)
  const asked = await loadAll(options.problems ?? [], parts.languages)
  const plan = extendPlan(known, {
    problems: asked.planned,
    arms: (options.strategies ?? []).map((named) => armOf(named, registry)),
    plugins,
    ...(options.seeds === undefined ? {} : { seeds: options.seeds }),
    ...(options.evaluations === undefined ? {} : { evaluations: options.evaluations }),
  })
  mustBeUsable(options, plan, registry)
  const { loaded } = await loadAll(
    plan.problems.map(({ reference }) => reference),
    parts.languages,
  )
  writePlan(folder, plan)

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
    seeds: plan.seeds,
    arms: plan.arms.map(({ name }) => name),
    problems: plan.problems.map(({ name }) => {
      const { direction, unit, heldOut, validation, objectives } = loaded.get(name) as Problem
      const known = baselines.get(name)
      const sets = { heldOut: heldOut.map(({ set }) => set), hasValidation: validation.length > 0 }
      return { name, direction, unit, ...sets, objectives, target, ...(known === undefined ? {} : { baselines: known }) }
    }),
    trials,
  }
  const comparison = compareTrials(results)
  writeResults(folder, comparison, results)
  return comparison
}
