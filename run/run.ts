import { encode } from '../archive/canonical.ts'
import { chain as extend, GENESIS } from '../archive/digest.ts'
import { archiveFolder } from '../archive/folder.ts'
import { openArchive } from '../archive/lmdb.ts'
import { createMemoryArchive } from '../archive/memory.ts'
import { defined } from '../engine/contracts/defined.ts'
import type { Archive } from '../engine/contracts/archive.ts'
import type { Evaluator, SetName } from '../engine/contracts/evaluation.ts'
import type { Finished, RunEvent, Status } from '../engine/contracts/event.ts'
import type { Budget, Calling, Manifest } from '../engine/contracts/manifest.ts'
import type { Problem } from '../engine/contracts/problem.ts'
import type { Clock, Workers } from '../engine/contracts/workers.ts'
import type { Chain, Head } from '../engine/journal/journal.ts'
import { createExecutor } from '../engine/tickets/execute.ts'
import { startRun } from '../engine/run.ts'
import type { RunHandle, RunEnd, RunParts } from '../engine/run/parts.ts'
import type { SearchEvent } from '../engine/search/effects.ts'
import type { SearchFacts } from '../engine/search/state.ts'
import { createEvaluator } from '../evaluators/isolate/evaluator.ts'
import { createLocalWorkers } from '../evaluators/workers/local.ts'
import { createPool } from '../evaluators/workers/pool.ts'
import type { Stuck } from '../evaluators/workers/messages.ts'
import { wallFor } from '../evaluators/isolate/sandbox/jail.ts'
import type { Jail } from '../engine/contracts/event.ts'
import { timed } from '../evaluators/workers/timed.ts'
import { makeProgram } from '../languages/javascript/program.ts'
import type { Registry } from '../engine/contracts/registry.ts'
import { createProposers } from '../engine/tickets/proposers.ts'
import { createLearner } from '../proposers/model/memory.ts'
import { createModelWorkers } from './model-workers.ts'
import { askersIn, ownParts } from './parts.ts'
import type { OpenedParts } from './parts.ts'
import { baselinesFile, judgeBaselines, knownBaselines } from './baselines.ts'
import { checkIntervention, interventionOf } from './control/command.ts'
import type { Command, UserIntervention } from './control/command.ts'
import { createEventLog } from './events.ts'
import type { EventLog } from './events.ts'
import { serveInbox } from './control/inbox.ts'
import type { Answer, Driver } from './control/inbox.ts'
import { openModelSession } from './model-session.ts'
import type { ModelSession } from './model-session.ts'
import { openLog } from './log.ts'
import type { Sandbox } from './options.ts'
import { rememberPlace } from './place.ts'
import { reportOf, scoresOf, worseThan } from './report.ts'
import { publishStatus } from './control/status.ts'
import { repliesOf } from './uses.ts'

/** A run came to rest before its end; `resume` goes on from there. */
export type Stopped = Extract<RunEvent, { type: 'stopped' }>

/** A run under way in this process. */
export interface Run {
  /** What happens, from the first event on; ends with `finished` or `stopped`. Several readers see the same. */
  readonly events: AsyncIterable<RunEvent>
  /** How it ended. Rejects with a TernateError for a fault; what was journaled until then is safe. */
  readonly finished: Promise<Finished | Stopped>
  status(): Status
  /** Draws nothing new, finishes what runs, saves everything; resolves when that is done. */
  pause(): Promise<void>
  /**
   * Carries a command out between two commits; resolves when what it adds to the journal is on disk, for `stop` at once.
   *
   * @throws TernateError `NOTE_TEXT`, `PROGRAM_UNKNOWN`, `PROGRAM_FILE`; `RUN_AT_REST` when the run has come to rest
   */
  steer(command: Command): Promise<{ readonly index?: number; readonly digest?: string }>
}

/** Longest time that a timer of Node's can be set to; a longer one would go off at once. */
const LONGEST = 2 ** 31 - 1

const clock: Clock = {
  now: () => Date.now(),
  after(milliseconds, call) {
    const timer = setTimeout(call, Math.min(milliseconds, LONGEST))
    return () => clearTimeout(timer)
  },
}

/** The hash chain of every run's journal. */
export const chain: Chain = { genesis: GENESIS, extend }

/** Milliseconds between two polls of the place of a run. */
const PATROL = 1000

/** Entries of a journal that are read at a time, from its end back. */
const BACK = 256

const thread = new URL('../evaluators/workers/thread.ts', import.meta.url)

/** Looks programs up as they came. */
const rememberedBy =
  (archive: Pick<Archive, 'recall' | 'column'>): NonNullable<SearchFacts['remember']> =>
  (number) => {
    const individual = archive.recall(number)
    return individual && { ...individual, island: archive.column('islands')[number - 1] ?? 0 }
  }

