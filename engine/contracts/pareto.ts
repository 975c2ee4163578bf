import type { Evaluation } from './evaluation.ts'
import type { Objective } from './problem.ts'

/** One figure for each objective, all of them to be made small. */
export type Figures = readonly number[]

const sign = ({ direction }: Objective): number => (direction === 'minimize' ? 1 : -1)

/** The figures of a program: its score, its size, the fuel that it burned or its metrics, infinite where there is none. */
export const figuresOf = (
  objectives: readonly Objective[],
  size: number,
  { score, fuel, metrics }: Pick<Evaluation, 'score' | 'fuel' | 'metrics'>,
): number[] =>
  objectives.map((objective) => {
    const { name } = objective
    const value = name === 'score' ? score : name === 'size' ? size : name === 'fuel' ? fuel : metrics[name]
    return value === undefined || Number.isNaN(value) ? Number.POSITIVE_INFINITY : sign(objective) * value + 0
  })

/** The figure of the reference point. */
export const referenceOf = (objectives: readonly Objective[]): number[] =>
  objectives.map((objective) => sign(objective) * objective.reference + 0)

/** Figures as the problem writes them. */
export const valuesOf = (objectives: readonly Objective[], figures: Figures): number[] =>
  objectives.map((objective, k) => sign(objective) * (figures[k] as number) + 0)

/** Whether `a` is nowhere worse than `b` and somewhere better. */
export function dominates(a: Figures, b: Figures): boolean {
  let better = false
  for (let k = 0; k < a.length; k++) {
    if ((a[k] as number) > (b[k] as number)) return false
    if ((a[k] as number) < (b[k] as number)) better = true
  }
  return better
}

const equal = (a: Figures, b: Figures): boolean => a.every((figure, k) => figure === b[k])

/** Adds one to a list of which none dominates another, unless one there is as good; those that it dominates leave. */
export function extendFront<T extends { readonly figures: Figures }>(front: T[], one: T): void {
  if (front.some(({ figures }) => dominates(figures, one.figures) || equal(figures, one.figures))) return
  const left = front.filter(({ figures }) => !dominates(one.figures, figures))
  front.splice(0, front.length, ...left, one)
}

/** The volume that is dominated by these and dominates the reference, exactly, by slices (Zitzler and Thiele 1998). */
export function hypervolume(front: readonly Figures[], reference: Figures): number {
  const inside = front.filter((figures) => figures.every((figure, k) => figure < (reference[k] as number)))
  if (inside.length === 0) return 0
  const last = reference.length - 1
  const end = reference[last] as number
  if (last === 0) return end - Math.min(...inside.map(([figure]) => figure as number))
  const slices = inside.toSorted((a, b) => (a[last] as number) - (b[last] as number))
  const base: { figures: Figures }[] = []
  let volume = 0
  slices.forEach((figures, at) => {
    extendFront(base, { figures: figures.slice(0, last) })
    const thickness = (slices[at + 1]?.[last] ?? end) - (figures[last] as number)
    if (thickness > 0) {
      volume +=
        thickness *
        hypervolume(
          base.map((one) => one.figures),
          reference.slice(0, last),
        )
    }
  })
  return volume
}
