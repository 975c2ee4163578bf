import { compare as runComparison } from '../../experiments/compare.ts'
import type { CompareOptions, Progress } from '../../experiments/compare.ts'
import type { Outlook } from '../../experiments/outlook.ts'
import type { Status } from '../../engine/contracts/event.ts'
import type { AskingOptions } from '../../run/models.ts'
import type { Sandbox } from '../../run/options.ts'
import type { Registry } from '../../engine/contracts/registry.ts'
import { openParts } from '../../run/parts.ts'
import { readConfig } from '../config.ts'
import type { Config } from '../config.ts'
import { hint } from '../caller.ts'
import { EXIT } from '../exit.ts'
import { pluginsNamed } from '../problem.ts'
import { callerFolder, fromCaller, toCaller } from '../paths.ts'
import { noNumber } from '../usage.ts'
import { loadStrategy } from '../strategy.ts'
import { findProblem } from '../../authoring/load.ts'
import { comparisonLines } from '../view/comparison.ts'
import { createCounter } from '../view/counter.ts'
import type { Counter } from '../view/counter.ts'
import { print, printJson } from '../view/print.ts'
import { progressOf } from '../view/progress.ts'
import { outlookLines } from '../view/plan.ts'
import { oneLine, score } from '../view/text.ts'

/** What `ternate compare` takes. */
export interface Arguments {
  readonly problems: readonly string[]
  readonly strategies: string | undefined
  readonly seeds: string | undefined
  readonly evaluations: number | undefined
  readonly jobs: number | undefined
  readonly target: number | undefined
  readonly model: readonly string[] | undefined
  readonly 'base-url': string | undefined
  readonly 'in-flight': number | undefined
  readonly sandbox: Sandbox | undefined
  readonly 'no-references': boolean
  readonly 'no-baselines': boolean
  readonly plugin: readonly string[] | undefined
  readonly config: string | undefined
  readonly out: string
  readonly json: boolean
}

/** Whom strategies ask: what the command line says, and of a file of settings what is about models. */
function askingOf(
  { model, 'base-url': baseUrl, 'in-flight': inFlight }: Arguments,
  { models, baseUrl: ownUrl, inFlight: ownFlight, deadline, retries, prompting }: Config,
): AskingOptions {
  const all = { models: model ?? models, baseUrl: baseUrl ?? ownUrl, inFlight: inFlight ?? ownFlight, deadline, retries, prompting }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
}

async function strategiesOf(list: string | undefined, registry: Registry): Promise<CompareOptions['strategies']> {
  const names = (list ?? '').split(',').filter((name) => name !== '')
  return Promise.all(names.map(async (name) => loadStrategy(name, registry)))
}

/** Seeds as a user writes them: how many, or a list with commas. */
function seedsOf(text: string | undefined): number | readonly string[] | undefined {
  if (text === undefined) return undefined
  if (text.includes(',')) return text.split(',').filter((seed) => seed !== '')
  const number = Number(text)
  if (Number.isNaN(number)) throw noNumber('seeds', text)
  return number
}

/** Milliseconds between two looks at the runs that are under way. */
const LOOKS = 500

/** What is heard of an experiment: a line for each run that has ended, and below them how far all are. */
function createProgress(counter: Counter): {
  readonly onPlan: (outlook: Outlook) => void
  readonly onProgress: (progress: Progress) => void
  watch(underWay: () => readonly Status[]): void
  close(): void
} {
  let now = { done: 0, runs: 0 }
  let before: number | undefined
  let timer: NodeJS.Timeout | undefined
  return {
    onPlan: (outlook) => print(outlookLines(outlook)),
    onProgress(progress) {
      now = progress
      before ??= progress.done
      counter.clear()
      printProgress(progress)
    },
    watch(underWay) {
      const look = (): void => {
        const partly = underWay().reduce((sum, status) => sum + (progressOf(status) ?? 0), 0)
        counter.show(now.done - (before ?? 0) + partly, now.runs - (before ?? 0), 'runs')
      }
      timer = setInterval(look, LOOKS)
    },
    close: () => clearInterval(timer),
  }
}

/** One line for each run that has ended. */
function printProgress({ done, runs, ended }: Progress): void {
  if (ended === undefined) {
    print([`${runs} runs${done === 0 ? '' : `, ${done} of them done`}`])
    return
  }
  const { run, finished } = ended
  const { score: train, validation } = finished.champion
  const scores = [`train ${score(train)}`, ...(validation === undefined ? [] : [`validation ${score(validation)}`])]
  print([
    [
      `${String(done).padStart(String(runs).length)}/${runs}`,
      oneLine(run.problem.name, 40),
      oneLine(run.arm.name, 30),
      `seed ${run.key}`,
      ...scores,
    ].join('  '),
  ])
}

/** `ternate compare`: strategies on problems, with equal budgets and paired seeds. */
export async function handler(args: Arguments): Promise<void> {
  const { problems, evaluations, jobs, target, sandbox, out, json } = args
  const seeds = seedsOf(args.seeds)
  const further = pluginsNamed(args.plugin)
  const settings: Config = (await readConfig(args.config, further))?.config ?? {}
  const plugins = settings.plugins ?? further
  const strategies = await strategiesOf(args.strategies, (await openParts(plugins)).registry)
  const stop = new AbortController()
  const interrupt = (): void => {
    if (stop.signal.aborted) process.exit(EXIT.interrupted)
    process.stderr.write('finishing what runs, then saving; once more stops at once\n')
    stop.abort()
  }
  const signals = ['SIGINT', 'SIGTERM'] as const
  for (const signal of signals) process.on(signal, interrupt)
  const counter = createCounter('runs')
  const progress = createProgress(counter)
  try {
    const comparison = await runComparison({
      out: fromCaller(out),
      problems: problems.map((problem) => findProblem(problem, callerFolder())),
      ...(strategies === undefined ? {} : { strategies }),
      ...(plugins.length === 0 ? {} : { plugins }),
      ...(seeds === undefined ? {} : { seeds }),
      ...(evaluations === undefined ? {} : { evaluations }),
      ...(jobs === undefined ? {} : { jobs }),
      ...(target === undefined ? {} : { target }),
      ...(sandbox === undefined ? {} : { sandbox }),
      ...(args['no-references'] ? { references: false } : {}),
      ...(args['no-baselines'] ? { baselines: false } : {}),
      asking: askingOf(args, settings),
      signal: stop.signal,
      ...(json ? {} : progress),
    })
    counter.clear()
    const place = oneLine(toCaller(fromCaller(out)))
    if (comparison === undefined) {
      process.stderr.write(`Stopped; everything is saved. ${hint('compare', '--out', toCaller(fromCaller(out)))}  continues\n`)
      process.exitCode = EXIT.stopped
    } else if (json) printJson(comparison)
    else print([...comparisonLines(comparison), `${place}/results.json, results.csv and curves-*.svg hold the same`])
  } finally {
    progress.close()
    counter.clear()
    for (const signal of signals) process.off(signal, interrupt)
  }
}
