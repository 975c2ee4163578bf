import type { Archive, ArchivedProgram, Group, JournalEntry, JournalRecord } from '../contracts/archive.ts'
import type { Outcome, RecordedCall } from '../contracts/ticket.ts'
import type { Clock } from '../contracts/workers.ts'
import type { Effects } from '../order/sequencer.ts'

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
  /** Keeps what was said on an open ticket; resolves when it is on disk, with nothing written before it missing. */
  record(ticket: number, turn: number, calls: RecordedCall): Promise<void>
  /** Resolves when all that was written is on disk; rejects if it could not be. */
  flush(): Promise<void>
  /** Resolves when all that was written is on disk, and a snapshot of the state after it; rejects if it could not be. */
  close(): Promise<void>
}

const GROUP_RECORDS = 500
const GROUP_MILLISECONDS = 200
/** What is said is waited for, so that it is not kept waiting longer than others need to join it. */
const SAID_MILLISECONDS = 4

/** Records between two snapshots. Opening a run goes through so many at most; a snapshot costs as much as a few dozen of them. */
const IMAGE_RECORDS = 1000

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
  let imaged = archive.snapshot()?.index ?? 0
  let entries: JournalEntry[] = []
  let programs: ArchivedProgram[] = []
  let committed: number[] = []
  let calls: (() => void)[] = []
  let recorded: { readonly ticket: number; readonly turn: number; readonly calls: RecordedCall }[] = []
  const received = new Map<number, readonly Outcome[]>()
  let writing: Promise<void> = Promise.resolve()
  let cancelTimer: (() => void) | undefined
  let hurrying = false

  /** An snapshot when one is due. */
  function imageNow(due: number): Pick<Group, 'snapshot'> {
    if (index - imaged < due) return {}
    imaged = index
    const state = snapshot()
    return state === undefined ? {} : { snapshot: { index, digest, state } }
  }

  /** Writes what has gathered, with a snapshot after so many records. */
  function flush(due = IMAGE_RECORDS): Promise<void> {
    cancelTimer?.()
    cancelTimer = undefined
    hurrying = false
    const taken = imageNow(due)
    if (entries.length === 0 && received.size === 0 && recorded.length === 0 && taken.snapshot === undefined) return writing
    const waiting = [...received].map(([batch, outcomes]) => ({ batch, outcomes }))
    const group: Group = {
      entries,
      programs,
      committed,
      received: waiting,
      ...(recorded.length === 0 ? {} : { calls: recorded }),
      ...taken,
    }
    const told = calls
    entries = []
    programs = []
    committed = []
    calls = []
    recorded = []
    received.clear()
    writing = writing.then(async () => {
      await archive.append(group)
      for (const call of told) call()
    })
    writing.catch(fail)
    return writing
  }

  function schedule(): void {
    if (entries.length >= GROUP_RECORDS) void flush()
    else cancelTimer ??= clock.after(GROUP_MILLISECONDS, () => void flush())
  }

  return {
    get head() {
      return { index, digest }
    },
    flush: () => flush(Infinity),
    close: () => flush(1),
    write(effects, durable) {
      for (const record of effects.records) {
        index += 1
        digest = chain.extend(digest, record)
        entries.push({ index, at: clock.now(), record, digest })
      }
      programs.push(...effects.programs)
      for (const batch of effects.committed) if (!received.delete(batch)) committed.push(batch)
      calls.push(durable)
      schedule()
    },
    record(ticket, turn, call) {
      recorded.push({ ticket, turn, calls: call })
      const durable = new Promise<void>((resolve) => calls.push(resolve))
      if (!hurrying) {
        cancelTimer?.()
        hurrying = true
        cancelTimer = clock.after(SAID_MILLISECONDS, () => void flush())
      }
      return durable
    },
    keep(batch, outcomes) {
      received.set(batch, outcomes)
      schedule()
    },
  }
}
