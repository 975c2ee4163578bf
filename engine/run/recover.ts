import { TernateError } from '../contracts/fault.ts'
import type { Budget } from '../contracts/manifest.ts'
import { createJournal } from '../journal/journal.ts'
import type { Head } from '../journal/journal.ts'
import { follow, recorded } from '../journal/replay.ts'
import { lastOf, receive } from './dispatch.ts'
import { apply, raise } from './state.ts'
import { resettle } from './steer.ts'
import type { RunState } from './state.ts'

/** Brings a run to where its archive ends: through the journal, then through what its last process kept; a new run takes its first step. */
export async function recover(run: RunState): Promise<void> {
  const { sequencer, mailbox, parts } = run
  const { archive, chain, clock } = parts
  const head = await followJournal(run)
  run.journal = createJournal({
    archive,
    chain,
    clock,
    head,
    snapshot: () => sequencer.snapshot(),
    fail: (error) => mailbox.post(() => raise(error)),
  })
  if (head.index === 0) apply(run, sequencer.begin())
  if (sequencer.conclusion === undefined) resettle(run)
  open(run)
  parts.opened?.()
  const kept = archive.received()
  for (const batch of sequencer.pending()) {
    const outcomes = kept.get(batch.number)
    if (outcomes !== undefined) receive(run, batch, outcomes)
    else if (archive.orphaned !== undefined) run.suspect = Math.max(run.suspect, archive.orphaned, lastOf(batch))
  }
}

/** Brings the sequencer from its snapshot, or from the beginning, to where the archive's journal ends. */
async function followJournal({ sequencer, past, parts: { archive, chain } }: RunState): Promise<Head> {
  const from = past?.head ?? { index: 0, digest: chain.genesis }
  const head = await follow(sequencer, { entries: archive.entries(from.index + 1), chain, source: recorded(archive), from })
  if (!('at' in head)) return head
  throw new TernateError(
    'RESUME_DIVERGED',
    `the journal differs from what this engine computes at record ${head.at}`,
    'Go on with the engine that wrote it (see the manifest), or start a new run.',
  )
}

/** Journals what the run goes on with; limits that it has already are no extension. */
function open(run: RunState): void {
  const { sequencer, parts } = run
  const { opening } = parts
  if (opening?.intervention !== undefined) apply(run, sequencer.intervene(opening.intervention))
  const { budget } = sequencer.status()
  const { optimum: known, ...limits } = budget
  const { optimum = known, ...others } = opening?.extension ?? {}
  const extended: Budget = { ...limits, ...others, ...(typeof optimum === 'number' ? { optimum } : {}) }
  const changed = (['evaluations', 'fuel', 'target', 'optimum', 'patience', 'calls', 'tokens', 'dollars'] as const).some(
    (limit) => extended[limit] !== budget[limit],
  )
  if (!changed) return
  resettle(run)
  apply(run, sequencer.extend(extended))
}
