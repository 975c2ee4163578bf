import { defined } from '../engine/contracts/defined.ts'
import type { Problem } from '../engine/contracts/problem.ts'
import { runsIsolated } from '../authoring/initial.ts'
import { type Task, taskOf } from '../proposers/synthesis/task.ts'

/** Train cases from which on a problem is one of examples. */
const LEAST = 8

/** Graders whose marks are right or wrong. */
const EXACT = new Set(['equal', 'number'])

/** What tells whether a problem is one of examples; one that lacks any of it is none. */
export type ExactProblem = Partial<
  Pick<Problem, 'entry' | 'train' | 'initialPrograms' | 'runner' | 'gradersAlone' | 'graders' | 'optimum' | 'objectives' | 'vocabulary'>
>

/** The task that a problem's entry and its train cases are; undefined where programs are run otherwise. */
export function taskOfProblem({ entry, train = [], initialPrograms = [], runner }: ExactProblem): Task | undefined {
  const [initial] = initialPrograms
  if (entry === undefined || initial === undefined || !runsIsolated(defined({ runner }))) return undefined
  return taskOf(entry, { cases: train.map(({ input, expected }) => ({ input, expected })), initial })
}

/**
 * Whether a problem is one of examples: its cases are inputs and outputs of its entry, right or wrong, by graders or by a verifier of whose score the
 * best is known. Such a problem gets the strategy `synthesis` unless it names another.
 */
export function isExact(problem: ExactProblem): boolean {
  const { train = [], gradersAlone, graders = [], optimum, objectives, vocabulary } = problem
  if (train.length < LEAST || objectives !== undefined || vocabulary?.closed === true) return false
  const isMarked = gradersAlone === true ? graders.every(({ use }) => EXACT.has(use)) : optimum?.has('train') === true
  const task = isMarked ? taskOfProblem(problem) : undefined
  return task !== undefined && task.examples.length > 0
}
