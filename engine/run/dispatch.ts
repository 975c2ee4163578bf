import { Interruption } from '../contracts/fault.ts'
import type { Files } from '../contracts/program.ts'
import type { Batch, Outcome } from '../contracts/ticket.ts'
import { assign, knownAt } from '../tickets/assign.ts'
import { apply, raise } from './state.ts'
import type { RunState } from './state.ts'

/** The last ticket of a batch. */
export const lastOf = ({ number, tickets }: Batch): number => tickets.at(-1)?.number ?? number

/** Batches that may be carried out now, in the order in which they should be. */
export function readyBatches({ sequencer, running, pausing, held, unsaved }: RunState): Batch[] {
  return pausing || held || unsaved > 0 ? [] : sequencer.pending().filter(({ number }) => !running.has(number))
}

/** Has a batch carried out; its progress, and what comes of it, come to the loop as messages. */
export function dispatch(run: RunState, batch: Batch): void {
  const { sequencer, programs, quarantine, mailbox, running, watch, parts, record } = run
  running.add(batch.number)
  parts.archive.begin?.(lastOf(batch))
  watch.begin(batch.number)
  const report = (fuel: number): void => mailbox.post(() => running.has(batch.number) && apply(run, sequencer.progress(batch.number, fuel)))
  const arrive = (take: () => void): void =>
    mailbox.post(() => {
      running.delete(batch.number)
      watch.end(batch.number)
      take()
    })
  const injected = (injection: number): Files => sequencer.injected(injection)
  const assignments = batch.tickets.map((ticket, k) =>
    assign(ticket, { manifest: parts.manifest, recall: programs.recall, known: knownAt(batch, k), injected }),
  )
  quarantine
    .run(assignments, report, record, () => isWanted(run, batch))
    .then(
      (outcomes) => arrive(() => receive(run, batch, outcomes)),
      (error: unknown) => arrive(() => fail(run, batch, error)),
    )
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
