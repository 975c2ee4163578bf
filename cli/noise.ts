import type { Evaluation } from '../engine/contracts/evaluation.ts'
import type { Evaluator } from '../engine/contracts/evaluator.ts'
import type { Problem } from '../engine/contracts/problem.ts'
import type { Program } from '../engine/contracts/program.ts'
import { createEvaluator } from '../evaluators/workers/evaluator.ts'
import type { EvaluatorOptions } from '../evaluators/workers/evaluator.ts'
import { deviationOf } from '../experiments/statistics/deviation.ts'
import { runsIsolated } from '../authoring/initial.ts'

/** What came of evaluating one program again and again, in a process that has run others and in new ones. */
export interface Noise {
  readonly evaluations: number
  /** Sandbox processes that it was evaluated in; absent where another runner runs it. */
  readonly processes?: number
  /** How often that runner was opened. */
  readonly openings?: number
  /** Whether it burned the same fuel on every case every time. */
  readonly sameFuel: boolean
  /** Scores on the train set; `deviation` is their standard deviation. All NaN when it did not score every time. */
  readonly lowest: number
  readonly highest: number
  readonly deviation: number
  /** Median milliseconds of an evaluation in the process that was there. */
  readonly milliseconds: number
}

/** Evaluations in the process that is there, and in each new one. */
const WARM = 5
const COLD = 2

function spread(scores: readonly number[]): Pick<Noise, 'lowest' | 'highest' | 'deviation'> {
  return { lowest: Math.min(...scores), highest: Math.max(...scores), deviation: deviationOf(scores) }
}

/**
 * Evaluates a program on the train set several times: by an evaluator that has run other programs, in a new process, and in a new
 * process with a realm of its own; where another runner runs it, by that runner, opened anew. Nothing may differ; what does is noise of the problem's driver, verifier or aggregate.
 */
export async function measureNoise(
  problem: Problem,
  evaluator: Evaluator,
  program: Program,
  options: Pick<EvaluatorOptions, 'registry' | 'languages' | 'jail'> = {},
): Promise<Noise> {
  const times: number[] = []
  const results: Evaluation[] = []
  for (let k = 0; k < WARM; k++) {
    const start = performance.now()
    results.push(await evaluator.evaluate({ program, set: 'train' }))
    times.push(performance.now() - start)
  }
  for (const realm of ['frozen', 'fresh'] as const) {
    const own = await createEvaluator(problem, { ...options, realm })
    try {
      for (let k = 0; k < COLD; k++) results.push(await own.evaluate({ program, set: 'train' }))
    } finally {
      await own.close()
    }
  }
  const fuels = new Set(results.map(({ cases }) => cases.map(({ fuel }) => fuel).join()))
  return {
    evaluations: results.length,
    ...(runsIsolated(problem) ? { processes: 3 } : { openings: 3 }),
    sameFuel: fuels.size === 1,
    ...spread(results.map(({ score }) => score ?? Number.NaN)),
    milliseconds: times.sort((a, b) => a - b)[WARM >> 1] ?? 0,
  }
}
