import type { ProgramRef, Relative } from '../api-types.ts'
import { PLACEMENTS, VERDICTS } from './run-index.ts'
import type { RunIndex } from './run-index.ts'

const scoreOf = (score: number): number | null => (Number.isFinite(score) ? score : null)

/** A program as it is named beside others. */
export function programRefOf({ programs, operatorNames }: RunIndex, number: number): ProgramRef {
  const k = number - 1
  return {
    number,
    score: scoreOf(programs.scores.at(k)),
    size: programs.sizes.at(k),
    operator: operatorNames.list[programs.operators.at(k)] ?? '',
    verdict: VERDICTS[programs.verdicts.at(k)] ?? 'error',
    placement: PLACEMENTS[programs.placements.at(k)] ?? 'no-score',
    island: programs.islands.at(k),
  }
}

/** The parents of a program that are known: at most two. */
export const parentsOf = ({ programs }: RunIndex, number: number): number[] =>
  [programs.parents.at(number - 1), programs.partners.at(number - 1)].filter((parent) => parent > 0)

/** A program in a picture of descent. */
export const relativeOf = (runIndex: RunIndex, number: number, ancestor: boolean): Relative => ({
  ...programRefOf(runIndex, number),
  parents: parentsOf(runIndex, number),
  commit: runIndex.programs.commits.at(number - 1),
  everywhere: runIndex.everywhere.has(number),
  ancestor,
})

/** Numbers of the programs that have one of these as a parent, by that parent. */
export function childrenOf({ programs }: RunIndex, parents: ReadonlySet<number>): Map<number, number[]> {
  const children = new Map<number, number[]>([...parents].map((parent) => [parent, []]))
  const first = programs.parents.view()
  const second = programs.partners.view()
  for (let k = 0; k < first.length; k++) {
    const a = first[k] as number
    const b = second[k] as number
    if (a > 0 && parents.has(a)) children.get(a)?.push(k + 1)
    if (b > 0 && b !== a && parents.has(b)) children.get(b)?.push(k + 1)
  }
  return children
}
