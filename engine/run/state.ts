import type { Interruption } from '../contracts/fault.ts'
import type { Assignment } from '../contracts/ticket.ts'
import type { CallRecord, Workers } from '../contracts/workers.ts'
import type { Journal } from '../journal/journal.ts'
import { createProgramCache } from '../journal/program-cache.ts'
import type { ProgramCache } from '../journal/program-cache.ts'
import { restore } from '../journal/snapshot.ts'
import type { Restored } from '../journal/snapshot.ts'
import { createSequencer } from '../order/sequencer.ts'
import type { Effects, Sequencer } from '../order/sequencer.ts'
import { createStopwatch } from '../order/stopwatch.ts'
import type { Stopwatch } from '../order/stopwatch.ts'
import { createQuarantine } from '../tickets/quarantine.ts'
import type { Quarantine } from '../tickets/quarantine.ts'
import { Mailbox } from './mailbox.ts'
import { commitOrderOf } from './parts.ts'
import type { RunParts } from './parts.ts'

/** All that a run is while it is under way: its parts, and the facts that no part owns. */
export interface RunState {
  readonly parts: RunParts
  readonly past: Restored | undefined
  readonly sequencer: Sequencer
  /** Undefined until the sequencer stands where the archive's journal ends. */
  journal: Journal | undefined
  readonly programs: ProgramCache
  readonly watch: Stopwatch
  readonly quarantine: Quarantine
  readonly mailbox: Mailbox
  readonly record: CallRecord
  /** Batches that are being carried out. */
  readonly running: Set<number>
  /** Workers that carry some out. */
  busy: number
  /** Steps that people ask for and the loop has not taken, and how to refuse those that nobody will take. */
  readonly steps: (() => void)[]
  readonly refusals: Set<() => void>
  /** Whether the run is to end: nothing new is dispatched, and what runs is finished. */
  pausing: boolean
  /** What keeps the run from going on. */
  cause: Interruption | undefined
  /** Whether nothing new is dispatched until somebody lets go. */
  held: boolean
  /** Steps that were taken and are not yet on disk: until they are nothing begins, so that a process that ends of one has kept it. */
  unsaved: number
  /** The last ticket that was begun when the run's last process ended without a word: one up to there may have ended it. */
  suspect: number
  /** Whether the search is to end. */
  ending: boolean
  /** Whether it is too late for a further step. */
  over: boolean
}

/** Sets up a run that has not begun to move. */
export function createRun(parts: RunParts): RunState {
  const { manifest, facts, budget, archive, chain, clock, cassette, onFault } = parts
  const past = restore(archive, manifest, chain)
  const programs = createProgramCache(archive)
  const calls = archive.calls()
  const run: RunState = {
    parts,
    past,
    sequencer: createSequencer({
      manifest,
      facts: { ...facts, recall: programs.recall },
      budget,
      commitOrder: parts.commitOrder ?? commitOrderOf(manifest),
      known: parts.workers.known,
      past,
    }),
    journal: undefined,
    programs,
    watch: createStopwatch(clock),
    quarantine: createQuarantine({ run: (assignments, ...rest) => runnerFor(run, assignments)(assignments, ...rest) }, onFault),
    mailbox: new Mailbox(),
    record: {
      calls: (ticket) => cassette?.(ticket) ?? calls.get(ticket) ?? [],
      record: async (ticket, call, took) => run.journal?.record(ticket, call, took),
    },
    running: new Set(),
    busy: 0,
    steps: [],
    refusals: new Set(),
    pausing: false,
    cause: undefined,
    held: false,
    unsaved: 0,
    suspect: 0,
    ending: false,
    over: false,
  }
  return run
}

/** Carries out in a process apart what may have ended a process before. */
function runnerFor({ parts: { workers }, suspect }: RunState, assignments: readonly Assignment[]): Workers['run'] {
  return assignments.some(({ number }) => number <= suspect) ? (workers.apart ?? workers.run) : workers.run
}

/** Journals the effects of a step. Its events are told once they are on disk; programs stay at hand until then. */
export function apply(run: RunState, effects: Effects, durable = (): void => {}): void {
  const { watch, programs, parts } = run
  watch.commit(effects.committed)
  const news = [...effects.programs, ...effects.judged]
  for (const { number, program, evaluation } of news) programs.hold(number, { program, evaluation })
  run.journal?.write(effects, () => {
    for (const { number } of news) programs.release(number)
    effects.events.forEach(parts.emit)
    durable()
  })
  run.ending ||= effects.records.some(({ type }) => type === 'stop')
}

/** Ends the run by a fault. */
export function raise(error: unknown): never {
  throw error
}
