import type { Evaluation } from '../../engine/contracts/evaluation.ts'
import type { EvaluationJob, Evaluator } from '../../engine/contracts/evaluator.ts'
import type { Problem } from '../../engine/contracts/problem.ts'
import { casesOf } from '../../engine/contracts/sets.ts'

/** A program that waits for somebody's judgement. */
export interface Question extends EvaluationJob {
  /** Answers it: one score for each case asked about, or why the program has none. */
  tell(answer: readonly number[] | { readonly error: string }): void
}

/**
 * An evaluator that asks its owner: the ask/tell interface over the search. Its cost is declared, `fuel` a program, since nothing is metered.
 */
export interface AskTell extends Evaluator {
  /** Questions in the order in which they come up; ends when the evaluator is closed. */
  readonly questions: AsyncIterable<Question>
}

/** Creates an evaluator whose questions you answer, for programs that only you can judge; those of a batch come up together. */
export function askTell(problem: Pick<Problem, 'train' | 'validation' | 'heldOut'>, fuel = 100_000): AskTell {
  const waiting: Question[] = []
  let closed = false
  let wake = (): void => {}

  async function* ask(): AsyncGenerator<Question> {
    for (;;) {
      const question = waiting.shift()
      if (question !== undefined) yield question
      else if (closed) return
      else await new Promise<void>((resolve) => (wake = resolve))
    }
  }

  const evaluationOf = (job: EvaluationJob, answer: readonly number[] | { readonly error: string }): Evaluation => {
    if ('error' in answer) {
      return { set: job.set, verdict: 'error', cases: [{ verdict: 'error', fuel, reason: answer.error }], metrics: {}, fuel }
    }
    const count = job.cases?.length ?? casesOf(problem, job.set).length
    if (answer.length !== count || !answer.every(Number.isFinite)) throw new RangeError(`tell needs ${count} finite scores`)
    const share = Math.ceil(fuel / count)
    return {
      set: job.set,
      verdict: 'scored',
      cases: answer.map((score) => ({ verdict: 'scored', fuel: share, score, metrics: {} })),
      score: answer.reduce((sum, score) => sum + score, 0) / count,
      metrics: {},
      fuel: share * count,
    }
  }

  const evaluate = (job: EvaluationJob): Promise<Evaluation> =>
    new Promise((resolve) => {
      waiting.push({ ...job, tell: (answer) => resolve(evaluationOf(job, answer)) })
      wake()
    })

  return {
    cost: 'declared',
    questions: { [Symbol.asyncIterator]: ask },
    evaluate,
    evaluateAll: (jobs) => Promise.all(jobs.map(evaluate)),
    close: async () => {
      closed = true
      wake()
    },
  }
}
