import { defined } from '../../engine/contracts/defined.ts'
import { stream } from '../../engine/contracts/random.ts'
import type { Case } from '../../engine/contracts/problem.ts'
import type { PairedCase, SetRow } from '../contracts.ts'
import { goldenRow, regressionRow, stressRow } from '../gate/guards.ts'
import { marksOf, scoreOf } from '../gate/pairs.ts'
import { superiorityRow } from '../gate/superiority.ts'
import { hashOfSet } from '../sets/hash.ts'
import type { ProposalEvidence } from './evidence.ts'

/** The test of a gate that looked at evidence as it came in. */
export const EARLY = 'mixture e-process'

/** The margin that a row of stress names. */
const MARGIN = /^not worse by more than (\S{1,30})$/

/** How a case is called that is one of several repeats. */
const REPEAT = / \((\d{1,6}) of \d{1,6}\)$/

/** The cases of pairs. */
export const casesIn = (pairs: readonly PairedCase[]): Case[] =>
  pairs.map(({ case: name, input, expected, weight = 1, metadata }) => {
    const repeat = REPEAT.exec(name)?.[1]
    return { name, input, weight, ...defined({ expected, metadata, repeat: repeat === undefined ? undefined : Number(repeat) }) }
  })

function heldOutRow(row: SetRow, pairs: readonly PairedCase[], { report, direction }: ProposalEvidence): SetRow {
  const marks = marksOf(
    pairs.flatMap((pair) => [scoreOf(pair.champion), scoreOf(pair.candidate)]),
    direction,
  )
  const lift = report.lift / (marks === undefined ? 1 : Math.abs(marks.pass - marks.fail))
  const test = {
    direction,
    level: report.level,
    lift,
    early: row.test === EARLY,
    random: stream(`gate/${hashOfSet(casesIn(pairs))}/${report.candidate}`),
  }
  return superiorityRow({ name: row.set, version: row.version, cases: casesIn(pairs) }, pairs, test).row
}

function stressAgain(row: SetRow, pairs: readonly PairedCase[], { direction }: ProposalEvidence): SetRow {
  const named = { name: row.set, role: row.role, version: row.version }
  const usual = stressRow(named, pairs, direction, undefined)
  const given = Number(MARGIN.exec(row.test)?.[1])
  return usual.test === row.test || Number.isNaN(given) ? usual : stressRow(named, pairs, direction, given)
}

/** A table derived anew from case results. */
export function rowsAgain(evidence: ProposalEvidence, results: ProposalEvidence['results']): SetRow[] {
  const { report, direction } = evidence
  return report.rows.map((row) => {
    const pairs = results[row.set] ?? []
    const named = { name: row.set, role: row.role, version: row.version }
    if (row.role === 'heldOut') return heldOutRow(row, pairs, evidence)
    if (row.role === 'golden') return goldenRow(named, pairs, direction)
    return defined(row.role === 'regression' ? regressionRow(named, pairs, direction) : stressAgain(row, pairs, evidence))
  })
}
