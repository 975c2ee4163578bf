import type { Acceptance, AcceptanceStep, Trial } from '../../engine/contracts/acceptance.ts'
import type { CaseResult } from '../../engine/contracts/evaluation.ts'
import type { Random } from '../../engine/contracts/random.ts'

/**
 * The step of the rule behind a gate: it sees the cases that the gate has not had judged, as if there were no others. Where no rule
 * follows they are judged at once.
 */
export function stepBehind(trial: Trial, judgedByGate: readonly number[], next: Acceptance | undefined, random: Random): AcceptanceStep {
  const { weights, results, parent } = trial
  const own = new Set(judgedByGate)
  const rest = [...weights.keys()].filter((at) => !own.has(at))
  if (next === undefined || rest.length === 0) {
    const open = rest.filter((at) => !results.has(at))
    return open.length === 0 ? { accept: true } : { evaluate: open }
  }
  const seen = (all: ReadonlyMap<number, CaseResult>): ReadonlyMap<number, CaseResult> =>
    new Map(rest.flatMap((at, k) => (all.has(at) ? [[k, all.get(at) as CaseResult]] : [])))
  const step = next.next(
    {
      ...trial,
      weights: rest.map((at) => weights[at] as number),
      results: seen(results),
      ...(parent === undefined ? {} : { parent: { ...parent, results: seen(parent.results) } }),
    },
    random,
  )
  return 'evaluate' in step ? { evaluate: step.evaluate.map((k) => rest[k] as number) } : step
}
