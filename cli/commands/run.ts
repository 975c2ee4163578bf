import { existsSync, mkdirSync, readdirSync, rmdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { CommandModule } from 'yargs'
import { archiveFolder, makeFolder, manifestFile, readRunFile } from '../../archive/folder.ts'
import { openArchive } from '../../archive/lmdb.ts'
import { isBeingWritten } from '../../archive/lock.ts'
import { TernateError } from '../../engine/contracts/fault.ts'
import type { Budget } from '../../engine/contracts/manifest.ts'
import { strategies } from '../../engine/search/presets.ts'
import { changesSince } from '../../authoring/folder.ts'
import { loadProblem } from '../../authoring/load.ts'
import { contentLike, differences, evolve } from '../../run/evolve.ts'
import { logFile } from '../../run/log.ts'
import { askingOptionsOf } from '../../run/models.ts'
import type { RunOptions, Sandbox } from '../../run/options.ts'
import { completeOptions, suited } from '../../run/options.ts'
import { mustBeRunnable } from '../../run/schema.ts'
import { platform, version } from '../../run/version.ts'
import { readConfig } from '../config.ts'
import { watchRun } from '../watch-run.ts'
import { withLocation } from '../error-location.ts'
import { callerFolder, fromCaller, toCaller } from '../paths.ts'
import { loadStrategy } from '../strategy.ts'
import { printable } from '../view/text.ts'

interface Arguments {
  readonly problem: string | undefined
  readonly seed: string | undefined
  readonly evaluations: number | undefined
  readonly fuel: number | undefined
  readonly seconds: number | undefined
  readonly target: number | undefined
  readonly calls: number | undefined
  readonly tokens: number | undefined
  readonly dollars: number | undefined
  readonly model: readonly string[] | undefined
  readonly 'base-url': string | undefined
  readonly 'in-flight': number | undefined
  readonly cassette: string | undefined
  readonly workers: number | undefined
  readonly sandbox: Sandbox | undefined
  readonly strategy: string | undefined
  readonly config: string | undefined
  readonly manifest: string | undefined
  readonly out: string | undefined
  readonly 'no-baselines': boolean
  readonly json: boolean
}

/** A run as it was asked for. */
interface Request {
  readonly problem: string
  readonly options: RunOptions
}

function budgetOf({ evaluations, fuel, seconds, target, calls, tokens, dollars }: Arguments): Budget {
  return {
    ...(evaluations === undefined ? {} : { evaluations }),
    ...(fuel === undefined ? {} : { fuel }),
    ...(seconds === undefined ? {} : { seconds }),
    ...(target === undefined ? {} : { target }),
    ...(calls === undefined ? {} : { calls }),
    ...(tokens === undefined ? {} : { tokens }),
    ...(dollars === undefined ? {} : { dollars }),
  }
}

const asked = ({ model, 'base-url': baseUrl, 'in-flight': inFlight, cassette }: Arguments): RunOptions => ({
  ...(model === undefined ? {} : { models: model }),
  ...(baseUrl === undefined ? {} : { baseUrl }),
  ...(inFlight === undefined ? {} : { inFlight }),
  ...(cassette === undefined ? {} : { cassette: fromCaller(cassette) }),
})

const place = ({ workers, sandbox, 'no-baselines': bare }: Arguments): Pick<RunOptions, 'workers' | 'sandbox' | 'baselines'> => ({
  ...(bare ? { baselines: false } : {}),
  ...(workers === undefined ? {} : { workers }),
  ...(sandbox === undefined ? {} : { sandbox }),
})

/** The command line's own settings, those of a file below them. */
async function requested(args: Arguments): Promise<Request> {
  const found = readConfig(args.config)
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
  const strategy = typeof named === 'string' ? await loadStrategy(named) : named
  return {
    problem,
    options: {
      ...config,
      ...budgetOf(args),
      ...place(args),
      ...asked(args),
      ...(args.seed === undefined ? {} : { seed: args.seed }),
      ...(strategy === undefined ? {} : { strategy }),
    },
  }
}

/** The settings of an earlier run; only its budget may be another, which gives it the same beginning. */
async function repeated(args: Arguments, earlier: string): Promise<Request> {
  const folder = fromCaller(earlier)
  const file = readRunFile(folder)
  mustBeRunnable(folder, file)
  const { manifest, budget, problem, calling, files } = file
  const { content, folder: home } = contentLike(manifest, await loadProblem(problem))
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
      order: { commitOrder: 'virtual-time', ...order },
      ...askingOptionsOf(manifest.asking, calling),
      ...budget,
      ...budgetOf(args),
      ...place(args),
      ...asked(args),
    },
  }
}

