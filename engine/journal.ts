import type { Archive, ArchivedProgram, JournalEntry, JournalRecord } from './contracts/archive.ts'
import type { Outcome } from './contracts/ticket.ts'
import type { Clock } from './contracts/workers.ts'
import type { Effects } from './sequencer.ts'

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
  keep(bundle: number, outcomes: readonly Outcome[]): void
  /** Resolves when all that was written is on disk; rejects if it could not be. */
  flush(): Promise<void>
}

const GROUP_RECORDS = 500
const GROUP_MILLISECONDS = 200

/** Opens the journal of an archive for writing, after entry `head`; `fail` hears when a group cannot be written. */
export function createJournal(archive: Archive, chain: Chain, clock: Clock, head: Head, fail: (error: unknown) => void): Journal {
  let { index, digest } = head
  let entries: JournalEntry[] = []
  let programs: ArchivedProgram[] = []
  let committed: number[] = []
  let calls: (() => void)[] = []
  const received = new Map<number, readonly Outcome[]>()
  let writing: Promise<void> = Promise.resolve()
  let cancelTimer: (() => void) | undefined

  function flush(): Promise<void> {
    cancelTimer?.()
    cancelTimer = undefined
    if (entries.length === 0 && received.size === 0) return writing
    const group = { entries, programs, committed, received: [...received].map(([bundle, outcomes]) => ({ bundle, outcomes })) }
    const told = calls
    entries = []
    programs = []
    committed = []
    calls = []
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
    flush,
    write(effects, durable) {
      for (const record of effects.records) {
        index += 1
        digest = chain.extend(digest, record)
        entries.push({ index, at: clock.now(), record, digest })
      }
      programs.push(...effects.programs)
      for (const bundle of effects.committed) if (!received.delete(bundle)) committed.push(bundle)
      calls.push(durable)
      schedule()
    },
    keep(bundle, outcomes) {
      received.set(bundle, outcomes)
      schedule()
    },
  }
}
