import type { Intervention, Archive } from './contracts/archive.ts'
import type { Status, TicketFault } from './contracts/event.ts'
import { Interruption, TernateError } from './contracts/fault.ts'
import type { Budget, Manifest } from './contracts/manifest.ts'
import type { Batch, Outcome, RecordedCall } from './contracts/ticket.ts'
import type { Clock, CallRecord, Workers } from './contracts/workers.ts'
import { assign, knownAt } from './tickets/assign.ts'
import { restore } from './journal/snapshot.ts'
import { createJournal } from './journal/journal.ts'
import type { Chain, Head, Journal } from './journal/journal.ts'
import { byArrival, byVirtualTime } from './order/virtual-time.ts'
import type { CommitOrder } from './order/virtual-time.ts'
import { createQuarantine } from './tickets/quarantine.ts'
import { createProgramCache } from './journal/program-cache.ts'
import { follow, recorded } from './journal/replay.ts'
import type { Conclusion, SearchEvent, SearchFacts, SearchStatus } from './search/search.ts'
import { createSequencer } from './order/sequencer.ts'
import { createStopwatch } from './order/stopwatch.ts'
import type { Effects } from './order/sequencer.ts'

/** What a run is made of. */
export interface RunParts {
  readonly manifest: Manifest
  readonly facts: SearchFacts
  readonly budget: Budget
  /** What a run that goes on journals first: an intervention, and limits that replace those it has. */
  readonly opening?: { readonly intervention?: Intervention; readonly extension?: Budget } | undefined
  readonly archive: Archive
  readonly chain: Chain
  readonly workers: Workers
  /** What was said on tickets in another run, which this one repeats. */
  readonly cassette?: ((ticket: number) => readonly RecordedCall[]) | undefined
  readonly clock: Clock
  /** By which batches commit: `strict` unless given. Under any other the run depends on its machine. */
  readonly commitOrder?: CommitOrder
  /** Hears of facts once they are durable, in commit order. */
  readonly tell: (fact: SearchEvent) => void
  /** Hears that the run is where it goes on from, and that what it was opened with holds; nothing is told before. */
  readonly opened?: () => void
  /** Hears of faults of tickets, as they come. */
  readonly tellFault?: (fault: TicketFault) => void
}

/** How a run came to rest: finished, or stopped with everything saved. */
export interface RunEnd {
  readonly head: Head
  readonly conclusion: Conclusion | undefined
  /** What keeps it from going on. */
  readonly cause?: Interruption
}

/** A run under way. */
export interface RunHandle {
  readonly rest: Promise<RunEnd>
  status(): SearchStatus & Pick<Status, 'paused' | 'timing'>
  /** Dispatches nothing new, finishes what runs and gets on, saves everything; `rest` then resolves. */
  pause(): void
  /** Ends the run by a fault from outside, with which `rest` rejects. */
  fail(error: unknown): void
  /** Dispatches nothing new until it is let go; what runs is finished, and nothing comes to rest. */
  hold(on: boolean): void
  /** Journals something from outside, and takes it in; resolves when it is on disk. Throws a TernateError `RUN_AT_REST` when it is too late. */
  intervene(intervention: Intervention): Promise<Head>
  /** Ends the search, so that the finalists are judged and the run finishes; resolves like `intervene`. */
  finish(): Promise<Head>
}

/** Strict order, unless the manifest leaves it to the journal. */
export const commitOrderOf = ({ order }: Manifest): CommitOrder => (order.commitOrder === 'arrival' ? byArrival : byVirtualTime)

/** The last ticket of a batch. */
const lastOf = ({ number, tickets }: Batch): number => tickets.at(-1)?.number ?? number

function raise(error: unknown): never {
  throw error
}

