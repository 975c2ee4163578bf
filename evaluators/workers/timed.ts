import type { Evaluator } from '../../engine/contracts/evaluator.ts'

/** An evaluator that knows how long it was at work: the seconds in which at least one program was being judged. */
export interface TimedEvaluator extends Evaluator {
  seconds(): number
}

/** Times an evaluator. */
export function timed(evaluator: Evaluator): TimedEvaluator {
  let underWay = 0
  let since = 0
  let total = 0
  async function during<T>(work: Promise<T>): Promise<T> {
    if (underWay++ === 0) since = performance.now()
    try {
      return await work
    } finally {
      if (--underWay === 0) total += performance.now() - since
    }
  }
  const { evaluateAll } = evaluator
  return {
    cost: evaluator.cost,
    evaluate: (...asked) => during(evaluator.evaluate(...asked)),
    ...(evaluateAll === undefined ? {} : { evaluateAll: (...asked) => during(evaluateAll.apply(evaluator, asked)) }),
    close: () => evaluator.close(),
    seconds: () => total / 1000,
  }
}
