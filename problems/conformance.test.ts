import { afterAll, describe, expect, test } from 'vitest'
import { encode } from '../archive/canonical.ts'
import { loadProblem, shippedProblems } from '../authoring/load.ts'
import { problemRequirements } from '../conformance/index.ts'
import type { Cheat } from '../conformance/index.ts'
import type { Evaluator } from '../engine/contracts/evaluator.ts'
import type { Problem } from '../engine/contracts/problem.ts'
import { createEvaluator } from '../evaluators/workers/evaluator.ts'
import { makeProgram } from '../languages/index.ts'

/** Cases of a set that are judged here; `ternate check` judges all. */
const CASES = 2

/** A problem with the first cases of each set, so that its suite takes seconds. */
const brief = (problem: Problem): Problem => ({
  ...problem,
  train: problem.train.slice(0, CASES),
  validation: problem.validation.slice(0, 1),
  heldOut: problem.heldOut.slice(0, 1).map(({ set, cases }) => ({ set, cases: cases.slice(0, 1) })),
})

const cheats: readonly Cheat[] = [
  { name: 'nothing', program: ({ name }) => ({ 'program.js': `export function ${name}() {}` }) },
  { name: 'no number', program: ({ name }) => ({ 'program.js': `export function ${name}() { return NaN }` }) },
  { name: 'a forged score', program: ({ name }) => ({ 'program.js': `export function ${name}() { return { score: 1e9, metrics: {} } }` }) },
]

const problems = await Promise.all(shippedProblems().map(async (name) => [name, brief(await loadProblem(name))] as const))

describe.each(problems)('the problem %s', (_, problem) => {
  const made = makeProgram(problem.initialPrograms[0] ?? {})
  test('has an initial program', () => {
    expect(made.ok).toBe(true)
  })
  if (!made.ok) return
  // two in turn, so that what one keeps is not what the other says; a new one for each question would take minutes
  const evaluators: Promise<Evaluator>[] = []
  let asked = 0
  async function makeEvaluator(): Promise<Evaluator> {
    const evaluator = await (evaluators[(asked += 1) % 2] ??= createEvaluator(problem))
    return { ...evaluator, close: async () => {} }
  }
  afterAll(async () => {
    for (const evaluator of await Promise.all(evaluators)) await evaluator?.close()
  })
  const subject = { problem, initial: made.program, makeEvaluator, makeProgram, encode, cheats }
  for (const { name, run } of problemRequirements(subject)) test(name, run)
})
