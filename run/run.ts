import { archiveFolder } from '../archive/folder.ts'
import { openArchive } from '../archive/lmdb.ts'
import { createMemoryArchive } from '../archive/memory.ts'
import type { RunEvent } from '../engine/contracts/event.ts'
import type { Calling } from '../engine/contracts/manifest.ts'
import type { Workers } from '../engine/contracts/workers.ts'
import { wallFor } from '../evaluators/isolate/sandbox/jail.ts'
import { createModelWorkers } from './model-workers.ts'
import { createEventLog } from './events.ts'
import { restore } from '../engine/journal/snapshot.ts'
import { chain } from './chain.ts'
import { openModelSession } from './model-session.ts'
import { clock, start } from './start.ts'
import type { Run, RunSetting } from './start.ts'
import { withoutPlugins } from './parts.ts'
import { openLog } from './log.ts'
import { callersLedger } from './trust/ledger.ts'
import { countingLooks } from './trust/counting.ts'
import { retraceIn } from './traces.ts'
import { ownParts } from './parts.ts'
import { wallOf } from './runner-part.ts'
import { createWorkers } from './workers.ts'
import type { WorkerOptions } from './workers.ts'

/** Makes all that a run needs, or nothing: what was opened is closed again when a later part cannot be had. */
export async function assemble(
  parts: Omit<RunSetting, 'archive' | 'workers' | 'asked' | 'opened' | 'wall' | 'baselines'>,
  options: WorkerOptions & { readonly baselines: boolean; readonly calling?: Calling | undefined; readonly cassette?: string | undefined },
): Promise<Run> {
  const { problem, manifest, budget, out } = parts
  const { asking } = manifest
  const registry = options.parts?.registry
  const log = createEventLog<RunEvent>()
  const opened: { close(): Promise<void> }[] = []
  const keep = <T extends { close(): Promise<void> }>(part: T): T => {
    opened.push(part)
    return part
  }
  // a command that was left once the lock was seen may bear a time that is a little earlier
  const since = clock.now() - 10
  const jail = options.evaluator === undefined ? wallFor(options.sandbox) : undefined
  const wall = jail && wallOf(problem, jail, registry ?? ownParts)
  const ledger = callersLedger()
  // a run that could not look in the end had better not begin
  if (problem.heldOut.length > 0) ledger.entries()
  const note = out === undefined ? () => {} : openLog(out)
  const by = parts.opening === undefined ? 'evolve' : 'resume'
  const counting = (workers: Workers): Workers =>
    countingLooks(workers, problem, {
      ledger,
      by,
      onLook: ({ set, entry, hash: head }) => note({ type: 'counted', at: clock.now(), set, entry, head }),
    })
  // an evaluator of the caller's may be a person
  const baselines = options.baselines && options.evaluator === undefined
  try {
    const archive = keep(out === undefined ? createMemoryArchive() : openArchive(archiveFolder(out)))
    const asked =
      asking &&
      keep(
        await openModelSession(asking, {
          ...options,
          manifest,
          budget,
          extension: parts.opening?.extension,
          archive,
          past: restore(archive, manifest, chain),
          clock,
          emit: (event) => log.push(event),
        }),
      )
    const workers = keep(
      await createWorkers(problem, { ...options, sandbox: jail ?? 'none', onStuck: (stuck) => log.push({ type: 'stuck', ...stuck }) }),
    )
    if (asking === undefined || asked === undefined)
      return start({
        ...parts,
        registry,
        wall,
        baselines,
        archive,
        workers: counting(workers),
        asked: undefined,
        opened: since,
        log,
        size: workers.size,
      })
    const talking = createModelWorkers(workers, {
      problem,
      asking,
      answer: asked.answer,
      ask: asked.ask,
      replies: asked.replies,
      retrace: retraceIn(archive, problem, options.parts ?? withoutPlugins),
      maxConcurrentCalls: asked.maxConcurrentCalls,
      parts: registry,
    })
    return start({
      ...parts,
      registry,
      wall,
      baselines,
      archive,
      workers: counting(talking),
      asked,
      opened: since,
      log,
      size: workers.size,
    })
  } catch (error) {
    for (const part of opened.toReversed()) await part.close()
    throw error
  }
}
