import { defined } from '../engine/contracts/defined.ts'
import type { Archive } from '../engine/contracts/archive.ts'
import type { Finished, RunEvent, Status } from '../engine/contracts/event.ts'
import type { Budget, Manifest } from '../engine/contracts/manifest.ts'
import type { Problem } from '../engine/contracts/problem.ts'
import type { CallRecord, Clock, Workers } from '../engine/contracts/workers.ts'
import { startRun } from '../engine/run.ts'
import type { RunHandle, RunEnd, RunParts } from '../engine/run/parts.ts'
import type { SearchEvent } from '../engine/search/effects.ts'
import type { Wall } from '../engine/contracts/runner.ts'
import type { Registry } from '../engine/contracts/registry.ts'
import { barrenReason } from './barren.ts'
import { baselinesFile, judgeBaselines, knownBaselines } from './baselines.ts'
import { checkIntervention } from './control/command.ts'
import type { Command } from './control/command.ts'
import type { EventLog } from './events.ts'
import { serveInbox } from './control/inbox.ts'
import type { Inbox, Owner } from './control/inbox.ts'
import type { ModelSession } from './model-session.ts'
import { openLog } from './log.ts'
import { rememberPlace } from './place.ts'
import { openMeter } from './processor.ts'
import { reportOf, scoresOf, worseThan } from './report.ts'
import { publishStatus } from './control/status.ts'
import { askersIn } from './parts.ts'
import { smallBudgetWarning } from './small-budget.ts'
import { repliesOf } from './uses.ts'
import { chain } from './chain.ts'
import { carryOut, journaledIn } from './control/carry-out.ts'
import { factsOf } from './search-facts.ts'

/** A run that stopped before its end; `resume` goes on from there. */
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
   * @throws TernateError `NOTE_TEXT`, `PROGRAM_UNKNOWN`, `PROGRAM_FILE`; `RUN_AT_REST` when the run has ended
   */
  steer(command: Command): Promise<{ readonly index?: number; readonly digest?: string }>
}

/** Longest time that a timer of Node's can be set to; a longer one would go off at once. */
const LONGEST = 2 ** 31 - 1

/** The clock of this process. */
export const clock: Clock = {
  now: () => Date.now(),
  after(milliseconds, call) {
    const timer = setTimeout(call, Math.min(milliseconds, LONGEST))
    return () => clearTimeout(timer)
  },
}

/** Milliseconds between two polls of the place of a run. */
const PATROL = 1000

/** What a run is made of, in this process. */
export interface RunSetting {
  readonly problem: Problem
  readonly manifest: Manifest
  readonly budget: Budget
  readonly opening?: RunParts['opening']
  readonly archive: Archive
  readonly workers: Workers
  readonly asked: ModelSession | undefined
  readonly out: string | undefined
  /** What stands around the programs; undefined where somebody else judges. */
  readonly wall: Wall | undefined
  /** Whether the problem's baselines are judged once the search has ended. */
  readonly baselines: boolean
  /** The parts that its strategy may name. */
  readonly registry?: Registry | undefined
  /** When its archive was opened, in milliseconds since the epoch. */
  readonly opened: number
}

/** The setting of a run, where its events go, and how many workers it has. */
type Parts = RunSetting & { readonly log: EventLog<RunEvent>; readonly size: number }

/** An event of the search as the run tells it. */
function runEventOf(event: SearchEvent, seconds: number): RunEvent {
  if (event.type !== 'improved') return event
  const { individual, island, operator, evaluations } = event
  const { number, score, size } = individual
  return { type: 'improved', evaluations, seconds, number, score, size, island, operator }
}

/** The record of calls that are made after the last commit, which the archive keeps as those of tickets that are open. */
function recordIn(archive: Archive, cassette?: CallRecord['calls']): CallRecord {
  const known = archive.calls()
  return {
    calls: (ticket) => cassette?.(ticket) ?? known.get(ticket) ?? [],
    record: (ticket, call) => archive.append({ entries: [], programs: [], received: [], committed: [], calls: [{ ticket, call }] }),
  }
}

/** A run under way, and its books: events, status, baselines, and the archive's and the workers' end. */
class RunUnderWay {
  readonly finished: Promise<Finished | Stopped>
  readonly #parts: Parts
  readonly #began = clock.now()
  readonly #meter = openMeter()
  readonly #place: ReturnType<typeof rememberPlace> | undefined
  readonly #run: RunHandle
  readonly #inbox: Inbox | undefined
  readonly #published: ReturnType<typeof publishStatus> | undefined
  readonly #patrol: NodeJS.Timeout
  /** Whether baselines are being judged, and whether anybody waits for them. */
  #isComparing = false
  #isWanted = true