/** Starts a run, or goes on with the one that the archive holds. */
export function startRun({
  manifest,
  facts,
  budget,
  opening,
  archive,
  chain,
  workers,
  clock,
  commitOrder: rule = commitOrderOf(manifest),
  cassette,
  tell,
  opened,
  tellFault,
}: RunParts): RunHandle {
  const past = facts.learner === undefined ? restore(archive, manifest, chain) : undefined
  const sequencer = createSequencer(manifest, facts, budget, rule, past)
  const shelf = createProgramCache(archive)
  const watch = createStopwatch(clock)
  /** The last ticket that was begun when the process that drove the run before ended without a word: it may have ended of one up to there. */
  let suspect = 0
  const carryOut: Workers['run'] = (assignments, ...rest) => {
    const run = assignments.some(({ number }) => number <= suspect) ? (workers.apart ?? workers.run) : workers.run
    return run(assignments, ...rest)
  }
  const quarantine = createQuarantine({ run: carryOut }, tellFault)
  let journal: Journal | undefined
  const running = new Set<number>()
  const inbox: (() => void)[] = []
  let wake = (): void => {}
  let pausing = false
  /** Whether the search is to end. */
  let ending = false
  let cause: Interruption | undefined
  let held = false
  let over = false
  /** What was asked for and is not yet on disk: until it is nothing begins, so that a process that ends of it has kept it. */
  let unsaved = 0
  /** Steps that somebody asks for, and how to say that nobody will take them. */
  const asked: (() => void)[] = []
  const refusals = new Set<() => void>()

  const heard = archive.calls()
  const transcript: CallRecord = {
    calls: (ticket) => cassette?.(ticket) ?? heard.get(ticket) ?? [],
    record: async (ticket, turn, calls) => journal?.record(ticket, turn, calls),
  }

  /** Leaves a message for the loop, which takes them one by one. */
  function post(message: () => void): void {
    inbox.push(message)
    wake()
  }
  const arrival = (): Promise<void> => (inbox.length > 0 ? Promise.resolve() : new Promise((resolve) => (wake = resolve)))

  function apply(effects: Effects, durable = (): void => {}): void {
    watch.commit(effects.committed)
    for (const { number, program, evaluation } of effects.programs) shelf.hold(number, { program, evaluation })
    journal?.write(effects, () => {
      for (const { number } of effects.programs) shelf.release(number)
      effects.events.forEach(tell)
      durable()
    })
    ending ||= effects.records.some(({ type }) => type === 'stop')
  }

  /**
   * Whether somebody waits for a batch that is under way: nobody when the run pauses, when a stop has made the search forget it, and for an
   * initial program when the search is to end: without it there is nothing to end with.
   */
  function isWanted({ number, tickets }: Batch): boolean {
    if (pausing || (ending && tickets.some(({ kind }) => kind === 'initial'))) return false
    return sequencer.pending().some((other) => other.number === number)
  }

  /** Takes a step that somebody outside asks for, between two others; resolves when what it journals is on disk. */
  function steer(step: () => Effects): Promise<Head> {
    const { promise, resolve, reject } = Promise.withResolvers<Head>()
    const refuse = (): void =>
      reject(
        new TernateError(
          'RUN_AT_REST',
          'the run has come to rest',
          'Say it again: what is said of a run at rest goes into its journal too.',
        ),
      )
    if (over) {
      refuse()
      return promise
    }
    refusals.add(refuse)
    asked.push(() => {
      const effects = step()
      const end = (): void => {
        refusals.delete(refuse)
        resolve(head)
      }
      if (effects.records.length > 0) {
        unsaved += 1
        apply(effects, () => {
          end()
          post(() => (unsaved -= 1))
        })
      }
      const { head } = journal as Journal
      if (effects.records.length === 0) end()
    })
    post(() => asked.shift()?.())
    return promise
  }

  function receive(batch: Batch, outcomes: readonly Outcome[]): void {
    if (!sequencer.pending().includes(batch)) return
    const effects = sequencer.receive(batch.number, outcomes)
    if (!effects.committed.includes(batch.number)) journal?.keep(batch.number, outcomes)
    apply(effects)
    const fault = quarantine.systematic()
    if (fault !== undefined) raise(fault)
  }

  function dispatch(batch: Batch): void {
    running.add(batch.number)
    archive.begin?.(lastOf(batch))
    watch.begin(batch.number)
    const report = (fuel: number): void => post(() => running.has(batch.number) && apply(sequencer.progress(batch.number, fuel)))
    const arrive = (take: () => void): void =>
      post(() => {
        running.delete(batch.number)
        watch.end(batch.number)
        take()
      })
    const assignments = batch.tickets.map((ticket, k) => assign(ticket, manifest, shelf.recall, knownAt(batch, k), sequencer.injected))
    quarantine
      .run(assignments, report, transcript, () => isWanted(batch))
      .then(
        (outcomes) => arrive(() => receive(batch, outcomes)),
        (error: unknown) => arrive(() => fail(batch, error)),
      )
  }

  /** Takes in why a batch could not be carried out: unless nobody waits for it any more, that ends the run or pauses it. */
  function fail(batch: Batch, error: unknown): void {
    if (error instanceof Interruption) interrupt(error)
    else if (!pausing && sequencer.pending().includes(batch)) raise(error)
  }

  /** Somebody has to see to something: nothing new begins, and what could not be carried out stays open. */
  function interrupt(error: Interruption): void {
    cause ??= error
    pausing = true
  }

  /** Brings the sequencer from its snapshot, or from the beginning, to where the archive's journal ends. */
  async function recover(): Promise<Head> {
    const from = past?.head ?? { index: 0, digest: chain.genesis }
    const head = await follow(sequencer, archive.entries(from.index + 1), chain, recorded(archive), from)
    if (!('at' in head)) return head
    throw new TernateError(
      'RESUME_DIVERGED',
      `the journal differs from what this engine computes at record ${head.at}`,
      'Go on with the engine that wrote it (see the manifest), or start a new run.',
    )
  }

  /** Journals what the run goes on with; limits that it has already are no extension. */
  function open(): void {
    if (opening?.intervention !== undefined) apply(sequencer.intervene(opening.intervention))
    const { budget: current } = sequencer.status()
    const extended = { ...current, ...opening?.extension }
    const changed = (['evaluations', 'fuel', 'target', 'calls', 'tokens', 'dollars'] as const).some(
      (limit) => extended[limit] !== current[limit],
    )
    if (changed) apply(sequencer.extend(extended))
  }

  async function loop(): Promise<RunEnd> {
    const head = await recover()
    journal = createJournal({
      archive,
      chain,
      clock,
      head,
      snapshot: () => sequencer.snapshot(),
      fail: (error) => post(() => raise(error)),
    })
    if (head.index === 0) apply(sequencer.begin())
    open()
    opened?.()
    const kept = archive.received()
    for (const batch of sequencer.pending()) {
      const outcomes = kept.get(batch.number)
      if (outcomes !== undefined) receive(batch, outcomes)
      else if (archive.orphaned !== undefined) suspect = Math.max(suspect, archive.orphaned, lastOf(batch))
    }
    while (sequencer.conclusion === undefined) {
      const ready = pausing || held || unsaved > 0 ? [] : sequencer.pending().filter(({ number }) => !running.has(number))
      watch.wait(ready.map(({ number }) => number))
      ready.slice(0, Math.max(0, workers.size - running.size)).forEach(dispatch)
      if (running.size === 0 && inbox.length === 0) {
        if (pausing) break
        if (!held && unsaved === 0) throw new RangeError('nothing runs and nothing is left to run')
      }
      await arrival()
      for (const message of inbox.splice(0)) message()
    }
    over = true
    for (const step of asked.splice(0)) step()
    await journal.close()
    return { head: journal.head, conclusion: sequencer.conclusion, ...(cause === undefined ? {} : { cause }) }
  }

  /** The loop; when a fault ends it, what was committed until then is on disk before anybody hears of the fault. */
  async function live(): Promise<RunEnd> {
    try {
      return await loop()
    } catch (error) {
      await journal?.flush().catch(() => {})
      throw error
    }
  }

  const { seconds } = budget
  const cancel = seconds === undefined ? undefined : clock.after(seconds * 1000, () => post(() => apply(sequencer.stop('seconds'))))
  return {
    rest: live().finally(() => {
      cancel?.()
      over = true
      for (const refuse of refusals) refuse()
    }),
    status() {
      const judging = workers.judging?.()
      return {
        ...sequencer.status(),
        ...(held ? { paused: true } : {}),
        timing: { places: workers.size, ...watch.timing(), ...(judging === undefined ? {} : { judging }) },
      }
    },
    pause: () =>
      post(() => {
        pausing = true
      }),
    fail: (error) => post(() => raise(error)),
    hold(on) {
      held = on
      post(() => {})
    },
    intervene: async (intervention) => steer(() => sequencer.intervene(intervention)),
    finish: async () => steer(() => sequencer.stop('stopped')),
  }
}
