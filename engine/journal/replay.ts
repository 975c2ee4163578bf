import { isIntervention } from '../contracts/archive.ts'
import type { Archive, JournalEntry, JournalRecord } from '../contracts/archive.ts'
import type { Batch, Outcome } from '../contracts/ticket.ts'
import type { Chain, Head } from './journal.ts'
import type { Effects, Sequencer } from '../order/sequencer.ts'

type Commit = Extract<JournalRecord, { type: 'commit' }>

/** Where a journal and what a sequencer makes of it part. One side is missing where it ends first. */
export interface Divergence {
  /** Index of the first record that differs. */
  readonly at: number
  readonly recorded: JournalRecord | undefined
  readonly computed: JournalRecord | undefined
}

/** Gives the outcomes of a batch that a journal commits next; `commits` are its records. */
export type Source = (batch: Batch, commits: readonly Commit[]) => readonly Outcome[] | Promise<readonly Outcome[]>

/** The outcomes that the journal itself recorded, programs read from the archive: nothing is evaluated. */
export const recorded =
  (archive: Archive): Source =>
  (_, commits) =>
    commits.map(({ outcome }): Outcome => {
      if (outcome.kind !== 'evaluated') return outcome
      const { number, id, canonicalHash, size } = outcome.program
      return { ...outcome, program: { id, canonicalHash, size, files: archive.program(number)?.files ?? {} } }
    })

/** A journal read once, from its front, with what comes next in sight. */
interface Tape {
  /** The next entry, undefined at the end. */
  peek(): JournalEntry | undefined
  next(): JournalEntry | undefined
  /** The next `count` commits; other records may stand between them. */
  commits(count: number): Commit[]
  close(): void
}

/** Holds no more of the journal than was looked at: a batch's commits. */
function openTape(entries: Iterable<JournalEntry>): Tape {
  const source = entries[Symbol.iterator]()
  const ahead: JournalEntry[] = []

  function load(): boolean {
    const { value, done } = source.next()
    if (done === true) return false
    ahead.push(value)
    return true
  }

  return {
    peek: () => (ahead.length > 0 || load() ? ahead[0] : undefined),
    next: () => (ahead.length > 0 || load() ? ahead.shift() : undefined),
    commits(count) {
      const found: Commit[] = []
      for (let index = 0; found.length < count && (index < ahead.length || load()); index++) {
        const record = ahead[index]?.record
        if (record?.type === 'commit') found.push(record)
      }
      return found
    },
    close: () => void source.return?.(),
  }
}

/** The steps of a sequencer that a journal tells. */
export type Followed = Pick<Sequencer, 'begin' | 'stop' | 'extend' | 'intervene' | 'resettle' | 'pending' | 'replay'>

/** A journal that a sequencer is taken through. */
export interface Recording {
  readonly entries: Iterable<JournalEntry>
  readonly chain: Chain
  readonly source: Source
  /** Where the sequencer stands; before the first entry unless given. */
  readonly from?: Head | undefined
}

/**
 * Takes a sequencer through a journal in the journal's order, outcomes from `source`. Every record that the sequencer makes
 * on the way must be the journal's own; returns where the journal ends, or the first divergence. The journal is read as it is
 * needed, so its length costs no memory.
 */
export async function follow(sequencer: Followed, { entries, chain, source, from }: Recording): Promise<Head | Divergence> {
  const tape = openTape(entries)
  let { index, digest } = from ?? { index: 0, digest: chain.genesis }

  /** Compares records with the journal from where it stands. */
  function match({ records }: Effects): Divergence | undefined {
    for (const record of records) {
      const entry = tape.next()
      digest = chain.extend(digest, record)
      if (entry?.digest !== digest) return { at: index + 1, recorded: entry?.record, computed: record }
      index += 1
    }
    return undefined
  }

  /** Takes the step that made the journal's next record; undefined when that record cannot come next. */
  async function step(record: JournalRecord): Promise<Effects | undefined> {
    if (record.type === 'start') return index === 0 ? sequencer.begin() : undefined
    if (index === 0) return undefined
    if (record.type === 'stop') return sequencer.stop(record.reason)
    if (record.type === 'extend') return sequencer.extend(record.budget)
    if (isIntervention(record)) return sequencer.intervene(record)
    if (record.type !== 'commit') return undefined
    const batch = sequencer.pending().find(({ number }) => number === record.ticket.number)
    if (batch === undefined) return undefined
    const commits = tape.commits(batch.tickets.length)
    if (commits.length < batch.tickets.length) return undefined
    return sequencer.replay(batch.number, await source(batch, commits))
  }

  try {
    for (let entry = tape.peek(); entry !== undefined; entry = tape.peek()) {
      const { record } = entry
      // what people said before has its effect before anything else goes on
      const resettled = isIntervention(record) ? undefined : sequencer.resettle()
      const effects = resettled !== undefined && resettled.records.length > 0 ? resettled : await step(record)
      const divergence =
        effects === undefined || effects.records.length === 0 ? { at: index + 1, recorded: record, computed: undefined } : match(effects)
      if (divergence !== undefined) return divergence
    }
    return { index, digest }
  } finally {
    tape.close()
  }
}
