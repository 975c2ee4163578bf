import type { Vocabulary } from '../../engine/contracts/problem.ts'
import { type Goal, isRight } from './goal.ts'
import { typesAround } from './higher.ts'
import { literalsOf, type Weighed } from './literals.ts'
import { shortened } from './shorten.ts'
import { type Found, solve } from './solve.ts'
import type { Task } from './task.ts'
import type { Term } from './term.ts'
import type { Type } from './types.ts'

/** Applications of components at each level of effort. */
export const LEVELS: readonly number[] = [25_000, 200_000]

/** What programs of a task are made from, and what enumeration has found for it. */
export interface Plan {
  readonly literals: readonly Weighed[]
  readonly types: readonly Type[]
  /** What a search at a level came to. It is made when it is first asked for, and is the same whenever that is. */
  found(level: number): Found
  /** A term that is right on all train cases in the shortest form that is found, any other as it is. */
  short(term: Term): Term
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
      const known = made.get(level)
      if (known !== undefined) return known
      const { terms, ...others } = solve(goal, { literals, types, budget, depth: 0 })
      const found = { ...others, terms: terms.map((term) => shortened(goal, term)).sort((a, b) => a.size - b.size) }
      made.set(level, found)
      return found
    },
    short: (term) => (examples.length > 0 && isRight(goal, term) ? shortened(goal, term) : term),
  }
  plans.set(task, plan)
  return plan
}
