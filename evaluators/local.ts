import type { Perform, Workers } from '../engine/contracts/workers.ts'
import type { TimedEvaluator } from './timed.ts'

/** One worker in this thread: what carries out its tickets, and the evaluator behind that. */
export interface Lane {
  readonly perform: Perform
  readonly evaluator: TimedEvaluator
}

/**
 * Workers in this thread, for problems that have no folder and so cannot be loaded by other threads. Programs still run in
 * sandbox processes, one a lane.
 */
export function createLocalWorkers(lanes: readonly Lane[]): Workers {
  const free = [...lanes]
  return {
    size: lanes.length,
    async run(assignments, report) {
      const lane = free.pop()
      if (lane === undefined) throw new RangeError('more bundles than workers')
      try {
        return await lane.perform(assignments, report)
      } finally {
        free.push(lane)
      }
    },
    judging: () => lanes.reduce((sum, { evaluator }) => sum + evaluator.seconds(), 0),
    close: async () => {
      await Promise.all(lanes.map(({ evaluator }) => evaluator.close()))
    },
  }
}
