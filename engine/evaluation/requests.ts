import type { Host } from '../contracts/capability.ts'
import type { SetName } from '../contracts/evaluation.ts'
import { TernateError } from '../contracts/fault.ts'
import type { Languages } from '../contracts/language.ts'
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

/** A runner, what it runs for, and the languages of its programs. */
export interface RunnerParts {
  readonly problem: Problem
  readonly runner: Runner
  readonly languages: Pick<Languages, 'of'>
}

const KINDS: readonly RunResult['kind'][] = ['answer', 'error', 'budget', 'memory', 'timeout', 'crash', 'skipped']

/** Why a runner does not take a program: it has a file of another language than it runs; undefined where it takes it. */
function refusalOf({ problem, runner, languages }: RunnerParts, { files }: Program): string | undefined {
  if (runner.languages === 'any') return undefined
  const names = runner.languages
  const file = Object.keys(files)
    .sort()
    .find((name) => !names.includes(languages.of(name).name))
  if (file === undefined) return undefined
  return `${file} is of the language ${languages.of(file).name}, and the runner ${nameOf(problem)} takes ${names.join(', ')}`
}

const nameOf = ({ runner }: Problem): string => runner?.use ?? 'isolate'

/** Checks what a runner gives in one call. */
function checking(problem: Problem, count: number): (entry: unknown) => readonly [number, RunResult] {
  const fault = (what: string): TernateError => faultOf(problem, what)
  return (entry) => {
    if (!Array.isArray(entry)) throw fault('gives what is no pair of a position and a result')
    const [index, result] = entry as unknown as readonly [number, RunResult]
    if (!Number.isInteger(index) || index < 0 || index >= count)
      throw fault(`gives a result of request ${String(index)}, and there are ${count}`)
    if (typeof result !== 'object' || result === null || !KINDS.includes(result.kind)) throw fault('gives a result of no known kind')
    if (result.kind === 'skipped') return [index, result]
    if (!Number.isSafeInteger(result.cost) || result.cost < 0)
      throw fault(`gives a cost of ${String(result.cost)}, which is no whole number from 0 on`)
    if (result.kind !== 'answer' && typeof result.reason !== 'string') throw fault('gives no reason for a program that has no answer')
    return [index, result]
  }
}

const faultOf = (problem: Problem, what: string): TernateError =>
  new TernateError('RUNNER_RESULT', `the runner ${nameOf(problem)} ${what}`, 'Correct the runner: it gives one result for each request.')

/**
 * Results of requests, in their order. Programs in languages that the runner does not take are not given to it, and fail.
 *
 * @throws TernateError `RUNNER_RESULT` for a runner that does not keep its contract: it is trusted code, and may be wrong
 */
export async function resultsOf(parts: RunnerParts, requests: readonly RunRequest[], call: RunnerCall): Promise<readonly RunResult[]> {
  const { problem, runner } = parts
  const refusals = new Map<Program, string | undefined>()
  const results = requests.map(({ program }): RunResult | undefined => {
    if (!refusals.has(program)) refusals.set(program, refusalOf(parts, program))
    const reason = refusals.get(program)
    return reason === undefined ? undefined : { kind: 'error', cost: 0, reason }
  })
  const taken = [...requests.keys()].filter((at) => results[at] === undefined)
  if (taken.length === 0) return results as RunResult[]
  const check = checking(problem, taken.length)
  const given = taken.map((at) => requests[at] as RunRequest)
  const host = call.host && ((at: number): Host | undefined => call.host?.(taken[at] ?? at))
  for await (const entry of runner.run(given, { ...call, host })) {
    const [index, result] = check(entry)
    const at = taken[index] as number
    if (results[at] !== undefined) throw faultOf(problem, `gives two results of request ${index}`)
    results[at] = result
  }
  const missing = taken.findIndex((at) => results[at] === undefined)
  if (missing !== -1) throw faultOf(problem, `gives no result of request ${missing}`)
  const failed = new Set<Program>()
  for (const [k, at] of taken.entries()) {
    const { program } = requests[at] as RunRequest
    const kind = results[at]?.kind
    if (kind === 'skipped' && !failed.has(program)) throw faultOf(problem, `skips request ${k}, and none of its program before it failed`)
    if (kind !== 'answer') failed.add(program)
  }
  return results as RunResult[]
}
