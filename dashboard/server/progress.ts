import type { Reference } from '../../engine/contracts/problem.ts'
import { referencesFor } from '../../run/report.ts'
import type { Improvement, Progress } from '../api-types.ts'
import type { RunIndex } from './run-index.ts'
import { short } from './truncate.ts'
import type { Known } from './facts.ts'

/** Improvements that a picture marks: the last ones. */
const MARKS = 500

/** The improvements of a run, with what validation said of each. */
export const improvementsOf = ({ improvements, validations }: RunIndex): Improvement[] =>
  improvements.slice(-MARKS).map((each) => {
    const seen = validations.get(each.number)
    return seen === undefined ? each : { ...each, validation: seen.score }
  })

/** The references that a run of so many evaluations is to be compared with, set by set. */
function comparable(references: readonly Reference[], evaluations: number): Reference[] {
  const sets = new Set(references.map(({ set }) => set))
  return [...sets].flatMap((set) =>
    set === undefined ? references.filter((each) => each.set === undefined) : referencesFor(references, set, evaluations),
  )
}

/** The search in numbers, as far as the journal has been read. */
export function progressOf(runIndex: RunIndex, { facts }: Known): Progress {
  const samples = runIndex.course
  const { direction } = runIndex.manifest.problem
  const scores = runIndex.programs.scores
  const { champion, heldOut, preview } = runIndex
  return {
    read: runIndex.share,
    direction,
    unit: facts === undefined ? '' : short(facts.unit),
    commit: samples.map(({ commit }) => commit),
    evaluations: samples.map(({ evaluations }) => evaluations),
    seconds: samples.map(({ seconds }) => seconds),
    fuel: samples.map(({ fuel }) => fuel),
    cost: samples.map(({ cost }) => cost),
    best: samples.map(({ best }) => best),
    median: samples.map(({ median }) => median),
    islands: runIndex.islands.populations.map((_, island) => samples.map(({ islands }) => islands[island] ?? null)),
    improvements: improvementsOf(runIndex),
    validations: [...runIndex.validations.values()]
      .slice(-MARKS)
      .map((each) => ({ ...each, train: scores.at(each.number - 1) }))
      .filter(({ train }) => Number.isFinite(train)),
    references: comparable(facts?.references ?? [], runIndex.evaluations).slice(0, 100),
    heldOut: [...heldOut.values()]
      .filter(({ program }) => program === champion?.program)
      .map(({ set, score }) => ({ set: set.replace(/^heldOut\//, ''), ...(score === undefined ? {} : { score }) })),
    ...(preview === undefined ? {} : { preview }),
  }
}