  constructor(parts: Parts) {
    this.#parts = parts
    const { archive, out, opened, problem } = parts
    this.#place = out === undefined ? undefined : rememberPlace(out)
    this.#run = this.#start()
    const owner: Owner = { carryOut: async (command) => ({ ok: true, ...(await this.steer(command)) }), journaled: journaledIn(archive) }
    this.#inbox = out === undefined ? undefined : serveInbox(out, opened, owner)
    const status = (): Status => this.status()
    this.#published = out === undefined ? undefined : publishStatus(out, problem.unit, status, () => this.#place?.gone() === undefined)
    this.#patrol = setInterval(() => {
      const fault = this.#place?.gone()
      if (fault !== undefined) this.#run.fail(fault)
    }, PATROL)
    this.finished = this.#end()
    this.finished.catch(() => {})
  }

  status(): Status {
    const { asked } = this.#parts
    const calls = asked?.status()
    const status = this.#run.status()
    const latencies = asked?.latencies()
    const timing = status.timing && { ...status.timing, ...defined({ latencies }) }
    return {
      ...status,
      ...(this.#isComparing ? { phase: 'reporting' as const } : {}),
      seconds: this.#seconds(),
      ...defined({ processor: this.#meter.seconds(), calls, timing }),
    }
  }

  async steer(command: Command): Promise<{ readonly index?: number; readonly digest?: string }> {
    const { archive, out, log } = this.#parts
    if (command.kind === 'stop') this.#isWanted = false
    const head = await carryOut(this.#run, command, (intervention) =>
      checkIntervention(intervention, out ?? 'the run', (number) => archive.program(number) !== undefined),
    )
    this.#published?.publish()
    log.push({ type: 'steered', command: command.kind, ...defined({ index: head?.index }) })
    return head ?? {}
  }

  async pause(): Promise<void> {
    this.#isWanted = false
    this.#run.pause()
    await this.finished
  }

  #seconds(): number {
    return (clock.now() - this.#began) / 1000
  }

  #start(): RunHandle {
    const { problem, manifest, budget, opening, archive, workers, asked, out, wall, registry, log, size } = this.#parts
    const resumed = archive.head() !== undefined
    const note = out === undefined ? () => {} : openLog(out)
    note({ type: 'process', at: this.#began, node: process.version, workers: size, ...defined({ wall }) })
    const facts = factsOf(problem, manifest, archive, registry)
    const warning = resumed ? undefined : smallBudgetWarning({ ...manifest, ...facts, budget, askers: askersIn(facts.parts) })
    const started = { problem: problem.name, seed: manifest.seed, resumed, workers: size, ...defined({ warning, out, wall }) }
    return startRun({
      manifest,
      facts,
      budget,
      opening,
      archive,
      chain,
      workers,
      ...asked?.repeat,
      clock,
      emit: (event) => log.push(runEventOf(event, this.#seconds())),
      opened: () => log.push({ type: 'started', ...started }),
      onFault(fault) {
        log.push({ type: 'fault', ...fault })
        note({ type: 'fault', at: clock.now(), ...fault })
      },
    })
  }

  /** The last event with the baselines beside the champion: those that an earlier process judged, or judged now. */
  async #compared(report: Finished): Promise<Finished> {
    const { baselines, out, problem, workers, asked, archive } = this.#parts
    if (!baselines) return report
    const file = out === undefined ? undefined : baselinesFile(out)
    this.#isComparing = true
    try {
      const known = await knownBaselines(file, problem, async () =>
        judgeBaselines(problem, workers, () => this.#isWanted, asked && recordIn(archive, asked.repeat.cassette)),
      )
      if (known.judged.length === 0) return report
      const worse = worseThan(known.judged, scoresOf(report.champion, report.heldOut), problem.direction)
      return { ...report, baselines: { ...known, worse } }
    } finally {
      this.#isComparing = false
    }
  }

  /** The end of the run; where it was to be kept has to be there still. */
  async #ended(): Promise<RunEnd> {
    try {
      return await this.#run.ended
    } finally {
      clearInterval(this.#patrol)
      const fault = this.#place?.gone()
      // oxlint-disable-next-line no-unsafe-finally -- what comes of a place that is gone is no other fault
      if (fault !== undefined) throw fault
    }
  }

  /** The last event: the champion and its report, or why the run stopped. */
  async #lastEvent({ head, conclusion, cause }: RunEnd): Promise<Finished | Stopped> {
    const { problem, manifest, archive, asked, out, wall } = this.#parts
    const { evaluations, programsTried, outcomes, stuck } = this.#run.status()
    const processor = this.#meter.seconds()
    if (out !== undefined) openLog(out)({ type: 'rest', at: clock.now(), ...defined({ processor }) })
    const books = {
      evaluations,
      seconds: this.#seconds(),
      digest: head.digest,
      ...defined({ programsTried, processor, out, wall, fused: manifest.problem.fused }),
    }
    const champion = conclusion && archive.program(conclusion.champion.number)
    if (conclusion === undefined || champion === undefined)
      return { type: 'stopped', ...books, ...(cause === undefined ? {} : { cause: { reason: cause.message, remedy: cause.remedy } }) }
    return {
      ...(await this.#compared(reportOf(conclusion, champion, problem, { seed: manifest.seed, ...books }))),
      ...(outcomes.fault === 0 ? {} : { faults: outcomes.fault }),
      ...defined({ stuck, barren: conclusion.reason === 'exhausted' ? barrenReason(archive) : undefined }),
      ...(asked === undefined ? {} : { calls: asked.calls(), replies: repliesOf(archive) }),
    }
  }

  async #end(): Promise<Finished | Stopped> {
    const { log, asked, workers, archive } = this.#parts
    try {
      const last = await this.#lastEvent(await this.#ended())
      this.#published?.leave()
      log.push(last)
      return last
    } finally {
      this.#meter.close()
      log.end()
      this.#published?.close()
      await this.#inbox?.close()
      await asked?.close()
      await workers.close()
      await archive.close()
    }
  }
}

/** Sets a run going and keeps its books. */
export function start(parts: Parts): Run {
  const run = new RunUnderWay(parts)
  return {
    events: parts.log,
    finished: run.finished,
    status: () => run.status(),
    steer: async (command) => run.steer(command),
    pause: async () => run.pause(),
  }
}
