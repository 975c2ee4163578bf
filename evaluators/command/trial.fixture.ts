import { spawnSync } from 'node:child_process'
import { completeProblem } from '../../authoring/load.ts'
import type { Problem, ProblemDefinition } from '../../engine/contracts/problem.ts'
import type { Files, Program } from '../../engine/contracts/program.ts'
import { completeOptionsOf } from '../../engine/contracts/registry.ts'
import type { Jail, RunResult } from '../../engine/contracts/runner.ts'
import { makeProgram } from '../../languages/index.ts'
import { command } from './part.ts'
import { openCommand } from './runner.ts'

/** Whether a command of the system runs here. */
export const runs = (name: string, ...args: readonly string[]): boolean => spawnSync(name, args, { stdio: 'ignore' }).status === 0

export const hasPython: boolean = runs('python3', '--version')
export const hasCompiler: boolean = runs('gcc', '--version')

/** The jails that can stand here. */
export const jails: readonly Jail[] = runs('bwrap', '--unshare-all', '--ro-bind', '/', '/', 'true') ? ['bwrap', 'none'] : ['none']

/** A problem of three numbers, whose programs answer with their squares. */
export function problemWith(options: Readonly<Record<string, unknown>>, definition: Partial<ProblemDefinition<number>> = {}): Problem {
  return completeProblem({
    statement: 'Square the number.',
    runner: { use: 'command', ...options },
    cases: { train: [2, 3, 4].map((input) => ({ input, expected: input * input })) },
    initialPrograms: [{ 'main.py': 'def solve(x):\n    return x * x\n' }],
    verify: ({ expected }, answer) => (answer === expected ? 1 : 0),
    ...definition,
  })
}

export function programOf(files: Files): Program {
  const made = makeProgram(files)
  if (!made.ok) throw new Error(made.reason)
  return made.program
}

/** The results of a program on the train cases of a problem. */
export async function resultsOf(files: Files, problem: Problem, jail: Jail): Promise<readonly RunResult[]> {
  const { use: _, ...options } = problem.runner ?? { use: '' }
  const runner = openCommand(problem, completeOptionsOf(command, options) as never, jail)
  try {
    const program = programOf(files)
    const requests = problem.train.map(({ input }, at) => ({
      program,
      input,
      set: 'train',
      case: at,
      budget: Infinity,
      seed: `train/${at}/0`,
    }))
    const results: RunResult[] = []
    for await (const [at, result] of runner.run(requests as never, {})) results[at] = result
    return results
  } finally {
    await runner.close?.()
  }
}
