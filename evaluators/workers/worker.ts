/** What a worker thread carries out: proposer, evaluator and problem, wired together. It loads no archive, model client or command line. */
import { BroadcastChannel, parentPort, workerData } from 'node:worker_threads'
import { TernateError } from '../../engine/contracts/fault.ts'
import type { Execute } from '../../engine/contracts/workers.ts'
import { openKnown } from '../../engine/search/known.ts'
import { createExecutor } from '../../engine/tickets/execute.ts'
import { createEvaluator } from './evaluator.ts'
import { createRetrace } from './retrace.ts'
import { createUnpacker } from './wire.ts'
import type { Parting, Progress, Task, TaskResult, ThreadData } from './messages.ts'
import type { Part } from '../../engine/contracts/part.ts'
import { graderParts } from '../../authoring/graders/index.ts'
import { loadPlugin } from '../../authoring/plugins.ts'
import { loadProblem } from '../../authoring/load.ts'
import { beat, tellIn } from '../../authoring/trusted.ts'
import { closeSpares } from '../isolate/sandbox/supervisor.ts'
import { timed } from './timed.ts'
import { languageParts, languagesAmong } from '../../languages/index.ts'
import { createRegistry } from '../../engine/contracts/registry.ts'
import { createRules } from '../../engine/evaluation/rules.ts'
import { createProposers } from '../../engine/tickets/proposers.ts'
import { proposerParts } from '../../proposers/index.ts'
import { ruleParts } from '../../strategies/rules.ts'
import { runnerParts } from '../index.ts'

/** Milliseconds between two words of progress; a batch that takes less says nothing before its results. */
const SILENCE = 1

async function prepare(): Promise<{ readonly execute: Execute; readonly seconds: () => number; readonly close: () => Promise<void> }> {
  const { folder, jail, plugins = [], known } = workerData as ThreadData
  const parts: Part[] = [...proposerParts, ...ruleParts, ...runnerParts, ...graderParts, ...languageParts]
  for (const { place, content } of plugins) parts.push(...(await loadPlugin(place, content)).parts)
  const registry = createRegistry(parts)
  const languages = languagesAmong(parts)
  const problem = await loadProblem(folder, undefined, { languages, registry })
  const evaluator = timed(await createEvaluator(problem, { jail, remember: true, registry, languages }))
  return {
    execute: createExecutor({
      problem,
      proposers: createProposers(registry),
      rules: createRules(registry),
      evaluator,
      languages,
      trace: createRetrace({ problem, jail, registry, languages }),
      known: openKnown(known),
    }),
    seconds: () => evaluator.seconds(),
    close: () => evaluator.close(),
  }
}

/** Milliseconds between two words that the thread gets on. */
const BEAT = 500
setInterval(beat, BEAT).unref()

/** Made once; after a fault it is made again for the next batch. */
let prepared: ReturnType<typeof prepare> | undefined
function ready(): ReturnType<typeof prepare> {
  prepared ??= prepare()
  prepared.catch(() => (prepared = undefined))
  return prepared
}
void ready().catch(() => {})

/** Ends the sandbox when the pool says so: the operating system keeps the entry of a process whose parent thread ended first. */
function partWhenTold({ parting }: ThreadData): void {
  const channel = new BroadcastChannel(parting)
  const close = async (): Promise<void> => {
    await Promise.all([prepared?.then((parts) => parts.close()).catch(() => {}), closeSpares()])
    channel.postMessage('closed' satisfies Parting)
  }
  // the other threads' words come here, too
  channel.addEventListener('message', (event) => {
    if ((event as MessageEvent).data === ('close' satisfies Parting)) void close()
  })
  channel.postMessage('open' satisfies Parting)
}
partWhenTold(workerData as ThreadData)

const unpack = createUnpacker()

async function carryOut({ id, assignments, memory }: Task): Promise<Extract<TaskResult, { outcomes: unknown }>> {
  tellIn(memory)
  const { execute, seconds } = await ready()
  const before = seconds()
  let told = performance.now()
  const outcomes = await execute(assignments.map(unpack), (fuel) => {
    if (performance.now() - told < SILENCE) return
    told = performance.now()
    parentPort?.postMessage({ id, fuel } satisfies Progress)
  })
  return { outcomes, judging: seconds() - before }
}

/** Runs one batch. A fault is returned as data: an error's own fields do not survive the way between threads. */
export default async function run(task: Task): Promise<TaskResult> {
  try {
    return await carryOut(task)
  } catch (error) {
    if (!(error instanceof TernateError)) throw error
    const { code, message, remedy } = error
    return { fault: { code, message, remedy } }
  }
}