/** What the search must know of a problem; of programs that live nowhere any more, by the run's archive. */
export const factsOf = (
  problem: Problem,
  { asking }: Pick<Manifest, 'asking'>,
  archive?: Pick<Archive, 'recall' | 'column'>,
  parts: Registry = ownParts,
): SearchFacts => ({
  parts,
  ...(archive === undefined ? {} : { remember: rememberedBy(archive) }),
  ...(asking === undefined ? {} : { learner: createLearner(asking.templates, askersIn(parts)) }),
  initialPrograms: asking === undefined ? problem.initialPrograms.length : Math.max(1, problem.initialPrograms.length),
  trainCases: problem.train.length,
  hasValidation: problem.validation.length > 0,
  heldOut: problem.heldOut.map(({ set }): SetName => `heldOut/${set}`),
  descriptors: problem.descriptors,
})

/** Who carries out a run's tickets. */
interface WorkerOptions {
  readonly parts?: OpenedParts | undefined
  readonly workers: number
  readonly sandbox: Sandbox
  /** Judges instead of sandboxes. */
  readonly evaluator?: Evaluator | undefined
  /** Hears of what is stuck. */
  readonly tell?: ((stuck: Stuck) => void) | undefined
}

/** Worker threads for a problem with a folder; lanes in this thread for one without, or for an evaluator of the caller's. */
export async function createWorkers(
  problem: Problem,
  { workers: size, sandbox, evaluator, tell, parts = { registry: ownParts, plugins: [] } }: WorkerOptions,
): Promise<Workers> {
  const jail = evaluator === undefined ? wallFor(sandbox) : 'none'
  if (evaluator === undefined && problem.folder !== undefined)
    return createPool(thread, size, {
      folder: problem.folder,
      jail,
      plugins: parts.plugins.map(({ place, content }) => ({ place, content })),
      patience: problem.limits.patience,
      tell,
    })
  const lanes = Array.from({ length: size }, async () => {
    const own = timed(evaluator ?? (await createEvaluator(problem, { jail, remember: true })))
    return { evaluator: own, perform: createExecutor({ problem, proposers: createProposers(parts.registry), evaluator: own, makeProgram }) }
  })
  return createLocalWorkers(await Promise.all(lanes))
}

/** What a run is made of, in this process. */
interface RunSetting {
  readonly problem: Problem
  readonly manifest: Manifest
  readonly budget: Budget
  readonly opening?: RunParts['opening']
  readonly archive: Archive
  readonly workers: Workers
  readonly asked: ModelSession | undefined
  readonly out: string | undefined
  /** What stands around the sandbox processes; undefined where somebody else judges. */
  readonly wall: Jail | undefined
  /** Whether the problem's baselines are judged once the search has ended. */
  readonly baselines: boolean
  /** The parts that its strategy may name. */
  readonly registry?: Registry | undefined
  /** When its archive was opened, in milliseconds since the epoch. */
  readonly opened: number
}

/** Carries out a command; where the journal stands with it, undefined for one that is not journaled. */
async function carryOut(run: RunHandle, command: Command, check: (intervention: UserIntervention) => void): Promise<Head | undefined> {
  const intervention = interventionOf(command)
  if (intervention !== undefined) {
    check(intervention)
    return run.intervene(intervention)
  }
  if (command.kind === 'stop') run.pause()
  else run.hold(command.kind === 'pause')
  return command.kind === 'finish' ? run.finish() : undefined
}

/** Finds what a command adds among the interventions that came to a journal since a time, each of them for one command. */
function journaledIn(archive: Pick<Archive, 'head' | 'entries'>): (command: Command, since: number) => Answer | undefined {
  const found = new Set<number>()
  return (command, since) => {
    const intervention = interventionOf(command)
    if (intervention === undefined) return undefined
    const text = encode(intervention)
    const last = archive.head()?.index ?? 0
    for (let to = last + 1; to > 1; to -= BACK) {
      const entries = [...archive.entries(Math.max(1, to - BACK), to)]
      const entry = entries.find(({ index, at, record }) => at >= since && !found.has(index) && encode(record) === text)
      if (entry !== undefined) {
        found.add(entry.index)
        return { ok: true, index: entry.index, digest: entry.digest }
      }
      if ((entries[0]?.at ?? 0) < since) return undefined
    }
    return undefined
  }
}

