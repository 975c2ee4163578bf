import type { Archive } from '../contracts/archive.ts'
import type { Manifest } from '../contracts/manifest.ts'
import { LAYOUT } from '../order/snapshot.ts'
import type { PastSequence, SequencerSnapshot } from '../order/snapshot.ts'
import type { Chain, Head } from './journal.ts'

/** What a run goes on from: what a sequencer knew, and where the journal stood then. */
export interface Restored extends PastSequence {
  readonly head: Head
}

/**
 * Reads the snapshot that an archive holds of the run of a manifest. Undefined when there is none that this engine reads, or the journal
 * is another run's: then the journal tells everything.
 */
export function restore(archive: Archive, manifest: Manifest, chain: Chain): Restored | undefined {
  const saved = archive.snapshot()
  const snapshot = saved?.state as SequencerSnapshot | undefined
  if (saved === undefined || snapshot?.layout !== LAYOUT) return undefined
  const [start] = archive.entries(1, 2)
  if (start?.digest !== chain.extend(chain.genesis, { type: 'start', manifest })) return undefined
  const hashes = archive.column('canonicalHashes')
  const { programs } = snapshot.search
  if (hashes.length < 4 * programs) return undefined
  return {
    head: { index: saved.index, digest: saved.digest },
    snapshot,
    hashes: hashes.subarray(0, 4 * programs),
    parents: archive.column('parents').subarray(0, programs),
  }
}
