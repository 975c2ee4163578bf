import { encode } from '../../archive/canonical.ts'
import { TernateError } from '../../engine/contracts/fault.ts'
import { restore } from '../../engine/journal/snapshot.ts'
import type { Restored } from '../../engine/journal/snapshot.ts'
import { follow, recorded } from '../../engine/journal/replay.ts'
import { createSequencer } from '../../engine/order/sequencer.ts'
import { openRun } from '../folder.ts'
import { partsOfRun } from '../parts.ts'
import { loadProblemOf } from '../problem.ts'
import { chain } from '../chain.ts'
import { factsOf } from '../search-facts.ts'

/** What rebuilding a run's state came to. */
export interface Rebuilt {
  readonly records: number
  readonly programs: number
  readonly digest: string
  /** Whether the state is, bit for bit, what it was before; undefined when there was none to compare with. */
  readonly equal: boolean | undefined
}

/**
 * Makes all that is derived from a run's journal anew: the columns of its programs and the snapshot that `resume` begins with.
 * Nothing is evaluated. While the run is being written by another process this is refused.
 *
 * @throws TernateError `RESUME_DIVERGED` when this engine would have written another journal, `PROBLEM_CHANGED`, `ARCHIVE_LOCKED`
 *   and those of `openRun`
 * @example
 * const { equal } = await rebuild('runs/a')
 */
export async function rebuild(folder: string): Promise<Rebuilt> {
  const run = openRun(folder, { readOnly: false })
  const { archive, manifest, budget } = run
  try {
    const { registry, languages } = await partsOfRun(run.folder, manifest)
    const facts = factsOf(await loadProblemOf(run, { registry, languages }), manifest, archive, registry)

    /** The state at the journal's end, come to from a snapshot or from the beginning. */
    async function stateFrom(
      past: Restored | undefined,
    ): Promise<{ readonly records: number; readonly digest: string; readonly state: unknown }> {
      const sequencer = createSequencer({ manifest, facts, budget, past })
      const from = past?.head ?? { index: 0, digest: chain.genesis }
      const end = await follow(sequencer, { entries: archive.entries(from.index + 1), chain, source: recorded(archive), from })
      if (!('at' in end)) return { records: end.index, digest: end.digest, state: sequencer.snapshot() }
      throw new TernateError(
        'RESUME_DIVERGED',
        `the journal differs from what this engine computes at record ${end.at}`,
        'Rebuild with the engine that wrote it (see the manifest); `ternate verify --journal` shows both sides.',
      )
    }

    const past = restore(archive, manifest, chain)
    const before = past && (await stateFrom(past).catch(() => undefined))
    await archive.rebuild()
    const { records, digest, state } = await stateFrom(undefined)
    await archive.append({ entries: [], programs: [], received: [], committed: [], snapshot: { index: records, digest, state } })
    return { records, digest, programs: archive.column('sizes').length, equal: past && encode(before?.state ?? null) === encode(state) }
  } finally {
    await archive.close()
  }
}
