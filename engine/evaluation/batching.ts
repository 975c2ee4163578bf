import type { Evaluation } from '../contracts/evaluation.ts'
import type { EvaluationJob, Evaluator, Report } from '../contracts/evaluator.ts'

interface Waiting {
  readonly job: EvaluationJob
  readonly resolve: (evaluation: Evaluation) => void
  readonly reject: (error: unknown) => void
}

const fuelIn = (evaluations: readonly Evaluation[]): number => evaluations.reduce((sum, { fuel }) => sum + fuel, 0)

/** One after another, for an evaluator that knows no better. */
async function inTurn(evaluator: Evaluator, jobs: readonly EvaluationJob[], report: Report): Promise<readonly Evaluation[]> {
  const evaluations: Evaluation[] = []
  for (const job of jobs) {
    const before = fuelIn(evaluations)
    evaluations.push(await evaluator.evaluate(job, undefined, (fuel) => report(before + fuel)))
  }
  return evaluations
}

/**
 * Evaluates for tickets that are carried out side by side: jobs that wait at the same time go to the evaluator together, so that a
 * batch of short evaluations costs few messages. `report` hears what all of them have burned so far.
 */
export function batchEvaluations(evaluator: Evaluator, report: Report): (job: EvaluationJob) => Promise<Evaluation> {
  let waiting: Waiting[] = []
  let busy = false
  let burned = 0

  async function evaluateWaiting(): Promise<void> {
    const batch = waiting
    waiting = []
    const jobs = batch.map(({ job }) => job)
    const reportAll: Report = (fuel) => report(burned + fuel)
    try {
      const evaluations = await (evaluator.evaluateAll?.(jobs, undefined, reportAll) ?? inTurn(evaluator, jobs, reportAll))
      burned += fuelIn(evaluations)
      report(burned)
      for (const [k, { resolve }] of batch.entries()) resolve(evaluations[k] as Evaluation)
    } catch (error) {
      for (const { reject } of batch) reject(error)
    }
    busy = false
    schedule()
  }

  /** Waits until every ticket that can go on has gone on: they ask in the same turn of the event loop, one promise after another. */
  function schedule(): void {
    if (busy || waiting.length === 0) return
    busy = true
    setImmediate(() => void evaluateWaiting())
  }

  return (job) =>
    new Promise((resolve, reject) => {
      waiting.push({ job, resolve, reject })
      schedule()
    })
}
