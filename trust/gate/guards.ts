import type { Direction } from '../../engine/contracts/objective.ts'
import type { GateSet, PairedCase, SetRow } from '../contracts.ts'
import { compared, marksOf, passes, scoreOf } from './pairs.ts'

/** A share of the champion's mean by which stress may be worse, unless another margin is given. */
export const MARGIN = 0.05

const verdictOf = (holds: boolean): SetRow['verdict'] => (holds ? 'passes' : 'fails')

/** The bar that a case sets for numbers; undefined where it sets none. */
function barOf({ metadata }: PairedCase): number | undefined {
  const bar = metadata?.['bar']
  return typeof bar === 'number' ? bar : undefined
}

type Named = Pick<GateSet, 'name' | 'role' | 'version'>

function rowOf({ name, role, version }: Named, pairs: readonly PairedCase[], direction: Direction, test: string, holds: boolean): SetRow {
  const marks = marksOf(
    pairs.flatMap((pair) => [scoreOf(pair.champion), scoreOf(pair.candidate)]),
    direction,
  )
  const { champion, candidate, wins, losses, ties } = marks === undefined ? compared(pairs, direction) : passes(pairs, marks)
  return { set: name, role, version, cases: pairs.length, champion, candidate, wins, losses, ties, test, verdict: verdictOf(holds) }
}

/** Golden cases: on none is the candidate worse than the champion, which includes that it answers each that the champion answers. */
export function goldenRow(set: Named, pairs: readonly PairedCase[], direction: Direction): SetRow {
  return rowOf(set, pairs, direction, 'nothing lost', compared(pairs, direction).losses === 0)
}

/**
 * Regression cases: each passes. Where scores are numbers a case passes that reaches the `bar` in its metadata, or without one that is not
 * worse than the champion's.
 */
export function regressionRow(set: Named, pairs: readonly PairedCase[], direction: Direction): SetRow {
  const marks = marksOf(
    pairs.flatMap((pair) => [scoreOf(pair.champion), scoreOf(pair.candidate)]),
    direction,
  )
  const sign = direction === 'minimize' ? -1 : 1
  const holds = pairs.every((pair) => {
    const score = scoreOf(pair.candidate)
    if (score === undefined) return false
    const bar = barOf(pair)
    if (bar !== undefined) return sign * (score - bar) >= 0
    return marks === undefined ? sign * (score - (scoreOf(pair.champion) ?? score)) >= 0 : score === marks.pass
  })
  return rowOf(set, pairs, direction, 'all pass', holds)
}

/** Stress cases: the candidate's mean is not worse than the champion's by more than a margin, and it answers what the champion answers. */
export function stressRow(set: Named, pairs: readonly PairedCase[], direction: Direction, margin: number | undefined): SetRow {
  const found = compared(pairs, direction)
  const most = margin ?? MARGIN * Math.abs(found.champion)
  const lag = (direction === 'minimize' ? 1 : -1) * (found.candidate - found.champion)
  const row = rowOf(set, pairs, direction, `not worse by more than ${Number(most.toPrecision(4))}`, lag <= most && found.unanswered === 0)
  // means of scores, in the margin's own unit
  return { ...row, champion: found.champion, candidate: found.candidate }
}
