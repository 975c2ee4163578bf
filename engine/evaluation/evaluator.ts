import type { Evaluation, SetName } from '../contracts/evaluation.ts'
import type { EvaluationJob, Evaluator, Report } from '../contracts/evaluator.ts'
import type { Problem } from '../contracts/problem.ts'
import type { Runner, RunnerCall, RunRequest } from '../contracts/runner.ts'
import type { Languages } from '../contracts/language.ts'
import { createEvaluationCache, noCache } from './cache.ts'
import { openJudging } from './judging.ts'
import type { Judging } from './judging.ts'
import { measureLimits } from './limits.ts'
import { resultsOf } from './requests.ts'
import type { Rules } from './rules.ts'

/** The parts of an evaluator. */
export interface EvaluatorParts {
  readonly problem: Problem
  readonly runner: Runner
  readonly languages: Languages
  /** The acceptance rules that jobs name. */
  readonly rules: Pick<Rules, 'acceptance'>
  /** Whether results are cached, so that a program is not run twice on a case; false unless given. */
  readonly remember?: boolean | undefined
  /** Hears of every answer that is judged, with the position of its case. */
  readonly onAnswer?: ((position: number, answer: unknown) => void) | undefined
}

/** An evaluator over a runner. */
export interface RunnerEvaluator extends Evaluator {
  /** Evaluates several programs that do not depend on each other: they go to the runner together. */
  evaluateAll(jobs: readonly EvaluationJob[], signal?: AbortSignal, report?: Report): Promise<readonly Evaluation[]>
  /** Fuel that the first initial program burns on each case of a set: the measure of the limits. */
  initialFuel(set: SetName): Promise<readonly number[]>
}

/** The hosts of requests, by their places in a call. */
function hostsIn(open: readonly Judging[], wanted: readonly (readonly RunRequest[])[]): NonNullable<RunnerCall['host']> {
  return (index) => {
    let left = index
    for (const [k, requests] of wanted.entries()) {
      const request = requests[left]
      if (request !== undefined) return open[k]?.host(request.case)
      left -= requests.length
    }
    return undefined
  }
}

/** Makes an evaluator: a runner runs the programs, and all that is trusted happens here: acceptance, verification, cache, scores. */
export function judgeBy({ problem, runner, languages, rules, remember = false, onAnswer }: EvaluatorParts): RunnerEvaluator {
  const cache = remember && runner.repeatable && runner.asks !== true && problem.examine === undefined ? createEvaluationCache() : noCache
  const limits = measureLimits(problem, runner, languages)

  async function evaluateAll(jobs: readonly EvaluationJob[], signal?: AbortSignal, report?: Report): Promise<readonly Evaluation[]> {
    signal?.throwIfAborted()
    const judgings: Judging[] = []
    for (const job of jobs) judgings.push(openJudging({ problem, runner, cache, rules, onAnswer }, job, await limits.of(job.set)))
    let spent = 0
    for (let open = judgings.filter(({ over }) => !over); open.length > 0; open = open.filter(({ over }) => !over)) {
      const wanted = open.map((judging) => judging.requests())
      const before = spent
      const onProgress = report && ((cost: number): void => report(before + cost))
      const results = await resultsOf({ problem, runner, languages }, wanted.flat(), { signal, onProgress, host: hostsIn(open, wanted) })
      let from = 0
      const own = wanted.map(({ length }) => results.slice(from, (from += length)))
      for (const result of results) if (result.kind !== 'skipped') spent += result.cost
      const examined = problem.examine === undefined ? [] : await Promise.all(open.map((judging, k) => judging.examine(own[k] ?? [])))
      for (const [k, judging] of open.entries()) judging.take(own[k] ?? [], examined[k])
    }
    return judgings.map((judging) => judging.conclude())
  }

  return {
    cost: runner.cost,
    async evaluate(job, signal, report) {
      const [evaluation] = await evaluateAll([job], signal, report)
      return evaluation as Evaluation
    },
    evaluateAll,
    initialFuel: limits.initial,
    async close() {
      await runner.close?.()
    },
  }
}