/** Sets a run going and keeps its books: events, status, and the archive's and the workers' end. */
function start({
  problem,
  manifest,
  budget,
  opening,
  archive,
  workers,
  asked,
  out,
  wall,
  baselines,
  opened,
  registry,
  log,
  size,
}: RunSetting & { readonly log: EventLog<RunEvent>; readonly size: number }): Run {
  const began = clock.now()
  const seconds = (): number => (clock.now() - began) / 1000
  const place = out === undefined ? undefined : rememberPlace(out)
  const here = { ...defined({ out, wall }) }
  const { seed } = manifest
  const resumed = archive.head() !== undefined
  const note = out === undefined ? () => {} : openLog(out)
  note({ type: 'process', at: began, node: process.version, workers: size, ...defined({ wall }) })

  function tell(fact: SearchEvent): void {
    if (fact.type !== 'improved') return log.push(fact)
    const { individual, island, operator, evaluations } = fact
    log.push({
      type: 'improved',
      evaluations,
      seconds: seconds(),
      number: individual.number,
      score: individual.score,
      size: individual.size,
      island,
      operator,
    })
  }

  const run: RunHandle = startRun({
    manifest,
    facts: factsOf(problem, manifest, archive, registry),
    budget,
    opening,
    archive,
    chain,
    workers,
    ...asked?.repeat,
    clock,
    tell,
    opened: () => log.push({ type: 'started', problem: problem.name, seed, resumed, workers: size, ...here }),
    tellFault(fault) {
      log.push({ type: 'fault', ...fault })
      note({ type: 'fault', at: clock.now(), ...fault })
    },
  })

  /** Whether baselines are being judged, and whether anybody waits for them. */
  let isComparing = false
  let isWanted = true

  /** The last event with the baselines beside the champion: those that an earlier process judged, or judged now. */
  async function compared(report: Finished): Promise<Finished> {
    if (!baselines) return report
    const file = out === undefined ? undefined : baselinesFile(out)
    isComparing = true
    try {
      const known = await knownBaselines(file, problem, async () => judgeBaselines(problem, workers, () => isWanted))
      if (known.judged.length === 0) return report
      const worse = worseThan(known.judged, scoresOf(report.champion, report.heldOut), problem.direction)
      return { ...report, baselines: { ...known, worse } }
    } finally {
      isComparing = false
    }
  }

  function status(): Status {
    const calls = asked?.standing()
    const standing = run.status()
    const latencies = asked?.latencies()
    const timing = standing.timing && { ...standing.timing, ...defined({ latencies }) }
    return {
      ...standing,
      ...(isComparing ? { phase: 'reporting' as const } : {}),
      seconds: seconds(),
      ...defined({ calls, timing }),
    }
  }

  async function steer(command: Command): Promise<{ readonly index?: number; readonly digest?: string }> {
    if (command.kind === 'stop') isWanted = false
    const head = await carryOut(run, command, (intervention) =>
      checkIntervention(intervention, out ?? 'the run', (number) => archive.program(number) !== undefined),
    )
    published?.publish()
    log.push({ type: 'steered', command: command.kind, ...defined({ index: head?.index }) })
    return head ?? {}
  }

  const driver: Driver = { carryOut: async (command) => ({ ok: true, ...(await steer(command)) }), journaled: journaledIn(archive) }
  const inbox = out === undefined ? undefined : serveInbox(out, opened, driver)
  const published = out === undefined ? undefined : publishStatus(out, problem.unit, status, () => place?.gone() === undefined)
  const patrol = setInterval(() => {
    const fault = place?.gone()
    if (fault !== undefined) run.fail(fault)
  }, PATROL)

  /** How the run came to rest; where it was to be kept has to be there still. */
  async function rest(): Promise<RunEnd> {
    try {
      return await run.rest
    } finally {
      clearInterval(patrol)
      const fault = place?.gone()
      // oxlint-disable-next-line no-unsafe-finally -- what comes of a place that is gone is no other fault
      if (fault !== undefined) throw fault
    }
  }

  async function end(): Promise<Finished | Stopped> {
    try {
      const { head, conclusion, cause } = await rest()
      const { evaluations, outcomes, stuck } = run.status()
      const books = { evaluations, seconds: seconds(), digest: head.digest, ...here }
      const champion = conclusion && archive.program(conclusion.champion.number)
      const last: Finished | Stopped =
        conclusion === undefined || champion === undefined
          ? { type: 'stopped', ...books, ...(cause === undefined ? {} : { cause: { reason: cause.message, remedy: cause.remedy } }) }
          : {
              ...(await compared(reportOf(conclusion, champion, problem, { seed, ...books }))),
              ...(outcomes.fault === 0 ? {} : { faults: outcomes.fault }),
              ...defined({ stuck }),
              ...(asked === undefined ? {} : { calls: asked.calls(), replies: repliesOf(archive) }),
            }
      published?.leave()
      log.push(last)
      return last
    } finally {
      log.end()
      published?.close()
      await inbox?.close()
      await asked?.close()
      await workers.close()
      await archive.close()
    }
  }

  const finished = end()
  finished.catch(() => {})
  return {
    events: log,
    finished,
    status,
    steer,
    async pause() {
      isWanted = false
      run.pause()
      await finished
    },
  }
}

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
  const wall = options.evaluator === undefined ? wallFor(options.sandbox) : undefined
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
          clock,
          tell: (event) => log.push(event),
        }),
      )
    const workers = keep(
      await createWorkers(problem, { ...options, sandbox: wall ?? 'none', tell: (stuck) => log.push({ type: 'stuck', ...stuck }) }),
    )
    if (asking === undefined || asked === undefined)
      return start({ ...parts, registry, wall, baselines, archive, workers, asked: undefined, opened: since, log, size: workers.size })
    const talking = createModelWorkers(workers, {
      problem,
      asking,
      answer: asked.answer,
      maxConcurrentCalls: asked.maxConcurrentCalls,
      parts: registry,
    })
    return start({ ...parts, registry, wall, baselines, archive, workers: talking, asked, opened: since, log, size: workers.size })
  } catch (error) {
    for (const part of opened.toReversed()) await part.close()
    throw error
  }
}
