import { defined } from '../engine/contracts/defined.ts'
import type { Archive } from '../engine/contracts/archive.ts'
import type { Finished, RunEvent, Status } from '../engine/contracts/event.ts'
import type { Budget, Manifest } from '../engine/contracts/manifest.ts'
import type { Problem } from '../engine/contracts/problem.ts'
import type { Clock, Workers } from '../engine/contracts/workers.ts'
import { startRun } from '../engine/run.ts'
import type { RunHandle, RunEnd, RunParts } from '../engine/run/parts.ts'
import type { SearchEvent } from '../engine/search/effects.ts'
import type { Wall } from '../engine/contracts/runner.ts'
import type { Registry } from '../engine/contracts/registry.ts'
import { baselinesFile, judgeBaselines, knownBaselines } from './baselines.ts'
import { checkIntervention } from './control/command.ts'
import type { Command } from './control/command.ts'
import type { EventLog } from './events.ts'
import { serveInbox } from './control/inbox.ts'
import type { Owner } from './control/inbox.ts'
import type { ModelSession } from './model-session.ts'
import { openLog } from './log.ts'
import { rememberPlace } from './place.ts'
import { reportOf, scoresOf, worseThan } from './report.ts'
import { publishStatus } from './control/status.ts'
import { repliesOf } from './uses.ts'
import { chain } from './chain.ts'
import { carryOut, journaledIn } from './control/carry-out.ts'
import { factsOf } from './search-facts.ts'

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

/** Sets a run going and keeps its books: events, status, and the archive's and the workers' end. */
export function start({
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

  const owner: Owner = { carryOut: async (command) => ({ ok: true, ...(await steer(command)) }), journaled: journaledIn(archive) }
  const inbox = out === undefined ? undefined : serveInbox(out, opened, owner)
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
