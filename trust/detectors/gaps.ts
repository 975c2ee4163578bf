import { hash } from 'node:crypto'
import { stableText } from '../../engine/contracts/stable.ts'
import { alarm, clear, defineDetector } from './define.ts'
import type { DetectorPart } from '../../engine/contracts/part.ts'
import type { LedgerEntry } from '../contracts.ts'

const GENESIS = '0'.repeat(64)

/** What is missing of the ledger as it was handed over: it begins with the first entry, and each follows from the one before. */
function gapsIn(ledger: readonly LedgerEntry[]): string[] {
  return ledger.flatMap(({ hash: sealedAs, ...draft }, k) => {
    const { entry, previous } = draft
    const before = ledger[k - 1]
    if (entry !== k + 1) return [`entry ${k + 1} of the ledger is missing`]
    if (hash('sha256', stableText(draft)) !== sealedAs) return [`entry ${entry} of the ledger was edited`]
    return previous === (before?.hash ?? GENESIS) ? [] : [`entry ${entry} of the ledger does not follow from the one before`]
  })
}

/** Looks for gaps in what is to be believed: the run's journal, and the ledger of looks. */
export const gaps: DetectorPart = defineDetector({
  name: 'gaps',
  looksFor: 'missing or broken records in the journal of the run and in the ledger of looks at held-out cases',
  async examine(context) {
    const found = [...(context.log?.gaps ?? []), ...gapsIn(context.ledger)]
    const [first] = found
    if (first !== undefined) return [alarm(found.length === 1 ? first : `${first}, and ${found.length - 1} more`, { gaps: found.length })]
    if (context.ledger.length === 0)
      return [clear(context.log === undefined ? 'neither a journal nor a ledger' : 'the journal is whole; no ledger')]
    return [
      clear(
        `${context.log === undefined ? 'no journal' : 'the journal is whole'}, ${context.ledger.length} entries of the ledger follow each other`,
      ),
    ]
  },
})
