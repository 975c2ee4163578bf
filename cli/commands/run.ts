import { existsSync, mkdirSync, readdirSync, rmdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { archiveFolder, makeFolder, manifestFile, readRunFile } from '../../archive/folder.ts'
import { openArchive } from '../../archive/lmdb.ts'
import { isBeingWritten } from '../../archive/lock.ts'
import { TernateError } from '../../engine/contracts/fault.ts'
import type { Extension } from '../../engine/contracts/manifest.ts'
import { changesSince } from '../../authoring/folder.ts'
import { loadProblem } from '../../authoring/load.ts'
import { contentLike, differences, evolve } from '../../run/evolve.ts'
import { logFile } from '../../run/log.ts'
import { askingOptionsOf } from '../../run/models.ts'
import type { RunOptions, Sandbox } from '../../run/options.ts'
import { completeOptions, suited } from '../../run/options.ts'
import { openParts, partsOfRun } from '../../run/parts.ts'
import { mustBeRunnable } from '../../run/schema.ts'
import { platform, version } from '../../run/version.ts'
import { readConfig } from '../config.ts'
import { watchRun } from '../watch-run.ts'
import { withLocation } from '../error-location.ts'
import { RUNS } from '../defaults.ts'
import { callerFolder, fromCaller, toCaller } from '../paths.ts'
import { pluginsIn } from '../../authoring/plugins.ts'
import { pluginsNamed } from '../problem.ts'
import { loadStrategy } from '../strategy.ts'
import { printable } from '../view/text.ts'

/** What `ternate run` takes. */
export interface Arguments {
  readonly problem: string | undefined
  readonly seed: string | undefined
  readonly evaluations: number | undefined
  readonly fuel: number | undefined
  readonly seconds: number | undefined
  readonly target: number | undefined
  readonly patience: number | undefined
  readonly calls: number | undefined
  readonly tokens: number | undefined
  readonly dollars: number | undefined
  readonly model: readonly string[] | undefined
  readonly 'base-url': string | undefined
  readonly 'in-flight': number | undefined
  readonly cassette: string | undefined
  readonly notes: string | undefined
  readonly workers: number | undefined
  readonly sandbox: Sandbox | undefined
  readonly strategy: string | undefined
  readonly plugin: readonly string[] | undefined
  readonly config: string | undefined
  readonly manifest: string | undefined
  readonly out: string | undefined
  readonly 'no-baselines': boolean
  readonly 'no-optimum': boolean
  readonly json: boolean
}

/** A run as it was asked for. */
interface Request {
  readonly problem: string
  readonly options: RunOptions
}

function limitsOf({ evaluations, fuel, seconds, target, patience, calls, tokens, dollars, 'no-optimum': endless }: Arguments): Extension {
  return {
    ...(endless ? { optimum: false } : {}),
    ...(evaluations === undefined ? {} : { evaluations }),
    ...(fuel === undefined ? {} : { fuel }),
    ...(seconds === undefined ? {} : { seconds }),
    ...(target === undefined ? {} : { target }),
    ...(patience === undefined ? {} : { patience }),
    ...(calls === undefined ? {} : { calls }),
    ...(tokens === undefined ? {} : { tokens }),
    ...(dollars === undefined ? {} : { dollars }),
  }
}

const asked = ({ model, 'base-url': baseUrl, 'in-flight': inFlight, cassette, notes }: Arguments): RunOptions => ({
  ...(model === undefined ? {} : { models: model }),
  ...(baseUrl === undefined ? {} : { baseUrl }),
  ...(inFlight === undefined ? {} : { inFlight }),
  ...(cassette === undefined ? {} : { cassette: fromCaller(cassette) }),
  ...(notes === undefined ? {} : { notes: fromCaller(notes) }),
})

const place = ({ workers, sandbox, 'no-baselines': bare }: Arguments): Pick<RunOptions, 'workers' | 'sandbox' | 'baselines'> => ({
  ...(bare ? { baselines: false } : {}),
  ...(workers === undefined ? {} : { workers }),
  ...(sandbox === undefined ? {} : { sandbox }),
})

/** The command line's own settings, those of a file below them. */
async function requested(args: Arguments): Promise<Request> {
  const further = pluginsNamed(args.plugin)
  const found = await readConfig(args.config, further)
  if (found !== undefined) process.stderr.write(`settings from ${printable(found.file)}\n`)
  const { problem: configured, strategy: recipe, ...config } = found?.config ?? {}
  const problem = args.problem ?? configured
  if (problem === undefined) {
    throw new TernateError(
      'PROBLEM_MISSING',
      'no problem is named',
      'Name one, as in `ternate run bin-packing`, or write it into ternate.yaml.',
    )
  }
  const named = args.strategy ?? recipe
  const plugins = config.plugins ?? further
  const { registry } = await openParts(plugins)
  const strategy = typeof named === 'string' ? await loadStrategy(named, registry) : named
  return {
    problem,
    options: {
      ...config,
      ...limitsOf(args),
      ...place(args),
      ...asked(args),
      ...(args.seed === undefined ? {} : { seed: args.seed }),
      ...(strategy === undefined ? {} : { strategy }),
      ...(plugins.length === 0 ? {} : { plugins }),
    },
  }
}

/** The settings of an earlier run; only its budget may be another, which gives it the same beginning. */
async function repeated(args: Arguments, earlier: string): Promise<Request> {
  const folder = fromCaller(earlier)
  const file = readRunFile(folder)
  const parts = await partsOfRun(folder, file.manifest)
  mustBeRunnable(folder, file, parts.registry)
  const { manifest, budget, problem, calling, files } = file
  const { content, folder: home } = contentLike(manifest, await loadProblem(problem, undefined, parts))
  const differing = differences(manifest, { ...manifest, engine: version, platform, problem: { ...manifest.problem, content } }, () =>
    home === undefined ? '' : changesSince(files, home),
  )
  if (differing.length > 0) {
    throw new TernateError(
      'MANIFEST_MISMATCH',
      `${toCaller(folder)} cannot be repeated bit for bit: ${differing.join('; ')}`,
      'Put that back as it was, or start a new run.',
    )
  }
  const { seed, strategy, order } = manifest
  return {
    problem,
    options: {
      seed,
      strategy,
      ...(parts.plugins.length === 0 ? {} : { plugins: parts.plugins.map(({ place: copy }) => copy) }),
      order: { commitOrder: 'virtual-time', ...order },
      ...askingOptionsOf(manifest.asking, calling),
      ...(manifest.asking?.notes === undefined ? {} : { notes: manifest.asking.notes }),
      optimum: false,
      ...budget,
      ...limitsOf(args),
      ...place(args),
      ...asked(args),
    },
  }
}

/** Makes the first free folder of the kind runs/NAME-1, so that no two processes take the same. */
function freshFolder(name: string): string {
  const runs = join(callerFolder(), RUNS)
  const stem = name.replace(/[^\p{L}\p{N}_-]+/gu, '-')
  makeFolder(runs)
  for (let k = 1; ; k++) {
    const folder = join(runs, `${stem}-${k}`)
    try {
      mkdirSync(folder)
      return folder
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') continue
      const reason = (error as NodeJS.ErrnoException).code ?? String(error)
      throw new TernateError('OUT_UNWRITABLE', `${folder} cannot be made (${reason})`, 'Name a folder that you may write to with --out.')
    }
  }
}

/**
 * Takes away the folder of a run that came to nothing, so that its name is free again; it was empty or absent before. What only repeated
 * recorded calls is nothing.
 */
async function discard(folder: string, repeats: boolean): Promise<void> {
  if (isBeingWritten(archiveFolder(folder))) return
  if (existsSync(archiveFolder(folder))) {
    const archive = openArchive(archiveFolder(folder), { readOnly: true })
    const { index = 0 } = archive.head() ?? {}
    await archive.close()
    if (index > 1 && !repeats) return
    rmSync(archiveFolder(folder), { recursive: true })
  }
  for (const made of [manifestFile(folder), logFile(folder), pluginsIn(folder)]) rmSync(made, { force: true, recursive: true })
  if (existsSync(folder) && readdirSync(folder).length === 0) rmdirSync(folder)
}

/** `ternate run`: evolves programs for a problem. */
export async function handler(args: Arguments): Promise<void> {
  const request = args.manifest === undefined ? await requested(args) : await repeated(args, args.manifest)
  const parts = await openParts(request.options.plugins)
  const { registry } = parts
  completeOptions(request.options, registry)
  const problem = await loadProblem(request.problem, callerFolder(), parts)
  const { strategy, workers, order } = completeOptions(suited(request.options, problem), registry)
  if (workers > order.virtualWorkers / 2)
    process.stderr.write(
      `hint: ${workers} workers and ${order.virtualWorkers} virtualWorkers: more (order: { virtualWorkers: ${2 * workers}, batch: 2 } in ternate.yaml) would keep them busy\n`,
    )
  const out = args.out === undefined ? freshFolder(problem.name) : fromCaller(args.out)
  const { name, unit, direction } = problem
  try {
    const run = await evolve(problem.folder ?? request.problem, { ...request.options, out })
    process.exitCode = await watchRun(run, { problem: name, unit, direction, strategy: strategy.name, out, json: args.json })
  } catch (error) {
    const code = error instanceof TernateError ? error.code : ''
    if (code !== 'OUT_TAKEN' && code !== 'OUT_GONE') await discard(out, code === 'CASSETTE_MISSING')
    throw withLocation(problem, error)
  }
}
