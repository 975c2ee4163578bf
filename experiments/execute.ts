import { rmSync } from 'node:fs'
import { archiveFolder, clearDrafts, isRun } from '../archive/folder.ts'
import { isBeingWritten } from '../archive/lock.ts'
import type { Finished, Status } from '../engine/contracts/event.ts'
import { TernateError } from '../engine/contracts/fault.ts'
import type { Registry } from '../engine/contracts/registry.ts'
import { evolve, resume } from '../run/evolve.ts'
import { openRun } from '../run/folder.ts'
import type { RunFolder } from '../run/folder.ts'
import type { AskingOptions } from '../run/models.ts'
import type { Sandbox } from '../run/options.ts'
import type { Run } from '../run/start.ts'
import { asksModels } from './arm.ts'
import type { PlannedRun } from './plan.ts'
import { isFinished } from './results.ts'

/** How the runs of an experiment are carried out; nothing of it changes what they find. */
export interface Conditions {
  /** Runs at a time, each with one worker. */
  readonly jobs: number
  readonly sandbox?: Sandbox | undefined
  /** Whom strategies ask that ask models. */
  readonly asking?: AskingOptions | undefined
  /** Paths of modules that define parts, and all parts that there are with them. */
  readonly plugins?: readonly string[] | undefined
  readonly registry?: Registry | undefined
  /** Once aborted, what runs is saved and nothing more is begun. */
  readonly signal?: AbortSignal | undefined
  /** Is given, in the beginning, what tells of the runs that are under way. */
  readonly watch?: ((underWay: () => readonly Status[]) => void) | undefined
  /** Hears of each run that ends. */
  readonly onEnd?: ((ended: { readonly run: PlannedRun; readonly finished: Finished }) => void) | undefined
}

/** What is to be seen in a run; undefined where there is none yet, as when it was killed before it wrote a record. */
async function look<T>(folder: string, see: (run: RunFolder) => T): Promise<T | undefined> {
  if (!isRun(folder)) return undefined
  let run: RunFolder
  try {
    run = openRun(folder)
  } catch (error) {
    if (error instanceof TernateError && error.code === 'ARCHIVE_MISSING') return undefined
    throw error
  }
  try {
    return see(run)
  } finally {
    await run.archive.close()
  }
}

/** Whether a planned run is there and has ended. */
export const isDone = async ({ folder }: PlannedRun): Promise<boolean> => (await look(folder, isFinished)) ?? false

/** Whether a run has come further than its start, or somebody is at it. */
export const hasBegun = async (folder: string): Promise<boolean> =>
  isBeingWritten(archiveFolder(folder)) || ((await look(folder, ({ archive }) => archive.head()?.index)) ?? 0) > 1

/** Begins a run, or goes on with it where it was killed. One that came to nothing is begun anew: its problem may have been mended since. */
async function begin(
  { folder, problem, arm, key, evaluations }: PlannedRun,
  { sandbox, asking, plugins, registry }: Conditions,
): Promise<Run> {
  // an experiment judges baselines itself, once for all its runs
  const place = { workers: 1, baselines: false, ...(sandbox === undefined ? {} : { sandbox }) }
  if (isRun(folder)) {
    if (await hasBegun(folder)) return resume(folder, place)
    rmSync(folder, { recursive: true })
  } else clearDrafts(folder)
  const { strategy } = arm
  return evolve(problem.reference, {
    ...place,
    ...(asksModels(strategy, registry) ? asking : {}),
    ...(plugins === undefined ? {} : { plugins }),
    strategy,
    seed: key,
    evaluations,
    out: folder,
  })
}

/**
 * Carries out these runs, which are not done, `jobs` at a time, and says whether all have ended. A fault in one of them saves the
 * others before it is thrown.
 */
export async function execute(runs: readonly PlannedRun[], conditions: Conditions): Promise<boolean> {
  const { jobs, signal, onEnd } = conditions
  const queue = [...runs]
  const active = new Set<Run>()
  const halted = new AbortController()
  const halt = (): void => {
    halted.abort()
    for (const run of active) run.pause().catch(() => {})
  }

  async function carryOut(planned: PlannedRun): Promise<void> {
    const run = await begin(planned, conditions)
    active.add(run)
    if (halted.signal.aborted) run.pause().catch(() => {})
    try {
      const last = await run.finished
      if (last.type === 'finished') onEnd?.({ run: planned, finished: last })
    } finally {
      active.delete(run)
    }
  }

  async function work(): Promise<void> {
    while (!halted.signal.aborted) {
      const next = queue.shift()
      if (next === undefined) return
      await carryOut(next)
    }
  }

  conditions.watch?.(() => [...active].map((run) => run.status()))
  if (signal?.aborted) halt()
  signal?.addEventListener('abort', halt)
  try {
    const lanes = Array.from({ length: jobs }, async () => {
      try {
        await work()
      } catch (error) {
        halt()
        throw error
      }
    })
    const ends = await Promise.allSettled(lanes)
    for (const end of ends) if (end.status === 'rejected') throw end.reason
    return !halted.signal.aborted
  } finally {
    signal?.removeEventListener('abort', halt)
  }
}
