import type { Vocabulary } from '../../engine/contracts/problem.ts'
import type { Goal } from './goal.ts'
import { typesAround } from './higher.ts'
import { literalsOf, type Weighed } from './literals.ts'
import { type Found, solve } from './solve.ts'
import type { Task } from './task.ts'
import type { Type } from './types.ts'

/** Applications of components at each level of effort. */
export const LEVELS: readonly number[] = [25_000, 200_000]

/** What programs of a task are made from, and what enumeration has found for it. */
export interface Plan {
  readonly literals: readonly Weighed[]
  readonly types: readonly Type[]
  /** What a search at a level came to. It is made when it is first asked for, and is the same whenever that is. */
  found(level: number): Found
}

const plans = new WeakMap<Task, Plan>()

/** The plan of a task: a function of its signature, its examples and the vocabulary, so that every worker makes the same one. */
export function planOf(task: Task, { constants }: Vocabulary): Plan {
  const known = plans.get(task)
  if (known !== undefined) return known
  const { names, returns, examples } = task
  const envs = examples.map(({ env }) => env)
  const expected = examples.map((example) => example.expected)
  const goal: Goal = { world: { names, envs }, type: returns, expected }
  const literals = literalsOf(envs, expected, constants)
  const types = typesAround([...names.map(({ type }) => type), returns])
  const made = new Map<number, Found>()
  const plan: Plan = {
    literals,
    types,
    found(level) {
      const budget = LEVELS[level] ?? 0
      const found = made.get(level) ?? solve(goal, { literals, types, budget, depth: 0 })
      made.set(level, found)
      return found
    },
  }
  plans.set(task, plan)
  return plan
}
