import type { Individual } from '../../engine/contracts/individual.ts'
import type { Direction } from '../../engine/contracts/objective.ts'

/** What a front is of: a train case, an objective, either, or an objective on a train case. */
export type FrontKind = 'case' | 'objective' | 'hybrid' | 'cartesian'

/** Signed scores by train case, as one row; smaller is better. */
const caseRow = ({ caseScores }: Individual, direction: Direction): readonly number[] =>
  direction === 'minimize' ? caseScores : caseScores.map((score) => -score)

/** Everything that an individual is compared by; smaller is better, NaN where nothing is known. */
function rowOf(individual: Individual, kind: FrontKind, direction: Direction, cases: number): readonly number[] {
  const { score, objectives = [direction === 'minimize' ? score : -score] } = individual
  const own = caseRow(individual, direction)
  const { caseObjectives = [own] } = individual
  switch (kind) {
    case 'case':
      return own
    case 'objective':
      return objectives
    case 'hybrid':
      return [...objectives, ...own]
    case 'cartesian':
      return caseObjectives.flatMap((row) => Array.from({ length: cases }, (_, at) => row[at] ?? Number.NaN))
  }
}

/**
 * The fronts of a list: for each thing that individuals are compared by, the positions of those that are best at it. Who was not judged on a case is
 * on no front of it; a metric that nobody has makes none.
 */
export function frontsOf(individuals: readonly Individual[], kind: FrontKind, direction: Direction): number[][] {
  const cases = individuals.reduce((most, { caseScores }) => Math.max(most, caseScores.length), 0)
  const rows = individuals.map((individual) => rowOf(individual, kind, direction, cases))
  const width = rows.reduce((most, row) => Math.max(most, row.length), 0)
  const fronts = Array.from({ length: width }, (): number[] => [])
  const bests = fronts.map(() => Number.POSITIVE_INFINITY)
  rows.forEach((row, k) =>
    row.forEach((value, at) => {
      const best = bests[at] as number
      if (!(value <= best) || value === Number.POSITIVE_INFINITY) return
      if (value < best) fronts[at]?.splice(0)
      bests[at] = value
      fronts[at]?.push(k)
    }),
  )
  return fronts.filter((front) => front.length > 0)
}
