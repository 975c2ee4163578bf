import type { Placement } from '../contracts/archive.ts'
import type { Outcome } from '../contracts/ticket.ts'
import type { Individual } from '../contracts/individual.ts'

/** An offspring beside its parent. */
export interface Change {
  readonly before: number
  readonly after: number
  /** Negative when the offspring is better. */
  readonly sign: number
  /** Cases on which it is better, and on which it is worse. */
  readonly won: number
  readonly lost: number
}

/** A ticket that has committed. */
export interface Settled {
  readonly outcome: Outcome
  readonly placement: Placement | undefined
  /** Absent where one of the two has no score. */
  readonly change: Change | undefined
}

/** What an outcome is beside its ticket's parent. `compare` is negative when its first score is better. */
export function compareToParent(
  outcome: Outcome,
  parent: Individual | undefined,
  compare: (a: number, b: number) => number,
): Change | undefined {
  if (outcome.kind !== 'evaluated' || outcome.evaluation.score === undefined || parent === undefined) return undefined
  const { score: after, cases } = outcome.evaluation
  let [won, lost] = [0, 0]
  for (const [k, result] of cases.entries()) {
    const own = parent.caseScores[k]
    if (own === undefined || result.verdict !== 'scored') continue
    const sign = compare(result.score, own)
    if (sign < 0) won += 1
    if (sign > 0) lost += 1
  }
  return { before: parent.score, after, sign: compare(after, parent.score), won, lost }
}

/** Whether an offspring is better than its parent, and was not tried before. With `several` objectives the elite of a cell is a gain too. */
export const isGain = ({ placement, change }: Settled, several: boolean): boolean =>
  placement?.kind !== 'duplicate' &&
  ((change !== undefined && change.sign < 0) || (several && placement?.kind === 'placed' && placement.elite))

/** A number with as many digits as tell programs apart. */
const shown = (value: number): string => String(Number(value.toPrecision(7)))

const verdictOf = (sign: number): string => (sign < 0 ? 'better' : sign > 0 ? 'worse' : 'no better')

/** What came of a ticket, in words for those who proposed it: the parent's score and the offspring's, and the cases won and lost. */
export function describe({ outcome, placement, change }: Settled): string {
  if (outcome.kind === 'failed') return `no program: ${outcome.reason}`
  if (outcome.kind === 'unchanged') return 'the program was not changed'
  if (outcome.kind === 'known' || placement?.kind === 'duplicate') return 'the same program was tried before'
  const { score, verdict, pruned } = outcome.evaluation
  if (score === undefined) return pruned === undefined ? `it did not score: ${verdict}` : 'it was behind its parent on the first cases'
  if (change === undefined) return `score ${shown(score)}`
  const cases = change.won + change.lost === 0 ? '' : `; ${change.won} cases better, ${change.lost} worse`
  const alike = placement?.kind === 'duplicate-behaviour' ? '; it behaves like a program that is not longer' : ''
  return `${shown(change.before)} -> ${shown(change.after)} (${verdictOf(change.sign)}${cases}${alike})`
}
