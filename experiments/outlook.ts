import { defined } from '../engine/contracts/defined.ts'
import type { Problem } from '../engine/contracts/problem.ts'
import { detectableBy, LEVEL, provingSets } from './comparison.ts'
import type { Plan } from './plan.ts'
import { planFile } from './plan-file.ts'
import { fewestPairs } from './statistics/power.ts'

/** What is known of an experiment before its budget is spent. */
export interface Outlook {
  /** The file in which the plan is written down. */
  readonly file: string
  readonly hash?: string
  readonly arms: readonly string[]
  readonly problems: readonly string[]
  readonly seeds: number
  readonly evaluations: number
  /** Tests that will be made. */
  readonly tests: number
  /** As in `Comparison`. */
  readonly detects?: number
  /** Fewest seeds with which so many tests can find anything. */
  readonly fewest: number
}

/** What a plan can show, and what it costs. */
export function outlookOf(plan: Plan, folder: string, loaded: ReadonlyMap<string, Problem>): Outlook {
  const { hash, arms, problems, seeds, evaluations } = plan
  const sets = problems.reduce((sum, { name }) => {
    const { heldOut, validation } = loaded.get(name) as Problem
    return sum + provingSets({ heldOut: heldOut.map(({ set }) => set), hasValidation: validation.length > 0 }).length
  }, 0)
  const tests = sets * (arms.length - 1)
  return {
    file: planFile(folder),
    arms: arms.map(({ name }) => name),
    problems: problems.map(({ name }) => name),
    seeds: seeds.length,
    evaluations,
    tests,
    fewest: fewestPairs(LEVEL / Math.max(1, tests)),
    ...defined({ hash, detects: detectableBy(seeds.length, tests) }),
  }
}
