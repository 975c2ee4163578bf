import type { Evaluation } from './evaluation.ts'
import type { Objective } from './problem.ts'

/** A value for each objective, signed so that smaller is better. */
export type ObjectiveValues = readonly number[]

const sign = ({ direction }: Objective): number => (direction === 'minimize' ? 1 : -1)

/** The objective values of a program: its score, its size, the fuel that it burned or its metrics, infinite where there is none. */
export const objectivesOf = (
  objectives: readonly Objective[],
  size: number,
  { score, fuel, metrics }: Pick<Evaluation, 'score' | 'fuel' | 'metrics'>,
): number[] =>
  objectives.map((objective) => {
    const { name } = objective
    const value = name === 'score' ? score : name === 'size' ? size : name === 'fuel' ? fuel : metrics[name]
    return value === undefined || Number.isNaN(value) ? Number.POSITIVE_INFINITY : sign(objective) * value + 0
  })

/** The reference point, signed alike. */
export const referenceOf = (objectives: readonly Objective[]): number[] =>
  objectives.map((objective) => sign(objective) * objective.reference + 0)

/** The values as the problem writes them. */
export const valuesOf = (objectives: readonly Objective[], values: ObjectiveValues): number[] =>
  objectives.map((objective, k) => sign(objective) * (values[k] as number) + 0)

/** Whether `a` is nowhere worse than `b` and somewhere better. */
export function dominates(a: ObjectiveValues, b: ObjectiveValues): boolean {
  let better = false
  for (let k = 0; k < a.length; k++) {
    if ((a[k] as number) > (b[k] as number)) return false
    if ((a[k] as number) < (b[k] as number)) better = true
  }
  return better
}

const equal = (a: ObjectiveValues, b: ObjectiveValues): boolean => a.every((value, k) => value === b[k])

/** Adds one to a list of which none dominates another, unless one there is as good; those that it dominates leave. */
export function extendFront<T extends { readonly objectives: ObjectiveValues }>(front: T[], one: T): void {
  if (front.some(({ objectives }) => dominates(objectives, one.objectives) || equal(objectives, one.objectives))) return
  const left = front.filter(({ objectives }) => !dominates(one.objectives, objectives))
  front.splice(0, front.length, ...left, one)
}

/** The volume that is dominated by these and dominates the reference, exactly, by slices (Zitzler and Thiele 1998). */
export function hypervolume(front: readonly ObjectiveValues[], reference: ObjectiveValues): number {
  const inside = front.filter((values) => values.every((value, k) => value < (reference[k] as number)))
  if (inside.length === 0) return 0
  const last = reference.length - 1
  const end = reference[last] as number
  if (last === 0) return end - Math.min(...inside.map(([value]) => value as number))
  const slices = inside.toSorted((a, b) => (a[last] as number) - (b[last] as number))
  const base: { objectives: ObjectiveValues }[] = []
  let volume = 0
  slices.forEach((values, at) => {
    extendFront(base, { objectives: values.slice(0, last) })
    const thickness = (slices[at + 1]?.[last] ?? end) - (values[last] as number)
    if (thickness > 0) {
      volume +=
        thickness *
        hypervolume(
          base.map((one) => one.objectives),
          reference.slice(0, last),
        )
    }
  })
  return volume
}
