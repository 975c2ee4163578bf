import type { Host } from '../contracts/capability.ts'
import { defined } from '../contracts/defined.ts'
import type { CaseResult, Evaluation } from '../contracts/evaluation.ts'
import type { EvaluationJob } from '../contracts/evaluator.ts'
import type { Case, Problem } from '../contracts/problem.ts'
import type { Program } from '../contracts/program.ts'
import type { RunRequest, RunResult, Runner } from '../contracts/runner.ts'
import { casesOf } from '../contracts/sets.ts'
import type { CachedCase, EvaluationCache } from './cache.ts'
import { LEAST_LIMIT } from './limits.ts'
import { requestFor } from './requests.ts'
import type { Rules } from './rules.ts'
import { examineCase, scoreCase, summarize } from './score.ts'
import { createSteps } from './steps.ts'
import type { NextStep } from './steps.ts'

/** A program before its cases, step by step. */
export interface Judging {
  readonly over: boolean
  /** Requests of the current step; empty when all of its results are known. */
  requests(): readonly RunRequest[]
  /** Has answers judged where graders make calls; undefined for what is judged without any. */
  examine(results: readonly RunResult[]): Promise<readonly (CaseResult | undefined)[]>
  /** Takes in their results, with what was examined of them, and goes on to the next step or ends. */
  take(results: readonly RunResult[], examined?: readonly (CaseResult | undefined)[]): void
  conclude(): Evaluation
  /** Answers the calls of the program on a case; undefined where it may make none. */
  host(position: number): Host | undefined
}

/** The parts that judging needs. */
export interface JudgingParts {
  readonly problem: Problem
  readonly runner: Runner
  readonly cache: EvaluationCache
  readonly rules: Pick<Rules, 'acceptance'>
  /** Hears of every answer that is judged. */
  readonly onAnswer?: ((position: number, answer: unknown) => void) | undefined
}

/** A case that was judged, and its position in the set. */
interface Settled extends CachedCase {
  readonly at: number
  /** All that was burned for it. */
  readonly burned: number
}

/** Characters of a reason. */
const MOST = 200

/** A reason on one line; a program may have written it. */
const tidy = (reason: string): string =>
  reason
    .slice(0, 2 * MOST)
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, MOST)
    .toWellFormed()

/** A case that ended without an answer. */
const failure = ({ kind, cost, reason }: Exclude<RunResult, { kind: 'answer' | 'skipped' }>): CaseResult => ({
  verdict: kind === 'budget' ? 'fuel' : kind,
  fuel: cost,
  reason: kind === 'error' ? reason : tidy(reason),
})

/** A case as the journal has it: the reason of a failure names the place in this program's own files. */
function told({ result, answered, place }: CachedCase, program: Program, runner: Runner): CachedCase {
  if (result.verdict !== 'error') return { result, answered }
  return { result: { ...result, reason: runner.explain?.(program, result.reason, place) ?? tidy(result.reason) }, answered }
}

