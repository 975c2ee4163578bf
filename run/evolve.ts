import { existsSync } from 'node:fs'
import { basename, dirname, resolve as resolvePath } from 'node:path'
import { archiveFolder, createRunFolder, FORMAT, readRunFile } from '../archive/folder.ts'
import { defined } from '../engine/contracts/defined.ts'
import type { JournalRecord } from '../engine/contracts/archive.ts'
import type { Evaluator } from '../engine/contracts/evaluator.ts'
import { TernateError } from '../engine/contracts/fault.ts'
import { proposesByModel } from '../engine/contracts/manifest.ts'
import type { ModelStrategy, Extension, Manifest, PluginIdentity } from '../engine/contracts/manifest.ts'
import type { Problem, ProblemDefinition } from '../engine/contracts/problem.ts'
import type { Registry } from '../engine/contracts/registry.ts'
import { completeStrategy } from '../engine/contracts/strategy.ts'
import { changesSince, contentAs, hashesOf } from '../authoring/folder.ts'
import { completeProblem, loadProblem, shippedCollections, shippedProblems } from '../authoring/load.ts'
import { copyPlugins } from '../authoring/plugins.ts'
import { openParts, partsOfRun, purposesOf } from './parts.ts'
import { completeOptions, suited } from './options.ts'
import type { CompleteOptions, RunOptions, Sandbox } from './options.ts'
import { openRun } from './folder.ts'
import { completeAsking } from './models.ts'
import { notesFor } from './notes.ts'
import { mustBeAnswered, mustHaveInitialProgram } from './problem.ts'
import { assemble } from './run.ts'
import { isFused } from './runner-part.ts'
import { mustBeRunnable } from './schema.ts'
import type { Run } from './start.ts'
import { platform, version } from './version.ts'

/** Options of `evolve` beside those of the run itself. */
export interface EvolveOptions extends RunOptions {
  /** Judges the programs instead of the problem's sandbox, for programs that only you can judge; see `askTell`. */
  readonly evaluator?: Evaluator
}

/** What determines a run of a problem. */
export const manifestOf = (
  problem: Problem,
  { seed, strategy, order }: Pick<CompleteOptions, 'seed' | 'strategy' | 'order'>,
  asking: ModelStrategy | undefined,
  registry: Registry,
  plugins: readonly PluginIdentity[] = [],
): Manifest => ({
  format: FORMAT,
  engine: version,
  problem: {
    name: problem.name,
    content: problem.content,
    direction: problem.direction,
    ...defined({ objectives: problem.objectives, fused: isFused(problem, registry) || undefined }),
  },
  seed,
  strategy: completeStrategy(strategy, problem, registry),
  ...(plugins.length === 0 ? {} : { plugins: plugins.map(({ file, content }) => ({ file, content })) }),
  order,
  ...defined({ asking }),
  platform,
})

/**
 * Evolves programs for a problem: the name of a shipped one, a folder, or a definition made in this process.
 *
 * @throws TernateError when the problem, an option or the folder `out` is not usable
 * @example
 * const run = await evolve('bin-packing', { seed: 7, evaluations: 2000 })
 * for await (const event of run.events) if (event.type === 'improved') console.log(event.score)
 * const result = await run.finished
 */
export async function evolve(problem: string | ProblemDefinition, options: EvolveOptions = {}): Promise<Run> {
  const { evaluator, ...rest } = options
  const opened = await openParts(rest.plugins)
  completeOptions(rest, opened.registry)
  const loading = { languages: opened.languages, registry: opened.registry, judgedElsewhere: evaluator !== undefined }
  const loaded = typeof problem === 'string' ? await loadProblem(problem, undefined, loading) : completeProblem(problem, undefined, loading)
  const complete = completeOptions(suited(rest, loaded, opened.registry), opened.registry)
  const notes = typeof rest.notes === 'string' ? await notesFor(rest.notes, loaded, opened.languages) : rest.notes
  const asked = completeAsking(rest, loaded.folder, {
    purposes: purposesOf(complete.strategy, opened.registry),
    budget: complete.budget,
    ...defined({ notes }),
  })
  if (!proposesByModel(asked?.asking)) mustHaveInitialProgram(loaded)
  if (evaluator === undefined) mustBeAnswered(loaded, asked?.asking, opened.registry)
  const manifest = manifestOf(loaded, complete, asked?.asking, opened.registry, opened.plugins)
  const calling = asked?.calling
  const { cassette } = rest
  const out = complete.out === undefined ? undefined : resolvePath(complete.out)
  const files = loaded.folder === undefined ? undefined : hashesOf(loaded.folder)
  if (out !== undefined)
    createRunFolder(out, {
      manifest,
      ...defined({ files }),
      problem: referenceTo(loaded),
      budget: complete.budget,
      ...(calling === undefined || cassette !== undefined ? {} : { calling }),
    })
  const parts = out === undefined ? opened : { ...opened, plugins: copyPlugins(out, opened.plugins) }
  return assemble({ problem: loaded, manifest, budget: complete.budget, out }, { ...complete, evaluator, calling, cassette, parts })
}

/** How a run's file names its problem: a shipped one by name, so that the run may move to another machine. */
export function referenceTo({ name, folder }: Problem): string {
  if (folder === undefined) return name
  const [many, one] = [basename(dirname(folder)), basename(folder)]
  if (shippedCollections().includes(many) && basename(dirname(dirname(folder))) === 'problems') return `${many}/${one}`
  return shippedProblems().includes(name) && basename(dirname(folder)) === 'problems' ? name : folder
}

