import { median } from '../machine.ts'
import { OURS, PEERS } from './arms.ts'
import type { Row } from './rows.ts'
import type { Subject } from './subjects.ts'

/** What is equal on both sides. */
export type Equal = 'evaluations' | 'programs' | 'processor'

export const EQUALS: readonly Equal[] = ['evaluations', 'programs', 'processor']

/** What a row says on a measure: best on train, or the champion on a held-out set. */
export interface Measure {
  readonly name: string
  readonly of: (row: Row) => number
}

export const measuresOf = ({ heldOut }: Pick<Subject, 'heldOut'>): Measure[] => [
  { name: 'train', of: (row) => row.train },
  ...heldOut.map((set): Measure => ({ name: set, of: (row) => row.heldOut?.[set] ?? Number.NaN })),
]

/** The rows of an arm in which that much is equal, a seed each; of programs, ours are those of equal evaluations, whose number the peer is given. */
export const rowsAt = (rows: readonly Row[], subject: string, arm: string, equal: Equal): Row[] => {
  const at = arm === OURS && equal === 'programs' ? 'evaluations' : equal
  return rows.filter((row) => row.subject === subject && row.arm === arm && row.at === at)
}

/** How ours stand to the peer on a measure. All measures are better when they are lower. */
export interface Versus {
  readonly measure: string
  readonly equal: Equal
  readonly ours: readonly number[]
  /** The peer's configuration with the best median on this very measure. */
  readonly peer: string
  readonly theirs: readonly number[]
  /** `ahead` and `behind` where no seed of one side is as good as any of the other. */
  readonly verdict: 'ahead' | 'level' | 'behind'
  readonly better: boolean
}

/** Undefined where a side has not run. */
export function versusOf(rows: readonly Row[], subject: Subject, { name, of }: Measure, equal: Equal): Versus | undefined {
  const ours = rowsAt(rows, subject.name, OURS, equal).map(of)
  const peers = PEERS.map((arm) => ({ arm, values: rowsAt(rows, subject.name, arm, equal).map(of) })).filter(
    ({ values }) => values.length > 0,
  )
  const [first] = peers
  if (ours.length === 0 || first === undefined) return undefined
  const best = peers.reduce((a, b) => (median(b.values) < median(a.values) ? b : a), first)
  const theirs = best.values
  const verdict = Math.max(...ours) < Math.min(...theirs) ? 'ahead' : Math.min(...ours) > Math.max(...theirs) ? 'behind' : 'level'
  return { measure: name, equal, ours, peer: best.arm, theirs, verdict, better: median(ours) <= median(theirs) }
}

/** Evaluations a processor second of each seed, of the search alone: what a process takes to start is left out on both sides. */
export const ratesOf = (rows: readonly Row[], subject: string, arm: string): number[] =>
  rowsAt(rows, subject, arm, 'evaluations').map(({ evaluations, processor, starting }) => evaluations / (processor - starting))

/** Whether a formula was recovered within so much of what is equal. */
export const isWithin = (row: Row, equal: Equal, most: number): boolean => row.recovered === true && row[equal] <= most