/** Makes the first free folder of the kind runs/NAME-1, so that no two processes take the same. */
function freshFolder(name: string): string {
  const runs = join(callerFolder(), 'runs')
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
  for (const file of [manifestFile(folder), logFile(folder)]) rmSync(file, { force: true })
  if (existsSync(folder) && readdirSync(folder).length === 0) rmdirSync(folder)
}

async function handler(args: Arguments): Promise<void> {
  const request = args.manifest === undefined ? await requested(args) : await repeated(args, args.manifest)
  completeOptions(request.options)
  const problem = await loadProblem(request.problem, callerFolder())
  const { strategy, workers, order } = completeOptions(suited(request.options, problem))
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

/** `ternate run`: evolves programs for a problem. */
export const run: CommandModule<object, Arguments> = {
  builder: (yargs) =>
    yargs
      .positional('problem', { type: 'string', describe: 'name of a shipped problem, or the folder of one' })
      .options({
        seed: { type: 'string', requiresArg: true, describe: 'any text; equal seeds give equal runs [1]' },
        evaluations: {
          type: 'number',
          requiresArg: true,
          describe: "stop after so many evaluations [the problem's own, or 16000; 500 with models]",
        },
        fuel: { type: 'number', requiresArg: true, describe: 'stop after so much fuel' },
        seconds: { type: 'number', requiresArg: true, describe: 'stop after so many seconds' },
        target: { type: 'number', requiresArg: true, describe: 'stop when a train score is as good' },
        calls: { type: 'number', requiresArg: true, describe: 'stop after so many calls of models' },
        tokens: { type: 'number', requiresArg: true, describe: 'stop after so many tokens, sent and received' },
        dollars: { type: 'number', requiresArg: true, describe: 'stop after so many dollars; prices stand in ternate.yaml' },
        model: { type: 'string', array: true, requiresArg: true, describe: 'a model to ask; may be given several times' },
        'base-url': { type: 'string', requiresArg: true, describe: "any OpenAI-compatible endpoint [OpenAI's]" },
        'in-flight': { type: 'number', requiresArg: true, describe: 'calls under way at a time [16]' },
        cassette: { type: 'string', requiresArg: true, describe: 'repeat the calls of this run; no model is asked' },
        workers: { type: 'number', requiresArg: true, describe: 'worker threads; changes nothing but the speed [one a processor]' },
        sandbox: {
          choices: ['auto', 'bwrap', 'none'] as const,
          requiresArg: true,
          describe: 'wall around a sandbox process; auto is bwrap where that works [auto]',
        },
        'no-baselines': { type: 'boolean', default: false, describe: 'do not evaluate baselines on every set at the end' },
        strategy: {
          type: 'string',
          requiresArg: true,
          describe: `${Object.keys(strategies).join(', ')}, or a file that exports one [the problem's own, or default]`,
        },
        config: { type: 'string', requiresArg: true, describe: 'file of settings [ternate.yaml, if there is one]' },
        manifest: {
          type: 'string',
          requiresArg: true,
          describe: 'repeat this run',
          conflicts: ['problem', 'seed', 'strategy', 'config'],
        },
        out: { type: 'string', requiresArg: true, describe: 'new folder for the run [runs/PROBLEM-N]' },
        json: { type: 'boolean', default: false, describe: 'one event a line, for machines' },
      })
      .example('$0 run bin-packing --seed 7 --evaluations 20000', '')
      .example('$0 run ./mine --seconds 60 --out runs/a', '')
      .example('$0 run --manifest runs/a', '')
      .example('$0 run ./mine --model small --base-url http://127.0.0.1:8080/v1 --calls 200', ''),
  handler,
}
