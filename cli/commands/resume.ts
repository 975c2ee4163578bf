import { readRunFile } from '../../archive/folder.ts'
import { shellWord, TernateError } from '../../engine/contracts/fault.ts'
import { loadProblem } from '../../authoring/load.ts'
import { finishOf } from '../../experiments/results.ts'
import { resume as goOn } from '../../run/evolve.ts'
import type { ResumeOptions } from '../../run/evolve.ts'
import { openRun } from '../../run/folder.ts'
import { partsOfRun } from '../../run/parts.ts'
import type { Sandbox } from '../../run/options.ts'
import { readStatus } from '../../run/control/status.ts'
import { isOwned, steer } from '../../run/control/steer.ts'
import { hint } from '../caller.ts'
import { watchRun } from '../watch-run.ts'
import { withLocation } from '../error-location.ts'
import { fromCaller, toCaller } from '../paths.ts'
import { print, printJson } from '../view/print.ts'
import { furtherBy, twice } from '../view/report.ts'
import { count, oneLine } from '../view/text.ts'

/** What `ternate resume` takes. */
export interface Arguments {
  readonly run: string
  readonly workers: number | undefined
  readonly sandbox: Sandbox | undefined
  readonly seconds: number | undefined
  readonly evaluations: number | undefined
  readonly fuel: number | undefined
  readonly target: number | undefined
  readonly patience: number | undefined
  readonly calls: number | undefined
  readonly tokens: number | undefined
  readonly dollars: number | undefined
  readonly 'accept-differences': boolean
  readonly 'no-baselines': boolean
  readonly 'no-optimum': boolean
  readonly json: boolean
}

function optionsOf({
  workers,
  sandbox,
  seconds,
  evaluations,
  fuel,
  target,
  patience,
  calls,
  tokens,
  dollars,
  'no-baselines': bare,
  'no-optimum': endless,
}: Omit<Arguments, 'run' | 'json'>): ResumeOptions {
  return {
    ...(bare ? { baselines: false } : {}),
    ...(endless ? { optimum: false } : {}),
    ...(workers === undefined ? {} : { workers }),
    ...(sandbox === undefined ? {} : { sandbox }),
    ...(seconds === undefined ? {} : { seconds }),
    ...(evaluations === undefined ? {} : { evaluations }),
    ...(fuel === undefined ? {} : { fuel }),
    ...(target === undefined ? {} : { target }),
    ...(patience === undefined ? {} : { patience }),
    ...(calls === undefined ? {} : { calls }),
    ...(tokens === undefined ? {} : { tokens }),
    ...(dollars === undefined ? {} : { dollars }),
  }
}

/**
 * Says of a run that has ended that it has, when nothing is asked of it that would take it further.
 *
 * @throws TernateError `BUDGET_SPENT`
 */
async function hasEnded(
  folder: string,
  { evaluations, fuel, target, optimum, patience, calls, tokens, dollars }: ResumeOptions,
): Promise<boolean> {
  const run = openRun(folder)
  try {
    const end = finishOf(run)
    if (end === undefined) return false
    const further = hint('resume', toCaller(folder), ...furtherBy(end.reason, end.evaluations))
    if (evaluations !== undefined && evaluations <= end.evaluations && evaluations > 0)
      throw new TernateError(
        'BUDGET_SPENT',
        `${toCaller(folder)} has made ${count(end.evaluations)} evaluations already, and ${count(evaluations)} are no more`,
        `Go further, as by \`ternate resume ${shellWord(toCaller(folder))} --evaluations ${twice(end.evaluations)}\`.`,
      )
    if ([evaluations, fuel, target, optimum, patience, calls, tokens, dollars].some((limit) => limit !== undefined)) return false
    print([
      `${oneLine(toCaller(folder))} had ended already, by ${end.reason}, after ${count(end.evaluations)} evaluations; ${further} goes further`,
    ])
    return true
  } finally {
    await run.archive.close()
  }
}

/** `ternate resume`: continues a run that was stopped or killed, or further with one that has ended. */
export async function handler({ run: name, json, ...args }: Arguments): Promise<void> {
  const folder = fromCaller(name)
  const { manifest, problem } = readRunFile(folder)
  if (isOwned(folder) && readStatus(folder)?.status.paused === true) {
    const steered = await steer(folder, { kind: 'resume' })
    if (json) printJson(steered)
    else print(['the process that owns the run goes on with it'])
    return
  }
  if (!json && !args['accept-differences'] && (await hasEnded(folder, optionsOf(args)))) return
  const loaded = await loadProblem(problem, undefined, await partsOfRun(folder, manifest))
  const { unit, direction } = loaded
  try {
    const run = await goOn(folder, {
      ...optionsOf(args),
      acceptDifferences: args['accept-differences'],
    })
    process.exitCode = await watchRun(run, {
      problem: manifest.problem.name,
      unit,
      direction,
      strategy: manifest.strategy.name,
      out: folder,
      json,
    })
  } catch (error) {
    throw withLocation(loaded, error)
  }
}
