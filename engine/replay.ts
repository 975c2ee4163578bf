import type { Archive, JournalEntry, JournalRecord } from './contracts/archive.ts'
import type { Bundle, Outcome } from './contracts/ticket.ts'
import type { Chain, Head } from './journal.ts'
import type { Effects, Sequencer } from './sequencer.ts'

type Commit = Extract<JournalRecord, { type: 'commit' }>

/** Where a journal and what a sequencer makes of it part. One side is missing where it ends first. */
export interface Divergence {
  /** Index of the first record that differs. */
  readonly at: number
  readonly recorded: JournalRecord | undefined
  readonly computed: JournalRecord | undefined
}

/** Gives the outcomes of a bundle that a journal commits next; `commits` are its records. */
export type Source = (bundle: Bundle, commits: readonly Commit[]) => readonly Outcome[] | Promise<readonly Outcome[]>

/** The outcomes that the journal itself recorded, programs read from the archive: nothing is evaluated. */
export const recorded =
  (archive: Archive): Source =>
  (_, commits) =>
    commits.map(({ outcome }): Outcome => {
      if (outcome.kind !== 'evaluated') return outcome
      const { number, id, form, size } = outcome.program
      return { ...outcome, program: { id, form, size, files: archive.program(number)?.files ?? {} } }
    })

/** The commits of one bundle, from its first on; other records may stand between them. */
function commitsFrom(entries: readonly JournalEntry[], start: number, count: number): Commit[] {
  const commits: Commit[] = []
  for (let index = start; commits.length < count && index < entries.length; index++) {
    const record = entries[index]?.record
    if (record?.type === 'commit') commits.push(record)
  }
  return commits
}

/**
 * Takes a sequencer through a journal in the journal's order, outcomes from `source`. Every record that the sequencer makes
 * on the way must be the journal's own; returns where the journal ends, or the first divergence.
 */
export async function follow(
  sequencer: Sequencer,
  entries: readonly JournalEntry[],
  chain: Chain,
  source: Source,
): Promise<Head | Divergence> {
  let digest = chain.genesis
  let at = 0

  /** Compares records with the journal from where it stands. */
  function match({ records }: Effects): Divergence | undefined {
    for (const record of records) {
      digest = chain.extend(digest, record)
      const entry = entries[at]
      if (entry?.digest !== digest) return { at: at + 1, recorded: entry?.record, computed: record }
      at += 1
    }
    return undefined
  }

  /** What the sequencer makes of the journal's next record; undefined when that record cannot come next. */
  async function step(record: JournalRecord): Promise<Effects | undefined> {
    if (record.type === 'start') return at === 0 ? sequencer.begin() : undefined
    if (record.type === 'stop') return sequencer.stop(record.reason)
    if (record.type !== 'commit') return undefined
    const bundle = sequencer.pending().find(({ number }) => number === record.ticket.number)
    if (bundle === undefined) return undefined
    return sequencer.replay(bundle.number, await source(bundle, commitsFrom(entries, at, bundle.tickets.length)))
  }

  while (at < entries.length) {
    const { record } = entries[at] as JournalEntry
    const effects = await step(record)
    const divergence =
      effects === undefined || effects.records.length === 0 ? { at: at + 1, recorded: record, computed: undefined } : match(effects)
    if (divergence !== undefined) return divergence
  }
  return { index: entries.length, digest }
}
