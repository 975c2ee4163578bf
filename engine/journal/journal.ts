import type { Archive, JournalRecord, Snapshot } from '../contracts/archive.ts'
import type { Outcome, RecordedCall } from '../contracts/ticket.ts'
import type { Clock } from '../contracts/workers.ts'
import type { Effects } from '../order/sequencer.ts'
import { defined } from '../contracts/defined.ts'
import { CallTimes } from './call-times.ts'
import { Gathering } from './gathering.ts'

/** The hash chain over a journal's records. */
export interface Chain {
  /** The digest before the first record. */
  readonly genesis: string
  extend(digest: string, record: JournalRecord): string
}

/** Where a journal stands. */
export interface Head {
  readonly index: number
  readonly digest: string
}

/**
 * Writes a run's effects to its archive, in groups: a group is flushed when it is large or old, never later than
 * `GROUP_MILLISECONDS` after its first record.
 */
export interface Journal {
  readonly head: Head
  /** Adds the effects of a step; `durable` is called once they are on disk, in order. */
  write(effects: Effects, durable: () => void): void
  /** Keeps results that wait for their turn, so that a kill does not lose them. */
  keep(batch: number, outcomes: readonly Outcome[]): void
  /** Records a call of an open ticket, and the milliseconds that it took; resolves when it is on disk, with nothing written before it missing. */
  record(ticket: number, call: RecordedCall, took?: number): Promise<void>
  /** Resolves when all that was written is on disk; rejects if it could not be. */
  flush(): Promise<void>
  /** Resolves when all that was written is on disk, and a snapshot of the state after it; rejects if it could not be. */
  close(): Promise<void>
}

const GROUP_RECORDS = 500
const GROUP_MILLISECONDS = 200
/** A proposer waits until its call is on disk, so that a call waits no longer than others need to join it. */
const CALL_MILLISECONDS = 4

/** Records between two snapshots. Opening a run goes through so many at most; a snapshot costs as much as a few dozen of them. */
const SNAPSHOT_RECORDS = 1000

/** What a journal is written with. */
export interface JournalParts {
  readonly archive: Archive
  readonly chain: Chain
  readonly clock: Clock
  /** Where the archive's journal ends. */
  readonly head: Head
  /** The state after the last effects that were written; undefined when there is no snapshot of it. */
  readonly snapshot: () => unknown
  /** Hears when a group cannot be written. */
  readonly fail: (error: unknown) => void
}

/** Opens the journal of an archive for writing. */
export function createJournal({ archive, chain, clock, head, snapshot, fail }: JournalParts): Journal {
  let { index, digest } = head
  let snapshotAt = archive.snapshot()?.index ?? 0
  let next = new Gathering()
  let writing: Promise<void> = Promise.resolve()
  const timer = createTimer(clock, () => void flush())
  const times = new CallTimes()

  /** Takes a snapshot when so many records were written since the last one. */
  function takeSnapshot(due: number): Snapshot | undefined {
    if (index - snapshotAt < due) return undefined
    snapshotAt = index
    const state = snapshot()
    return state === undefined ? undefined : { index, digest, state }
  }

  /** Writes what has gathered, with a snapshot after so many records. */
  function flush(due = SNAPSHOT_RECORDS): Promise<void> {
    timer.cancel()
    const gathered = next.take(takeSnapshot(due))
    if (gathered === undefined) return writing
    next = new Gathering()
    writing = writing.then(async () => {
      await archive.append(gathered.group)
      gathered.durable.forEach((told) => told())
    })
    writing.catch(fail)
    return writing
  }

  return {
    get head() {
      return { index, digest }
    },
    flush: () => flush(Infinity),
    close: () => flush(1),
    write({ records, programs, committed }, durable) {
      for (const record of records) {
        index += 1
        digest = chain.extend(digest, record)
        next.entries.push({ index, at: clock.now(), ...defined({ took: times.of(record) }), record, digest })
      }
      next.programs.push(...programs)
      for (const batch of committed) next.commit(batch)
      next.whenDurable(durable)
      if (next.entries.length >= GROUP_RECORDS) void flush()
      else timer.start(GROUP_MILLISECONDS)
    },
    record(ticket, call, took) {
      times.note(ticket, call, took)
      next.record({ ticket, call })
      timer.start(CALL_MILLISECONDS)
      return new Promise<void>((resolve) => next.whenDurable(resolve))
    },
    keep(batch, outcomes) {
      next.keep(batch, outcomes)
      timer.start(GROUP_MILLISECONDS)
    },
  }
}

/** A timer that may be started many times: the shortest time counts, from when it was first asked for. */
function createTimer(clock: Clock, ring: () => void): { start(milliseconds: number): void; cancel(): void } {
  let running: { readonly milliseconds: number; readonly cancel: () => void } | undefined
  function cancel(): void {
    running?.cancel()
    running = undefined
  }
  return {
    start(milliseconds) {
      if (running !== undefined && running.milliseconds <= milliseconds) return
      cancel()
      running = { milliseconds, cancel: clock.after(milliseconds, ring) }
    },
    cancel,
  }
}
