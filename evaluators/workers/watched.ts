import { PATIENCE } from '../../authoring/trusted.ts'
import { TernateError } from '../../engine/contracts/fault.ts'
import type { Runner, RunRequest, RunResult, RunnerCall } from '../../engine/contracts/runner.ts'

/** Seconds that a runner has for its own end. */
const PARTING = 5

/** Waits for something, and no longer than `seconds` after the last sign of life; `late` makes what is thrown then. */
async function within<T>(
  work: Promise<T>,
  seconds: number,
  late: () => unknown,
  heard: (alive: () => void) => void = () => {},
): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(late()), 1000 * seconds)
  heard(() => timer.refresh())
  try {
    return await Promise.race([work, promise])
  } finally {
    clearTimeout(timer)
  }
}

/** A result as plain data, which nobody can change afterwards. */
function plain(name: string, result: RunResult): RunResult {
  try {
    return structuredClone(result)
  } catch (error) {
    const [why = ''] = (error as Error).message.split('\n')
    throw new TernateError(
      'RUNNER_RESULT',
      `the runner ${name} gives a result that is no plain data: ${why.slice(0, 100)}`,
      'Correct the runner: what a program answers is numbers, texts, lists and records.',
      { cause: error },
    )
  }
}

/**
 * A runner of anybody's: it is given up when it gives neither a result nor a sign of progress for `patience` seconds, and its results become
 * plain data, as those of programs in other processes are.
 */
export function watched(runner: Runner, { name, patience = PATIENCE }: { readonly name: string; readonly patience?: number }): Runner {
  const hangs = (): TernateError =>
    new TernateError(
      'PROBLEM_HANGS',
      `the runner ${name} has given no result for ${patience} s`,
      'Let it come to an end for every program, tell of progress, or give it longer by `limits: { patience: SECONDS }`.',
    )

  async function* run(requests: readonly RunRequest[], call: RunnerCall): AsyncGenerator<readonly [number, RunResult]> {
    let alive = (): void => {}
    const onProgress = (cost: number): void => {
      alive()
      call.onProgress?.(cost)
    }
    const steps = runner.run(requests, { ...call, onProgress })[Symbol.asyncIterator]()
    let ended = false
    try {
      for (;;) {
        const step = await within(Promise.resolve(steps.next()), patience, hangs, (sign) => (alive = sign))
        if (step.done === true) {
          ended = true
          return
        }
        const entry: unknown = step.value
        // whatever is no pair is refused where results are checked
        yield Array.isArray(entry) ? [entry[0] as number, plain(name, entry[1] as RunResult)] : step.value
      }
    } finally {
      // one that hangs would hang here, too
      if (!ended) void Promise.resolve(steps.return?.()).catch(() => {})
    }
  }

  return {
    cost: runner.cost,
    repeatable: runner.repeatable,
    ...(runner.asks === true ? { asks: true } : {}),
    languages: runner.languages,
    run,
    ...(runner.explain === undefined ? {} : { explain: (...asked) => runner.explain?.(...asked) ?? asked[1] }),
    async close() {
      const done = Promise.resolve(runner.close?.())
      await within(done, PARTING, () => undefined).catch((error: unknown) => {
        if (error !== undefined) throw error
      })
    },
  }
}
