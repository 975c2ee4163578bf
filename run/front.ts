import type { Evaluation } from '../engine/contracts/evaluation.ts'
import type { Objective } from '../engine/contracts/problem.ts'
import { extendFront, objectivesOf, hypervolume, referenceOf, valuesOf } from '../engine/contracts/pareto.ts'
import type { RunFolder } from './folder.ts'

/** A program that none of its run dominates. */
export interface FrontProgram {
  readonly program: number
  readonly size: number
  /** Its values on train, one for each objective. */
  readonly values: readonly number[]
}

/** What a run found on several objectives. */
export interface RunFront {
  readonly objectives: readonly Objective[]
  /** The volume between the front and the problem's reference values, in the product of the objectives' units: larger is better. */
  readonly hypervolume: number
  /** By the first objective, the best first. */
  readonly programs: readonly FrontProgram[]
}

/** The volume between values, one for each objective, and the reference values. */
export const volumeOf = (objectives: readonly Objective[], values: readonly (readonly number[])[]): number =>
  hypervolume(
    // Turning the signs twice leaves them as they are.
    values.map((each) => valuesOf(objectives, each)),
    referenceOf(objectives),
  )

/** What none of several fronts dominates, by the first objective, the best first. */
export function mergeFronts(
  objectives: readonly Objective[],
  fronts: readonly (readonly (readonly number[])[])[],
): readonly (readonly number[])[] {
  const merged: { objectives: number[] }[] = []
  for (const values of fronts.flat()) extendFront(merged, { objectives: valuesOf(objectives, values) })
  merged.sort((a, b) => (a.objectives[0] as number) - (b.objectives[0] as number))
  return merged.map((one) => valuesOf(objectives, one.objectives))
}

/** The front of all programs of a run on train, also those that no island holds any more; undefined where the score is all. */
export function frontOf({ archive, manifest }: Pick<RunFolder, 'archive' | 'manifest'>): RunFront | undefined {
  const { objectives } = manifest.problem
  if (objectives === undefined) return undefined
  const merged = new Map<number, Evaluation>()
  for (const { record } of archive.entries())
    if (record.type === 'commit' && record.outcome.kind === 'evaluated' && record.merged !== undefined)
      merged.set(record.outcome.program.number, record.merged.evaluation)
  const front: { program: number; size: number; objectives: number[] }[] = []
  for (const { record } of archive.entries()) {
    if (record.type !== 'commit' || record.outcome.kind !== 'evaluated' || record.ticket.kind === 'evaluation') continue
    const { program } = record.outcome
    const evaluation = merged.get(program.number) ?? record.outcome.evaluation
    if (evaluation.score === undefined || !Number.isFinite(evaluation.score)) continue
    extendFront(front, { program: program.number, size: program.size, objectives: objectivesOf(objectives, program.size, evaluation) })
  }
  front.sort((a, b) => (a.objectives[0] as number) - (b.objectives[0] as number) || a.program - b.program)
  const programs = front.map(({ program, size, objectives: values }) => ({ program, size, values: valuesOf(objectives, values) }))
  return {
    objectives,
    hypervolume: volumeOf(
      objectives,
      programs.map(({ values }) => values),
    ),
    programs,
  }
}
