import { TernateError } from '../engine/contracts/fault.ts'
import { askingAs } from '../engine/contracts/manifest.ts'
import type { ModelStrategy } from '../engine/contracts/manifest.ts'
import type { Problem } from '../engine/contracts/problem.ts'
import type { Registry } from '../engine/contracts/registry.ts'
import { changesSince, contentAs } from '../authoring/folder.ts'
import { findProblem, loadProblem } from '../authoring/load.ts'
import type { RunFolder } from './folder.ts'
import type { OpenedParts } from './parts.ts'

/** The folder of a run's problem, if it still holds what the run was made with; otherwise why not. Nothing of it is run. */
export function problemFolder({
  problem,
  manifest,
  files,
}: Pick<RunFolder, 'problem' | 'manifest' | 'files'>): { readonly folder: string } | { readonly reason: string } {
  const then = manifest.problem.content
  try {
    const folder = findProblem(problem)
    const content = contentAs(then, folder)
    if (content === then) return { folder }
    return { reason: `${folder} has changed: its content was ${then} and is ${content}${changesSince(files, folder)}` }
  } catch (error) {
    if (error instanceof TernateError) return { reason: error.message }
    throw error
  }
}

/** The fault of a run whose problem is not what it was. */
export const problemChanged = (reason: string): TernateError =>
  new TernateError(
    'PROBLEM_CHANGED',
    `what the run was made with is not to be had: ${reason}`,
    'Put the folder back as it was. Without it, `ternate verify RUN --sample 0` checks the chain and `ternate export RUN --to jsonl` exports.',
  )

/**
 * Loads the problem that a run was made with.
 *
 * @throws TernateError `PROBLEM_CHANGED` when it is gone or has changed, and those of `loadProblem`
 */
export async function loadProblemOf(run: RunFolder, parts?: Pick<OpenedParts, 'languages' | 'registry'>): Promise<Problem> {
  const found = problemFolder(run)
  if ('reason' in found) throw problemChanged(found.reason)
  return loadProblem(found.folder, undefined, parts)
}

/** Whether the programs of a problem are answered by models of the run. */
export const asksModels = (problem: Problem, registry: Registry): boolean =>
  registry.find('runner', problem.runner?.use ?? 'isolate')?.asks?.(problem) === true

/**
 * Sees that a run has a model to answer the programs of a problem, where these need one.
 *
 * @throws TernateError `MODEL_MISSING`
 */
export function mustBeAnswered(problem: Problem, asking: ModelStrategy | undefined, registry: Registry): void {
  if (!asksModels(problem, registry) || (asking !== undefined && askingAs(asking, 'task').models.length > 0)) return
  throw new TernateError(
    'MODEL_MISSING',
    `the programs of ${problem.name} are answered by a model, and none is named for the task`,
    'Name one: `--model task=NAME`.',
  )
}

/**
 * Sees that a problem has an initial program.
 *
 * @throws TernateError `PROBLEM_INITIAL`
 */
export function mustHaveInitialProgram({ name, initialPrograms }: Problem): void {
  if (initialPrograms.length > 0) return
  throw new TernateError(
    'PROBLEM_INITIAL',
    `${name} has no initial program`,
    'Write one into initial.ts, or name a model with `--model` that writes it.',
  )
}
