import { Interruption } from '../contracts/fault.ts'
import type { Files } from '../contracts/program.ts'
import type { Report } from '../contracts/evaluator.ts'
import type { Assignment, Batch, Outcome } from '../contracts/ticket.ts'
import { assign, knownAt } from '../tickets/assign.ts'
import { apply, raise } from './state.ts'
import type { RunState } from './state.ts'

/** The last ticket of a batch. */
export const lastOf = ({ number, tickets }: Batch): number => tickets.at(-1)?.number ?? number

/** Batches that may be carried out now, in the order in which they should be. */
function readyBatches({ sequencer, running, pausing, held, unsaved }: RunState): Batch[] {
  return pausing || held || unsaved > 0 ? [] : sequencer.pending().filter(({ number }) => !running.has(number))
}

/** Fuel that what a worker is handed at a time may be expected to burn: some milliseconds, beside which a message counts. */
const HANDED_FUEL = 2_000_000

/**
 * How many batches a worker is handed in one message: where they are short, its share of half of all that is under way, so that as much waits
 * as is carried out. When they come back decides nothing, so that this may follow the machine.
 */
function batchesTogether({ sequencer, parts: { workers } }: RunState, { tickets }: Batch): number {
  const { fuel } = sequencer
  if (workers.together === undefined || fuel === undefined) return 1
  const share = Math.ceil(sequencer.pending().length / (2 * workers.size))
  const most = Math.min(workers.together, HANDED_FUEL / Math.max(1, fuel)) / tickets.length
  return Math.max(1, Math.min(share, Math.floor(most)))
}

/** Whether a batch is carried out by itself: nothing is known without the initial programs, and what may have ended a process may do so again. */
const isAlone = ({ suspect }: RunState, batch: Batch): boolean =>
  batch.tickets.some(({ kind, number }) => kind === 'initial' || number <= suspect)

/** Hands the batches that may be carried out to the workers that are free. */
export function handOut(run: RunState): void {
  const ready = readyBatches(run)
  run.watch.wait(ready.map(({ number }) => number))
  while (run.busy < run.parts.workers.size) {
    const [first] = ready
    if (first === undefined) return
    const apart = isAlone(run, first) ? 1 : ready.findIndex((batch) => isAlone(run, batch))
    dispatch(run, ready.splice(0, Math.min(batchesTogether(run, first), apart === -1 ? Infinity : apart)))
  }
}

/** Has a worker carry out batches; their progress, and what comes of them, come to the loop as messages. */
function dispatch(run: RunState, batches: readonly Batch[]): void {
  const { mailbox, running, watch, parts, record, quarantine } = run
  run.busy += 1
  for (const batch of batches) {
    running.add(batch.number)
    parts.archive.begin?.(lastOf(batch))
    watch.begin(batch.number)
  }
  const assignments = batches.map((batch) => assignmentsOf(run, batch))
  const arrive = (take: (batch: Batch, k: number) => void): void =>
    mailbox.post(() => {
      run.busy -= 1
      for (const { number } of batches) watch.end(number)
      // the worker goes on while what it made is taken in
      handOut(run)
      for (const [k, batch] of batches.entries()) {
        running.delete(batch.number)
        take(batch, k)
      }
    })
  quarantine
    .run(assignments.flat(), reportOf(run, batches), record, () => batches.some((batch) => isWanted(run, batch)))
    .then(
      (outcomes) => {
        let from = 0
        const own = assignments.map(({ length }) => outcomes.slice(from, (from += length)))
        arrive((batch, k) => receive(run, batch, own[k] ?? []))
      },
      (error: unknown) => arrive((batch) => fail(run, batch, error)),
    )
}

/** What a worker needs to carry out a batch. */
function assignmentsOf({ sequencer, programs, parts: { manifest } }: RunState, batch: Batch): Assignment[] {
  const injected = (injection: number): Files => sequencer.injected(injection)
  return batch.tickets.map((ticket, k) => assign(ticket, { manifest, recall: programs.recall, known: knownAt(batch, k), injected }))
}

/** Hears what a batch has burned; of several it is not known whose it is, and they are short. */
function reportOf(run: RunState, [batch, ...more]: readonly Batch[]): Report {
  const { mailbox, running, sequencer } = run
  if (batch === undefined || more.length > 0) return () => {}
  return (fuel) => mailbox.post(() => running.has(batch.number) && apply(run, sequencer.progress(batch.number, fuel)))
}

/** Takes in the outcomes of a batch; those that wait for their turn are kept on disk, so that a kill does not lose them. */
export function receive(run: RunState, batch: Batch, outcomes: readonly Outcome[]): void {
  const { sequencer, journal, quarantine } = run
  if (!sequencer.pending().includes(batch)) return
  const effects = sequencer.receive(batch.number, outcomes)
  if (!effects.committed.includes(batch.number)) journal?.keep(batch.number, outcomes)
  apply(run, effects)
  const fault = quarantine.systematic()
  if (fault !== undefined) raise(fault)
}

/**
 * Whether anything waits for a batch that is under way: nothing when the run pauses, when a stop has made the search forget it, and for
 * an initial program when the search is to end: without it there is nothing to end with.
 */
function isWanted({ sequencer, pausing, ending }: RunState, { number, tickets }: Batch): boolean {
  if (pausing || (ending && tickets.some(({ kind }) => kind === 'initial'))) return false
  return sequencer.pending().some((other) => other.number === number)
}

/**
 * Takes in why a batch could not be carried out. What a person has to see to pauses the run, and the batch stays open; anything else ends
 * the run, unless nothing waits for the batch any more.
 */
function fail(run: RunState, batch: Batch, error: unknown): void {
  if (error instanceof Interruption) {
    run.cause ??= error
    run.pausing = true
  } else if (!run.pausing && run.sequencer.pending().includes(batch)) raise(error)
}
