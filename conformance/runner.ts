import assert from 'node:assert/strict'
import type { Problem } from '../engine/contracts/problem.ts'
import type { Files, Program } from '../engine/contracts/program.ts'
import type { Jail, RunRequest, RunResult, Runner, RunnerSite } from '../engine/contracts/runner.ts'
import type { Requirement } from './archive.ts'

/** A runner that is put to the test. */
export interface RunnerSubject {
  /** Opens a new one each time. */
  readonly open: (site: RunnerSite) => Runner | Promise<Runner>
  /** A problem that it runs programs of; its train cases are run. */
  readonly problem: Problem
  readonly jail?: Jail
  readonly makeProgram: (files: Files) => { readonly ok: true; readonly program: Program } | { readonly ok: false; readonly reason: string }
  /** Programs that answer every case. */
  readonly sound: readonly Files[]
  /** Programs that have no answer on any case. */
  readonly broken: readonly Files[]
}

/** What a runner must do. */
export function runnerRequirements({ open, problem, jail = 'none', makeProgram, sound, broken }: RunnerSubject): Requirement[] {
  function programOf(files: Files): Program {
    const made = makeProgram(files)
    if (!made.ok) throw new TypeError(`a program cannot be read: ${made.reason}`)
    return made.program
  }
  const requestsOf = (program: Program, budget = Infinity): RunRequest[] =>
    problem.train.map(({ input }, at) => ({ program, input, set: 'train', case: at, budget, seed: `train/${at}/0` }))

  /** The results of one call, each request answered once. */
  async function run(runner: Runner, requests: readonly RunRequest[]): Promise<RunResult[]> {
    const results: RunResult[] = []
    for await (const [index, result] of runner.run(requests, {})) {
      assert.ok(index >= 0 && index < requests.length, `a result of request ${index}, and there are ${requests.length}`)
      assert.ok(results[index] === undefined, `two results of request ${index}`)
      results[index] = result
    }
    for (const index of requests.keys()) assert.ok(results[index] !== undefined, `no result of request ${index}`)
    return results
  }

  async function using<T>(work: (runner: Runner) => Promise<T>): Promise<T> {
    const runner = await open({ problem, jail })
    try {
      return await work(runner)
    } finally {
      await runner.close?.()
    }
  }

  const limit = problem.limits.fuel ?? 1e8

  return [
    {
      name: 'answers each request once: programs that are sound with an answer, others with a kind and a reason',
      async run() {
        await using(async (runner) => {
          for (const files of sound)
            for (const result of await run(runner, requestsOf(programOf(files), limit))) assert.equal(result.kind, 'answer')
          for (const files of broken) {
            const [first, ...others] = await run(runner, requestsOf(programOf(files), limit))
            assert.ok(first !== undefined && first.kind !== 'answer' && first.kind !== 'skipped')
            assert.equal(typeof first.reason, 'string')
            for (const result of others) assert.notEqual(result.kind, 'answer')
          }
        })
      },
    },
    {
      name: 'has costs that are non-negative integers',
      async run() {
        await using(async (runner) => {
          for (const files of [...sound, ...broken])
            for (const result of await run(runner, requestsOf(programOf(files), limit)))
              if (result.kind !== 'skipped') assert.ok(Number.isSafeInteger(result.cost) && result.cost >= 0, `cost ${result.cost}`)
        })
      },
    },
    {
      name: 'gives the same results whatever ran before, in another process or order, if it is repeatable',
      async run() {
        const programs = [...sound, ...broken].map(programOf)
        const one = await using(async (runner) => {
          if (!runner.repeatable) return undefined
          const results: RunResult[][] = []
          for (const program of programs) results.push(await run(runner, requestsOf(program, limit)))
          return results
        })
        if (one === undefined) return
        const together = await using(async (runner) =>
          run(
            runner,
            programs.toReversed().flatMap((program) => requestsOf(program, limit)),
          ),
        )
        const count = problem.train.length
        for (const [k, results] of one.toReversed().entries()) {
          const others = together.slice(k * count, (k + 1) * count)
          for (const [at, result] of results.entries()) {
            const other = others[at] as RunResult
            // what follows a failure may be skipped or not
            if (result.kind !== 'skipped' && other.kind !== 'skipped') assert.deepEqual(other, result)
          }
        }
      },
    },
    {
      name: 'has answers that are plain data',
      async run() {
        await using(async (runner) => {
          for (const files of sound)
            for (const result of await run(runner, requestsOf(programOf(files), limit)))
              if (result.kind === 'answer') structuredClone(result.answer)
        })
      },
    },
  ]
}