/** Opens the judging of a job; `allowed` is the fuel of each case of its set. */
export function openJudging(
  { problem, runner, cache, rules, onAnswer }: JudgingParts,
  job: EvaluationJob,
  allowed: readonly number[],
): Judging {
  const { program, set, cases: asked, fuelLimits, fuelLimit = Infinity } = job
  const all = casesOf(problem, set)
  const limitOf = (at: number): number =>
    Math.min(allowed[at] ?? LEAST_LIMIT, Math.max(LEAST_LIMIT, Math.min(fuelLimits?.get(at) ?? Infinity, fuelLimit)))
  const steps = createSteps(problem, rules, job, asked ?? [...all.keys()])
  const settled: Settled[] = []
  const hosts = new Map<number, Host | undefined>()
  let step = steps.next(new Map())
  let known = knownOf(step.positions)

  /** Splits a step into known results and cases to run; no case is run after one that is known to end without an answer. */
  function knownOf(positions: readonly number[]): {
    readonly past: readonly (CachedCase | undefined)[]
    readonly missing: readonly number[]
  } {
    const past = positions.map((at) => {
      const item = cache.find(program.canonicalHash, set, at)
      // with less fuel the case may have ended otherwise
      return item !== undefined && item.result.fuel <= limitOf(at) ? item : undefined
    })
    const end = past.findIndex((item) => item?.answered === false)
    return { past, missing: positions.slice(0, end === -1 ? undefined : end).filter((_, k) => past[k] === undefined) }
  }

  /** Judges the result of a case that was just run. */
  function settle(at: number, result: Exclude<RunResult, { kind: 'skipped' }>, examined: CaseResult | undefined): CachedCase {
    const answered = result.kind === 'answer'
    if (answered) onAnswer?.(at, result.answer)
    const judged = answered ? (examined ?? scoreCase(problem, all[at] as Case, result.answer, result.cost)) : failure(result)
    const item = { result: judged, answered, ...(answered ? {} : defined({ place: result.place })) }
    const isWhole = result.kind !== 'budget' || limitOf(at) === (allowed[at] ?? LEAST_LIMIT)
    if (isWhole && (answered || result.repeatable !== false)) cache.add(program.canonicalHash, set, at, item)
    return item
  }

  /** Asks again for the rest of a step: another job of the same program failed in the call, and what came after it was skipped. */
  function goOnFrom(k: number): void {
    step = { positions: step.positions.slice(k) }
    known = knownOf(step.positions)
  }

  return {
    get over() {
      return step.positions.length === 0
    },
    requests: () => known.missing.map((at) => requestFor(problem, program, set, at, limitOf(at))),
    examine: (results) =>
      Promise.all(
        results.map(async (result, k) => {
          const at = known.missing[k]
          if (problem.examine === undefined || result.kind !== 'answer' || at === undefined) return undefined
          const host = hosts.get(at) ?? job.hosts?.(at)
          return examineCase(problem.examine, all[at] as Case, result.answer, { fuel: result.cost, host })
        }),
      ),
    take(results, examined = []) {
      const fresh = results.entries()
      for (const [k, at] of step.positions.entries()) {
        const past = known.past[k]
        const [index, ran] = (past === undefined ? fresh.next().value : undefined) ?? []
        const item =
          past ?? (index === undefined || ran === undefined || ran.kind === 'skipped' ? undefined : settle(at, ran, examined[index]))
        if (item === undefined) return goOnFrom(k)
        const burned = ran === undefined || ran.kind === 'skipped' ? item.result.fuel : (ran.burned ?? item.result.fuel)
        settled.push({ at, burned, ...told(item, program, runner) })
        if (!item.answered) break
      }
      step = steps.next(new Map(settled.map(({ at, result }) => [at, result])))
      known = knownOf(step.positions)
    },
    conclude: () => ({ ...conclusionOf(problem, job, settled, step), ...(runner.repeatable ? {} : { repeatable: false }) }),
    host(position) {
      const host = job.hosts?.(position)
      hosts.set(position, host)
      return host
    },
  }
}

/** Sums up what was judged, up to the first case that does not score. */
function conclusionOf(problem: Problem, { set, cases: asked }: EvaluationJob, settled: readonly Settled[], last: NextStep): Evaluation {
  const all = casesOf(problem, set)
  // cases run before they are judged: those after a refused answer burned fuel too, and were reported as progress
  const burned = settled.reduce((fuel, each) => fuel + each.burned, 0)
  const failed = settled.findIndex(({ result }) => result.verdict !== 'scored')
  const counted = settled.slice(0, failed === -1 ? undefined : failed + 1)
  const isComplete = failed === -1 && last.pruned === undefined && counted.length === all.length
  const ordered = isComplete && asked === undefined ? counted.toSorted((a, b) => a.at - b.at) : counted
  const isPrefix = ordered.every(({ at }, k) => at === k)
  const sample = last.accepted === true && !isComplete
  const results = ordered.map(({ result }) => result)
  const cases = ordered.map(({ at }) => all[at] as Case)
  const sum = summarize(problem, set, results, cases, sample ? 'sample' : isComplete && isPrefix)
  const positions = asked === undefined && (sample || !isPrefix) ? ordered.map(({ at }) => at) : undefined
  return { ...sum, ...defined({ pruned: last.pruned, positions }), fuel: burned }
}
