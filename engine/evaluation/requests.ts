import type { SetName } from '../contracts/evaluation.ts'
import { TernateError } from '../contracts/fault.ts'
import type { Problem } from '../contracts/problem.ts'
import type { Program } from '../contracts/program.ts'
import type { RunnerCall, RunRequest, RunResult, Runner } from '../contracts/runner.ts'
import { casesOf } from '../contracts/sets.ts'

/** The request to run a program on a case. */
export const requestFor = (problem: Problem, program: Program, set: SetName, at: number, budget: number): RunRequest => ({
  program,
  input: casesOf(problem, set)[at]?.input,
  set,
  case: at,
  budget,
  seed: `${set}/${at}/0`,
})

const fault = (what: string): TernateError =>
  new TernateError('RUNNER_RESULT', `the runner ${what}`, 'Correct the runner: it gives one result for each request.')

const KINDS: readonly RunResult['kind'][] = ['answer', 'error', 'budget', 'memory', 'timeout', 'crash', 'skipped']

/** Checks the shape of a result: runners are trusted code, and may be wrong. */
function checked(index: number, count: number, result: RunResult): RunResult {
  if (!Number.isInteger(index) || index < 0 || index >= count) throw fault(`gives a result of request ${index}, and there are ${count}`)
  if (typeof result !== 'object' || result === null || !KINDS.includes(result.kind)) throw fault('gives a result of no known kind')
  if (result.kind === 'skipped') return result
  if (!Number.isSafeInteger(result.cost) || result.cost < 0) throw fault(`gives a cost of ${String(result.cost)}, which is no whole number`)
  if (result.kind !== 'answer' && typeof result.reason !== 'string') throw fault('gives no reason for a program that has no answer')
  return result
}

/**
 * Results of requests, in their order.
 *
 * @throws TernateError `RUNNER_RESULT` for a runner that does not keep its contract
 */
export async function resultsOf(runner: Runner, requests: readonly RunRequest[], call: RunnerCall): Promise<readonly RunResult[]> {
  const results: (RunResult | undefined)[] = requests.map(() => undefined)
  if (requests.length === 0) return []
  for await (const [index, result] of runner.run(requests, call)) {
    if (results[index] !== undefined) throw fault(`gives two results of request ${index}`)
    results[index] = checked(index, requests.length, result)
  }
  const missing = results.indexOf(undefined)
  if (missing !== -1) throw fault(`gives no result of request ${missing}`)
  return results as RunResult[]
}
