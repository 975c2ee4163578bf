import type { JournalEntry } from '../../engine/contracts/archive.ts'
import { type Evaluation, OUTGROWN } from '../../engine/contracts/evaluation.ts'
import type { RunFolder } from '../folder.ts'

/** The digest that both have, or the first record that differs, with both sides. */
export type Verification =
  /**
   * `setAside`: tickets whose record says that they were set aside for a fault, which is believed; absent when there are none.
   * `believed`: tickets with results that need not come out the same a second time, which were taken as recorded; absent when there are none.
   * `repeated`: evaluations that a sample repeated.
   */
  | {
      readonly equal: true
      readonly records: number
      readonly digest: string
      readonly setAside?: number
      readonly believed?: number
      readonly repeated?: number
    }
  | { readonly equal: false; readonly at: number; readonly recorded: unknown; readonly computed: unknown }

/** Whether a record says that its ticket was set aside. */
export const isSetAside = (record: JournalEntry['record']): record is Extract<JournalEntry['record'], { type: 'commit' }> =>
  record.type === 'commit' && record.outcome.kind === 'failed' && record.outcome.fault !== undefined

/** Whether an evaluation need not come out the same a second time since it was measured. */
export const isMeasured = ({ repeatable }: Evaluation): boolean => repeatable === false

/** Whether another machine would come to the same evaluation. */
export function isRepeatable(evaluation: Evaluation): boolean {
  const { verdict, cases } = evaluation
  if (isMeasured(evaluation)) return false
  return verdict === 'memory'
    ? !cases.some((result) => result.verdict === 'memory' && result.reason === OUTGROWN)
    : verdict !== 'timeout' && verdict !== 'crash'
}

/** Hears how far a verification has come: in records, or in evaluations that it repeats. */
export type Watch = (done: number, total: number, what?: 'evaluations') => void

/** Tickets that were come across in a journal: set aside, and with results that were measured. */
export interface Met {
  setAside: number
  believed: number
}

/** A journal's entries up to its last one now, each counted as it is read. */
export function* watched({ archive }: RunFolder, watch: Watch, met: Met): Generator<JournalEntry> {
  const total = archive.head()?.index ?? 0
  for (const entry of archive.entries(1, total + 1)) {
    const { record } = entry
    if (isSetAside(record)) met.setAside += 1
    if (record.type === 'commit' && hasMeasured(record.outcome)) met.believed += 1
    yield entry
    watch(entry.index, total)
  }
}

/** The tickets that were met, where there are any. */
export const metOf = ({ setAside, believed }: Met): Partial<Met> => ({
  ...(setAside === 0 ? {} : { setAside }),
  ...(believed === 0 ? {} : { believed }),
})

/** Whether a ticket has a result that was measured. */
const hasMeasured = (outcome: Extract<JournalEntry['record'], { type: 'commit' }>['outcome']): boolean =>
  (outcome.kind === 'evaluated' && isMeasured(outcome.evaluation)) || outcome.inner.some(({ evaluation }) => isMeasured(evaluation))
