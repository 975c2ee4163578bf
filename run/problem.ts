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

/** Whether models of the run answer the programs of a problem. */
const answersByModels = (problem: Problem, registry: Registry): boolean =>
  registry.find('runner', problem.runner?.use ?? 'isolate')?.asks?.(problem) === true

/** Whether models of the run are asked where programs are evaluated: to answer for them, or to mark what they answer. */
export const asksModels = (problem: Problem, registry: Registry): boolean =>
  answersByModels(problem, registry) || problem.examine !== undefined

/**
 * Sees that a run has the models that the programs of a problem and their graders need.
 *
 * @throws TernateError `MODEL_MISSING`
 */
export function mustBeAnswered(problem: Problem, asking: ModelStrategy | undefined, registry: Registry): void {
  const has = (role: 'task' | 'judge'): boolean => asking !== undefined && askingAs(asking, role).models.length > 0
  const refuse = (what: string, role: string): never => {
    throw new TernateError('MODEL_MISSING', what, `Name one: \`--model ${role}=NAME\`.`)
  }
  if (answersByModels(problem, registry) && !has('task'))
    refuse(`the programs of ${problem.name} are answered by a model, and none is named for the task`, 'task')
  if (problem.examine !== undefined && !has('judge'))
    refuse(`the answers to ${problem.name} are marked by a model, and none is named to judge`, 'judge')
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
