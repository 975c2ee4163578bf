import { findPlugin } from '../authoring/plugins.ts'
import { loadProblem } from '../authoring/load.ts'
import type { Problem } from '../engine/contracts/problem.ts'
import { TernateError } from '../engine/contracts/fault.ts'
import type { Languages } from '../engine/contracts/language.ts'
import type { Program } from '../engine/contracts/program.ts'
import { mustHaveInitialProgram } from '../run/problem.ts'
import { openParts } from '../run/parts.ts'
import type { OpenedParts } from '../run/parts.ts'
import { settledPlugins } from './config.ts'
import { callerFolder } from './paths.ts'
import { printable } from './view/text.ts'

/** A problem, and the parts that it may name. */
export interface OpenedProblem {
  readonly problem: Problem
  readonly parts: OpenedParts
}

/** The files of the plug-ins that a command line names. */
export const pluginsNamed = (plugins: readonly string[] = []): string[] => plugins.map((name) => findPlugin(name, callerFolder()))

/**
 * Loads a problem with plug-ins that are known by their files.
 *
 * @throws TernateError those of `openParts` and `loadProblem`
 */
export async function openProblemWith(name: string, plugins: readonly string[]): Promise<OpenedProblem> {
  const parts = await openParts(plugins)
  return { parts, problem: await loadProblem(name, callerFolder(), parts) }
}

/** Loads a problem for a command that reads no settings but the plug-ins of the caller's `ternate.yaml`, beside those that it is given. */
export async function openProblem(name: string, plugins?: readonly string[]): Promise<OpenedProblem> {
  const settled = settledPlugins()
  if (settled !== undefined) process.stderr.write(`plug-ins from ${printable(settled.file)}\n`)
  return openProblemWith(name, [...(settled?.plugins ?? []), ...pluginsNamed(plugins)])
}

/**
 * The first initial program of a problem.
 *
 * @throws TernateError `PROBLEM_INITIAL`
 */
export function initialProgramOf(problem: Problem, { makeProgram }: Languages): Program {
  mustHaveInitialProgram(problem)
  const { name, initialPrograms } = problem
  const made = makeProgram(initialPrograms[0] ?? {})
  if (made.ok) return made.program
  throw new TernateError('PROBLEM_INITIAL', `the initial program of ${name}: ${made.reason}`, 'Correct the initial program.')
}
