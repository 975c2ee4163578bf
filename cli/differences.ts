import { encode } from '../archive/canonical.ts'
import type { JournalEntry, JournalRecord } from '../engine/contracts/archive.ts'

/** A place where two records differ; undefined where one has nothing there. */
export interface Difference {
  readonly path: string
  readonly a: unknown
  readonly b: unknown
}

const isBranch = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/** Places that are looked for, and those that are listed for people. */
const MOST = 1000
const LISTED = 8

/** The first of the lines about differences, and how many there are more. */
export const firstOf = (lines: readonly string[]): string[] =>
  lines.length <= LISTED ? [...lines] : [...lines.slice(0, LISTED), `  and ${lines.length - LISTED} more places, which --json lists`]

/** Where two plain values differ, the first `most` places in the order of their keys. */
export function differencesOf(a: unknown, b: unknown, most: number = MOST, path: string = ''): Difference[] {
  if (Object.is(a, b)) return []
  if (!isBranch(a) || !isBranch(b) || Array.isArray(a) !== Array.isArray(b)) return [{ path, a, b }]
  const found: Difference[] = []
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    if (found.length >= most) break
    found.push(...differencesOf(a[key], b[key], most - found.length, path === '' ? key : `${path}.${key}`))
  }
  return found
}

/** Where two records differ. Where they are commits of different tickets, nothing but the tickets is worth telling. */
export function recordDifferences(a: JournalRecord, b: JournalRecord): Difference[] {
  const tickets = a.type === 'commit' && b.type === 'commit' ? differencesOf({ ticket: a.ticket }, { ticket: b.ticket }) : []
  return tickets.length > 0 ? tickets : differencesOf(a, b)
}

/** How far two journals are one, and what comes next in each. */
export interface Comparison {
  /** What differs between the manifests of the two runs. */
  readonly manifests: readonly Difference[]
  /** Commits that both have. */
  readonly commits: number
  readonly a: JournalEntry | undefined
  readonly b: JournalEntry | undefined
}

/**
 * Walks two journals up to their first difference. Digests are chains, so equal ones mean equal beginnings; runs of different
 * manifests have no digest in common, and their records are compared one by one.
 */
export function compareJournals(first: Iterable<JournalEntry>, second: Iterable<JournalEntry>): Comparison {
  const others = second[Symbol.iterator]()
  let manifests: readonly Difference[] = []
  let commits = 0
  try {
    for (const a of first) {
      const { value: b, done } = others.next() as IteratorResult<JournalEntry, undefined>
      if (done === true) return { manifests, commits, a, b: undefined }
      if (a.record.type === 'start' && b.record.type === 'start') manifests = differencesOf(a.record, b.record)
      else if (manifests.length === 0 ? a.digest !== b.digest : encode(a.record) !== encode(b.record)) return { manifests, commits, a, b }
      if (a.record.type === 'commit') commits += 1
    }
    const { value: b } = others.next() as IteratorResult<JournalEntry, undefined>
    return { manifests, commits, a: undefined, b }
  } finally {
    others.return?.()
  }
}
