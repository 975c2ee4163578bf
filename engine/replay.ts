import type { Archive, JournalEntry, JournalRecord } from './contracts/archive.ts'
import { TernateError } from './contracts/fault.ts'
import type { Outcome } from './contracts/ticket.ts'
import type { Chain, Head } from './journal.ts'
import type { Effects, Sequencer } from './sequencer.ts'

type Commit = Extract<JournalRecord, { type: 'commit' }>

/** The outcome that a commit record tells of, its program read from the archive. */
function outcomeOf({ outcome }: Commit, archive: Archive): Outcome {
  if (outcome.kind !== 'evaluated') return outcome
  const { number, id, form, size } = outcome.program
  const files = archive.program(number)?.files ?? {}
  return { ...outcome, program: { id, form, size, files } }
}

/**
 * Brings a sequencer to where a journal ends by telling it what the journal recorded, without evaluating anything. Every
 * record that the sequencer makes on the way must be the journal's own.
 *
 * @throws TernateError `RESUME_DIVERGED` when one is not
 */
export function replay(sequencer: Sequencer, archive: Archive, chain: Chain): Head {
  const entries: JournalEntry[] = [...archive.entries()]
  let at = 0
  let digest = chain.genesis

  function match(effects: Effects): void {
    for (const record of effects.records) {
      digest = chain.extend(digest, record)
      const entry = entries[at]
      if (entry?.digest !== digest) {
        throw new TernateError(
          'RESUME_DIVERGED',
          `the journal differs from what this engine computes at record ${at + 1}`,
          'Go on with the engine that wrote it (see the manifest), or start a new run.',
        )
      }
      at += 1
    }
  }

  /** The commits of one bundle; other records may stand between them. */
  function commitsFrom(start: number, count: number): Commit[] {
    const commits: Commit[] = []
    for (let index = start; commits.length < count && index < entries.length; index++) {
      const record = entries[index]?.record
      if (record?.type === 'commit') commits.push(record)
    }
    return commits
  }

  while (at < entries.length) {
    const before = at
    const { record } = entries[at] as JournalEntry
    if (record.type === 'start') match(sequencer.begin())
    else if (record.type === 'stop') match(sequencer.stop(record.reason))
    else if (record.type === 'commit') {
      const bundle = sequencer.pending().find(({ number }) => number === record.ticket.number)
      if (bundle !== undefined) {
        match(
          sequencer.replay(
            bundle.number,
            commitsFrom(at, bundle.tickets.length).map((commit) => outcomeOf(commit, archive)),
          ),
        )
      }
    }
    if (at === before) {
      throw new TernateError(
        'RESUME_DIVERGED',
        `record ${at + 1} of the journal does not follow from those before it`,
        'Go on with the engine that wrote it (see the manifest), or start a new run.',
      )
    }
  }
  return { index: entries.length, digest }
}
