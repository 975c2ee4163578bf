import type { Status } from '../../engine/contracts/event.ts'

/** How far a run is, between 0 and 1, by the limit that is nearest; undefined when only a target ends it. */
export function progressOf({ budget, evaluations, fuel, seconds, calls }: Status): number | undefined {
  const shares = [
    budget.evaluations === undefined ? undefined : evaluations / budget.evaluations,
    budget.fuel === undefined ? undefined : fuel / budget.fuel,
    budget.seconds === undefined ? undefined : seconds / budget.seconds,
    budget.calls === undefined || calls === undefined ? undefined : calls.made / budget.calls,
    budget.tokens === undefined || calls === undefined ? undefined : calls.tokens / budget.tokens,
    budget.dollars === undefined || calls === undefined ? undefined : calls.cost / 1e6 / budget.dollars,
  ].filter((share) => share !== undefined)
  return shares.length === 0 ? undefined : Math.min(1, Math.max(...shares))
}

/** Pace of a run over its last seconds. */
export interface Pace {
  /** Evaluations a second. */
  readonly rate: number
  /** Seconds until the budget is spent at this pace; undefined while that cannot be said. */
  readonly remaining: number | undefined
}

/** Seconds over which the pace is taken. */
const WINDOW = 10

/** Evaluations within the window from which an end can be foretold. */
const ENOUGH = 10

/** Measures pace from one status after another. */
export function createPacemaker(): (status: Status) => Pace {
  const marks: { readonly seconds: number; readonly evaluations: number; readonly progress: number }[] = []
  return (status) => {
    const { seconds, evaluations } = status
    const progress = progressOf(status) ?? 0
    marks.push({ seconds, evaluations, progress })
    while (marks.length > 2 && seconds - (marks[0]?.seconds ?? 0) > WINDOW) marks.shift()
    const first = marks[0] ?? { seconds, evaluations, progress }
    const elapsed = seconds - first.seconds
    const done = evaluations - first.evaluations
    if (elapsed < 0.5) return { rate: 0, remaining: undefined }
    const speed = (progress - first.progress) / elapsed
    return { rate: done / elapsed, remaining: done >= ENOUGH && speed > 0 ? (1 - progress) / speed : undefined }
  }
}