/** A problem whose content is called as in a run that was made with it. */
export const contentLike = ({ problem: { content } }: Pick<Manifest, 'problem'>, problem: Problem): Problem =>
  problem.folder === undefined ? problem : { ...problem, content: contentAs(content, problem.folder) }

/**
 * What is not as it was when a run began, a line each; empty when the run can go on.
 *
 * @param changes which files of the problem have changed, as `changesSince` says it
 */
export function differences(then: Manifest, now: Manifest, changes: () => string = () => ''): string[] {
  const compare = (name: string, a: string, b: string): string[] => (a === b ? [] : [`${name} was ${a} and is ${b}`])
  return [
    ...compare('the engine', then.engine, now.engine),
    ...compare("the problem's content", then.problem.content, now.problem.content).map((line) => line + changes()),
    ...compare('Node', then.platform.node, now.platform.node),
    ...compare('V8', then.platform.v8, now.platform.v8),
    ...compare('ICU', then.platform.icu, now.platform.icu),
    ...compare('the architecture', then.platform.arch, now.platform.arch),
  ]
}

/** What `resume` may change: how fast a run goes, which nothing depends on, and, journaled, how far and where. */
export interface ResumeOptions {
  readonly workers?: number
  readonly sandbox?: Sandbox
  /** Whether the problem's baselines are judged in the end, as in `evolve`. */
  readonly baselines?: boolean
  /** Seconds that this process may spend; the run's own limit unless given. */
  readonly seconds?: number
  /** Limits that replace the run's own: a run that has ended searches on, which is journaled. */
  readonly evaluations?: number
  readonly fuel?: number
  readonly target?: number
  /** `false`: the problem's optimum ends the run no more. */
  readonly optimum?: number | false
  readonly patience?: number
  readonly calls?: number
  readonly tokens?: number
  readonly dollars?: number
  /** Goes on with another engine, problem content or platform, which is journaled; the digest is then no other machine's to repeat. */
  readonly acceptDifferences?: boolean
  /** The definition of a problem that has no folder. */
  readonly problem?: ProblemDefinition
  readonly evaluator?: Evaluator
}

/**
 * Goes on with a run that was paused or killed, to the same end as if nothing had happened; of a finished run it gives the result
 * again, or more of it with a larger budget.
 *
 * @throws TernateError `RUN_MISSING`, `MANIFEST_MISMATCH` when problem, engine or platform are not what they were, `BUDGET_SPENT`
 *   (from `finished`) when there is nothing left to search for, and those of the archive
 */
export async function resume(folder: string, options: ResumeOptions = {}): Promise<Run> {
  const { problem, evaluator, acceptDifferences = false, ...changes } = options
  const { evaluations, fuel, target, optimum, patience, calls, tokens, dollars, ...here } = changes
  const out = resolvePath(folder)
  const file = readRunFile(out)
  const parts = await partsOfRun(out, file.manifest)
  mustBeRunnable(out, file, parts.registry)
  const { manifest, budget: planned, problem: reference, calling, files } = file
  const { asking } = manifest
  const complete = { ...completeOptions({ ...planned, ...here }), ...manifest }
  const extension = extensionOf({ evaluations, fuel, target, optimum, patience, calls, tokens, dollars })
  const loading = { languages: parts.languages, registry: parts.registry, judgedElsewhere: evaluator !== undefined }
  const found = problem === undefined ? await loadProblem(reference, undefined, loading) : completeProblem(problem, undefined, loading)
  const loaded = contentLike(manifest, found)
  const now = manifestOf(loaded, complete, asking, parts.registry, manifest.plugins)
  const changesNow = (): string => (loaded.folder === undefined ? '' : changesSince(files, loaded.folder))
  const differing = differences(manifest, now).length === 0 ? [] : differences(lastEnvironment(out, manifest), now, changesNow)
  if (differing.length > 0 && !acceptDifferences) {
    throw new TernateError(
      'MANIFEST_MISMATCH',
      `${out} cannot go on bit for bit: ${differing.join('; ')}`,
      'Put that back as it was, or start a new run; with `--accept-differences` it goes on all the same, which is journaled.',
    )
  }
  const { engine, platform: machine } = now
  const environment = { type: 'environment', engine, problem: now.problem.content, platform: machine } as const
  const opening = { ...(extension === undefined ? {} : { extension }), ...(differing.length === 0 ? {} : { intervention: environment }) }
  return assemble({ problem: loaded, manifest, budget: complete.budget, opening, out }, { ...complete, evaluator, calling, parts })
}

/** New limits, checked. What ends a run by what it finds says nothing of how much it may spend. */
function extensionOf(limits: { readonly [limit in Exclude<keyof Extension, 'seconds'>]: Extension[limit] | undefined }):
  | Extension
  | undefined {
  const given: Extension = Object.fromEntries(Object.entries(limits).filter(([, limit]) => limit !== undefined))
  if (Object.keys(given).length === 0) return undefined
  const { budget } = completeOptions(given)
  const { optimum, patience, ...spending } = given
  return { ...(Object.keys(spending).length === 0 ? {} : budget), ...defined({ optimum, patience }) }
}

/** The manifest as it would be had the run begun where it went on last. */
function lastEnvironment(folder: string, manifest: Manifest): Manifest {
  if (!existsSync(archiveFolder(folder))) return manifest
  const { archive } = openRun(folder)
  let last: Extract<JournalRecord, { type: 'environment' }> | undefined
  for (const { record } of archive.entries()) if (record.type === 'environment') last = record
  void archive.close()
  if (last === undefined) return manifest
  return { ...manifest, engine: last.engine, platform: last.platform, problem: { ...manifest.problem, content: last.problem } }
}
