import type { Execute, Workers } from '../../engine/contracts/workers.ts'
import type { TimedEvaluator } from './timed.ts'

/** One worker in this thread: what carries out its tickets, and the evaluator behind that. */
export interface Lane {
  readonly execute: Execute
  readonly evaluator: TimedEvaluator
}

/**
 * Workers in this thread, for problems that have no folder and so cannot be loaded by other threads. Programs still run in
 * sandbox processes, one a lane. `known` is the memory where they look for the programs that tickets may know.
 */
export function createLocalWorkers(lanes: readonly Lane[], known: SharedArrayBuffer): Workers {
  const free = [...lanes]
  const waiting: ((lane: Lane) => void)[] = []
  return {
    size: lanes.length,
    known,
    async run(assignments, report) {
      // of a batch that nobody waits for any more a lane may still be busy
      const lane = free.pop() ?? (await new Promise<Lane>((resolve) => waiting.push(resolve)))
      try {
        return await lane.execute(assignments, report)
      } finally {
        const next = waiting.shift()
        if (next === undefined) free.push(lane)
        else next(lane)
      }
    },
    judging: () => lanes.reduce((sum, { evaluator }) => sum + evaluator.seconds(), 0),
    close: async () => {
      await Promise.all(lanes.map(({ evaluator }) => evaluator.close()))
    },
  }
}
