import { holm } from '../experiments/statistics/holm.ts'
import type { Direction } from '../engine/contracts/objective.ts'
import type { Random } from '../engine/contracts/random.ts'
import { LEVEL } from '../experiments/statistics/attempts.ts'
import type { GateSet, PairedCase, SetRow } from './contracts.ts'
import { superiorityRow } from './gate/superiority.ts'

/** What a champion came to on a problem, or with a model, that it was not bred for. */
export interface Elsewhere {
  readonly problem: string
  readonly model?: string
  readonly direction: Direction
  readonly set: Pick<GateSet, 'name' | 'version' | 'cases'>
  /** The champion of the other problem, which is the baseline, and the candidate. */
  readonly pairs: readonly PairedCase[]
}

/** A row of a transfer: better, worse, or neither, at the level that all rows together keep to. */
export interface TransferRow extends SetRow {
  readonly problem: string
  readonly model?: string
  /** Two-sided, and corrected for the number of rows (Holm). */
  readonly corrected: number
  readonly outcome: 'better' | 'worse' | 'not shown'
}

/** The pairs with both programs in each other's place. */
const swapped = (pairs: readonly PairedCase[]): readonly PairedCase[] =>
  pairs.map((pair) => ({ ...pair, champion: pair.candidate, candidate: pair.champion }))

/** The paired test of the gate in both directions, where a champion was not bred; the p-values of all rows are corrected together. */
export function transferRows(all: readonly Elsewhere[], random: Random): readonly TransferRow[] {
  const rows = all.map(({ problem, model, direction, set, pairs }) => {
    const test = { direction, level: LEVEL / 2, random }
    const { row } = superiorityRow(set, pairs, test)
    const worse = superiorityRow(set, swapped(pairs), test).row
    const isWorse = (worse.p ?? 1) < (row.p ?? 1)
    return { problem, ...(model === undefined ? {} : { model }), row, isWorse, p: Math.min(1, 2 * Math.min(row.p ?? 1, worse.p ?? 1)) }
  })
  const corrected = holm(rows.map(({ p }) => p))
  return rows.map(({ row, isWorse, ...rest }, k): TransferRow => {
    const p = corrected[k] as number
    const outcome = p > LEVEL ? 'not shown' : isWorse ? 'worse' : 'better'
    return {
      ...row,
      ...rest,
      corrected: p,
      outcome,
      verdict: outcome === 'better' ? 'passes' : row.verdict === 'passes' ? 'needs-cases' : row.verdict,
    }
  })
}
