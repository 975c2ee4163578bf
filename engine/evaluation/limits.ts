import type { SetName } from '../contracts/evaluation.ts'
import { TernateError } from '../contracts/fault.ts'
import { FUEL } from '../contracts/problem.ts'
import type { Problem } from '../contracts/problem.ts'
import type { Program } from '../contracts/program.ts'
import type { RunResult, Runner } from '../contracts/runner.ts'
import { casesOf } from '../contracts/sets.ts'
import type { Languages } from '../contracts/language.ts'
import { inInitialNames } from './names.ts'
import { requestFor, resultsOf } from './requests.ts'
import { scoreCase } from './score.ts'

/** The least fuel that a program has on a case. */
export const LEAST_LIMIT = 10_000

/** Fuel that no initial program reaches; an initial program that does is broken. */
const BOUNDLESS = 2 ** 42

/** The fuel of programs on the cases of each set. */
export interface Limits {
  /** The fuel that a program may burn on each case. */
  of(set: SetName): Promise<readonly number[]>
  /** The fuel that the first initial program burns on each case: the measure of the limits. */
  initial(set: SetName): Promise<readonly number[]>
}

const initialName = ({ initialPrograms, initialFiles }: Problem): string =>
  initialFiles?.[0] ?? Object.keys(initialPrograms[0] ?? {})[0] ?? 'initial'

const initialFault = (problem: Problem, reason: string): TernateError =>
  new TernateError(
    'PROBLEM_INITIAL',
    `initial program ${initialName(problem)} of ${problem.name}: ${inInitialNames(problem, reason)}`,
    'the initial program must export the entry and answer every case',
  )

/** The first initial program as a program. */
function initialProgram(problem: Problem, { makeProgram }: Languages): Program {
  const made = makeProgram(problem.initialPrograms[0] ?? {})
  if (made.ok) return made.program
  throw initialFault(problem, made.reason)
}

/** Checks that a result is an answer that the verifier takes or refuses, and returns its cost. */
function costOf(problem: Problem, runner: Runner, program: Program, set: SetName, at: number, result: RunResult | undefined): number {
  const subject = casesOf(problem, set)[at]
  if (subject === undefined || result === undefined || result.kind === 'skipped') throw initialFault(problem, 'was not run on every case')
  if (result.kind !== 'answer') {
    const why = result.place === undefined ? undefined : runner.explain?.(program, result.reason, result.place)
    throw initialFault(problem, `${why ?? result.reason}, on case ${subject.name}`)
  }
  const judged = scoreCase(problem, subject, result.answer, result.cost)
  if (judged.verdict !== 'unverified') return result.cost
  throw new TernateError(
    'PROBLEM_VERIFIER',
    `verify of ${problem.name}: ${judged.reason} on the initial program's answer to case ${subject.name}`,
    'make verify return a score, or invalid(why), for every answer',
  )
}

/**
 * Measures the limits of a problem: what it says, or a multiple of what its first initial program burns. Costs that are not metered have no
 * limit but the problem's own.
 *
 * @throws TernateError `PROBLEM_INITIAL`, `PROBLEM_VERIFIER`, from its functions
 */
export function measureLimits(problem: Problem, runner: Runner, languages: Languages): Limits {
  const known = new Map<SetName, Promise<readonly number[]>>()

  async function measure(set: SetName): Promise<readonly number[]> {
    const program = initialProgram(problem, languages)
    const requests = casesOf(problem, set).map((_, at) => requestFor(problem, program, set, at, BOUNDLESS))
    const results = await resultsOf({ problem, runner, languages }, requests, { trusted: true })
    return requests.map((_, at) => costOf(problem, runner, program, set, at, results[at]))
  }

  function initial(set: SetName): Promise<readonly number[]> {
    const before = known.get(set)
    if (before !== undefined) return before
    const measured = measure(set)
    known.set(set, measured)
    // a fault may have been momentary: the next caller measures again
    measured.catch(() => known.delete(set))
    return measured
  }

  return {
    initial,
    async of(set) {
      const { limits, initialPrograms } = problem
      const all = (limit: number): number[] => casesOf(problem, set).map(() => limit)
      if (limits.fuel !== undefined) return all(limits.fuel)
      if (runner.cost !== 'metered') return all(Infinity)
      if (initialPrograms.length === 0) return all(FUEL.withoutInitial)
      return (await initial(set)).map((burned) => Math.max(LEAST_LIMIT, FUEL.times * burned))
    },
  }
}
