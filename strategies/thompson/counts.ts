import type { Individual, Lineage } from '../../engine/contracts/individual.ts'
import type { Direction } from '../../engine/contracts/objective.ts'

/** Train cases by how they ended. */
export type Counts = ReturnType<Lineage['clade']>

/** An individual's own cases by how they ended, without those of its descendants; a case passes as it does in a clade. */
export function ownCounts({ caseScores }: Individual, direction: Direction): Counts {
  const worst = direction === 'maximize' ? 0 : 1
  const judged = caseScores.filter((score) => !Number.isNaN(score))
  const failed = judged.filter((score) => score === worst).length
  return { passed: judged.length - failed, failed }
}
