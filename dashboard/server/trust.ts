import { join } from 'node:path'
import { TernateError } from '../../engine/contracts/fault.ts'
import { proposalLog } from '../../trust/proposals/propose.ts'
import { involvementOf, listProposals } from '../../trust/proposals/standing.ts'
import { openHistory, releaseFolder } from '../../trust/release/history.ts'
import type { HistoryEntry } from '../../trust/release/history.ts'
import { releaseNames, releaseState } from '../../trust/release/list.ts'
import type { ReleaseState } from '../../trust/release/list.ts'
import { chainOf } from '../../trust/ledger/chain.ts'
import { readText } from '../../disk/read.ts'
import type { LedgerPart, ReleasePart, Trust } from '../api-types.ts'

/** Where the caller's proposals, ledger and releases lie. */
export interface TrustPlaces {
  readonly proposals: string
  /** The caller's `.ternate`. */
  readonly folder: string
}

/** Steps, looks and decisions that the page lists, the last ones. */
const LISTED = 100

/** Bytes that a ledger may have. */
const LARGEST = 512 * 2 ** 20

/** Why something cannot be read; a bug of ours is thrown on. */
function faultOf(error: unknown): string {
  if (error instanceof TernateError) return `${error.message}. ${error.remedy}`
  throw error
}

const last = <T>(all: readonly T[]): T[] => all.slice(-LISTED).toReversed()

function ledgerAt(folder: string): LedgerPart {
  const file = join(folder, 'ledger', 'looks.jsonl')
  const read = readText(file, LARGEST, { links: false })
  if (!read.ok) return read.absent ? { latest: [], sets: [], total: 0 } : { latest: [], sets: [], total: 0, fault: `${file} ${read.why}` }
  try {
    const entries = chainOf(read.content, file)
    const sets = new Map<string, { problem: string; set: string; seen: number; tests: number; last: string }>()
    for (const { cases, problem, set, attempt, at } of entries) {
      const known = sets.get(cases)
      sets.set(cases, { problem, set, seen: (known?.seen ?? 0) + 1, tests: (known?.tests ?? 0) + (attempt === true ? 1 : 0), last: at })
    }
    const latest = last(entries).map(({ entry, problem, set, by, at, attempt }) => ({
      entry,
      problem,
      set,
      by,
      at,
      test: attempt === true,
    }))
    return { latest, sets: last([...sets.values()]), total: entries.length }
  } catch (error) {
    return { latest: [], sets: [], total: 0, fault: faultOf(error) }
  }
}

const partOf = ({ name, champion, canary, history }: ReleaseState): ReleasePart => ({
  name,
  champion,
  ...(canary === undefined ? {} : { canary }),
  history: last(history).map(({ entry, at, kind, champion: version, proposal = '', by, why = '', automatic }) => ({
    entry,
    at,
    kind,
    version,
    proposal,
    by,
    why,
    automatic: automatic === true,
  })),
})

/** A ledger of looks, proposals, approvals, releases and canaries, as they lie on the disk; what cannot be read says why. */
export function trustOf({ proposals, folder }: TrustPlaces): Trust {
  const releases = join(folder, 'releases')
  const histories = new Map<string, readonly HistoryEntry[]>()
  const historyOf = (name: string): readonly HistoryEntry[] => {
    const known = histories.get(name) ?? openHistory(releaseFolder(releases, name), () => '').entries()
    histories.set(name, known)
    return known
  }
  const releaseParts = releaseNames(releases).map((name): ReleasePart => {
    try {
      historyOf(name)
      return partOf(releaseState(releases, name))
    } catch (error) {
      histories.set(name, [])
      return { name, champion: '', history: [], fault: faultOf(error) }
    }
  })
  try {
    const entries = proposalLog(proposals, () => '').entries()
    const decisions = last(entries.flatMap((entry) => (entry.kind === 'decided' ? [entry.decided] : []))).map(
      ({ proposal, by, decision, on, why = '' }) => ({ proposal, by, decision, on, why }),
    )
    return {
      ledger: ledgerAt(folder),
      proposals: listProposals(proposals, entries, historyOf).toReversed(),
      decisions,
      releases: releaseParts,
      involvement: involvementOf(entries, [...histories.values()]),
    }
  } catch (error) {
    return { ledger: ledgerAt(folder), proposals: [], decisions: [], releases: releaseParts, fault: faultOf(error) }
  }
}
