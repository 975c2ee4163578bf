import type { Batch } from '../contracts/ticket.ts'
import type { SearchSnapshot } from '../search/snapshot.ts'
import type { PastSearch } from '../search/state.ts'

/** Number of the layout of snapshots. One of another layout is left aside and made again from the journal. */
export const LAYOUT = 12

/** All that a sequencer knows. What has arrived and not committed is not part of it: the archive keeps it. */
export interface SequencerSnapshot {
  readonly layout: number
  readonly now: number
  /** Tickets in a batch. */
  readonly batch: number
  readonly idle: readonly number[]
  /** Open batches, without what their tickets were told: the search knows it. */
  readonly batches: readonly Omit<Batch, 'memories'>[]
  readonly search: SearchSnapshot
}

/** What a sequencer goes on from: its snapshot, the hashes of the programs there were then, four words a program, and their first parents. */
export interface PastSequence {
  readonly snapshot: SequencerSnapshot
  readonly hashes: Uint32Array
  readonly parents: Uint32Array
}

/** What the search goes on from. */
export const pastSearchOf = ({ snapshot: { search: snapshot, batches }, hashes, parents }: PastSequence): PastSearch => ({
  snapshot,
  hashes,
  parents,
  underWay: batches.flatMap(({ tickets }) => tickets),
})
