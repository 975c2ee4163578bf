import type { Evaluator } from '../engine/contracts/evaluator.ts'
import type { Problem } from '../engine/contracts/problem.ts'
import type { Workers } from '../engine/contracts/workers.ts'
import { createKnownMemory, openKnown } from '../engine/search/known.ts'
import { createExecutor } from '../engine/tickets/execute.ts'
import { createEvaluator } from '../evaluators/workers/evaluator.ts'
import { createLocalWorkers } from '../evaluators/workers/local.ts'
import { createRetrace } from '../evaluators/workers/retrace.ts'
import { createPool } from '../evaluators/workers/pool.ts'
import type { Stuck } from '../evaluators/workers/messages.ts'
import { wallFor } from '../evaluators/isolate/sandbox/jail.ts'
import { timed } from '../evaluators/workers/timed.ts'
import { createRules } from '../engine/evaluation/rules.ts'
import { createProposers } from '../engine/tickets/proposers.ts'
import { withoutPlugins } from './parts.ts'
import type { OpenedParts } from './parts.ts'
import type { Sandbox } from './options.ts'

const thread = new URL('../evaluators/workers/thread.ts', import.meta.url)

/** Who carries out a run's tickets. */
export interface WorkerOptions {
  readonly parts?: OpenedParts | undefined
  readonly workers: number
  readonly sandbox: Sandbox
  /** Judges instead of sandboxes. */
  readonly evaluator?: Evaluator | undefined
  /** Hears of what is stuck. */
  readonly onStuck?: ((stuck: Stuck) => void) | undefined
}

/** Worker threads for a problem with a folder; lanes in this thread for one without, and a single one for an evaluator of the caller's. */
export async function createWorkers(
  problem: Problem,
  { workers: size, sandbox, evaluator, onStuck, parts = withoutPlugins }: WorkerOptions,
): Promise<Workers> {
  const jail = evaluator === undefined ? wallFor(sandbox) : 'none'
  if (evaluator === undefined && problem.folder !== undefined)
    return createPool(thread, size, {
      folder: problem.folder,
      jail,
      plugins: parts.plugins.map(({ place, content }) => ({ place, content })),
      patience: problem.limits.patience,
      onStuck,
    })
  const { registry, languages } = parts
  const known = createKnownMemory()
  // calls of one evaluator may not overlap
  const lanes = Array.from({ length: evaluator === undefined ? size : 1 }, async () => {
    const own = timed(evaluator ?? (await createEvaluator(problem, { jail, remember: true, registry, languages })))
    return {
      evaluator: own,
      execute: createExecutor({
        problem,
        proposers: createProposers(registry),
        rules: createRules(registry),
        evaluator: own,
        languages,
        trace: createRetrace({ problem, jail, registry, languages }),
        known: openKnown(known),
      }),
    }
  })
  return createLocalWorkers(await Promise.all(lanes), known)
}
