/**
 * What the initial programs of the problems of texts with a model of their own score on every set.
 *
 *     node bench/text-problems.ts
 */
import { loadProblem, shippedProblems } from '../authoring/load.ts'
import { casesOf } from '../engine/contracts/sets.ts'
import { createEvaluator } from '../evaluators/workers/evaluator.ts'
import { makeProgram } from '../languages/index.ts'

console.log('| problem | set | cases | initial program | |\n|---|---|---|---|---|')
for (const name of shippedProblems()) {
  const problem = await loadProblem(name)
  if (problem.model === undefined) continue
  const made = makeProgram(problem.initialPrograms[0] ?? {})
  if (!made.ok) throw new Error(made.reason)
  const evaluator = await createEvaluator(problem)
  for (const set of ['train', 'validation', ...problem.heldOut.map((held) => `heldOut/${held.set}` as const)] as const) {
    const { score = Number.NaN } = await evaluator.evaluate({ program: made.program, set })
    console.log(`| ${name} | ${set} | ${casesOf(problem, set).length} | ${score.toFixed(1)} | ${problem.unit} |`)
  }
  await evaluator.close()
}
