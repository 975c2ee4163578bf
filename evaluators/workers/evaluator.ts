import { defined } from '../../engine/contracts/defined.ts'
import { TernateError } from '../../engine/contracts/fault.ts'
import type { Problem } from '../../engine/contracts/problem.ts'
import { optionsOf } from '../../engine/contracts/ref.ts'
import { completeOptionsOf, createRegistry, unknownPart } from '../../engine/contracts/registry.ts'
import type { Registry } from '../../engine/contracts/registry.ts'
import type { Runner } from '../../engine/contracts/runner.ts'
import { judgeBy } from '../../engine/evaluation/evaluator.ts'
import type { EvaluatorParts, RunnerEvaluator } from '../../engine/evaluation/evaluator.ts'
import { createRules } from '../../engine/evaluation/rules.ts'
import type { Languages } from '../../engine/contracts/language.ts'
import { ownLanguages } from '../../languages/index.ts'
import { ruleParts } from '../../strategies/rules.ts'
import { runnerParts } from '../index.ts'
import { openIsolate } from '../isolate/runner.ts'
import type { IsolateOptions } from '../isolate/runner.ts'
import { wallFor } from '../isolate/sandbox/jail.ts'
import { watched } from './watched.ts'

/** How an evaluator is made. */
export interface EvaluatorOptions extends IsolateOptions {
  /** Whether a program that was judged on a case before is not run on it again; not unless given. */
  readonly remember?: boolean
  /** The runners and acceptance rules that may be named; the engine's own unless given. */
  readonly registry?: Registry | undefined
  /** The languages that files may have; the engine's own unless given. */
  readonly languages?: Languages | undefined
  /** Hears of every answer that is judged, with the position of its case. */
  readonly onAnswer?: EvaluatorParts['onAnswer']
}

const ISOLATE = { use: 'isolate' }

const own = createRegistry([...runnerParts, ...ruleParts])

/** Opens the runner that a problem names. Throws as `createEvaluator` does. */
export async function openRunner(problem: Problem, { registry = own, ...options }: EvaluatorOptions): Promise<Runner> {
  const { runner: ref = ISOLATE } = problem
  if (ref.use === ISOLATE.use) return openIsolate(problem, options)
  const part = registry.find('runner', ref.use)
  if (part === undefined) {
    throw new TernateError(
      'PROBLEM_RUNNER',
      `${problem.name}: ${unknownPart(registry, 'runner', ref.use)}`,
      'Name one of these, or the plug-in that has it: `plugins` in ternate.yaml, or `--plugin FILE`.',
    )
  }
  const runner = await part.create(completeOptionsOf(part, optionsOf(ref, ['use'])) as never, {
    problem,
    jail: options.jail ?? wallFor('auto'),
    capabilities: registry.parts.filter((each) => each.kind === 'capability'),
  })
  return watched(runner, { name: ref.use, ...defined({ patience: problem.limits.patience }) })
}

/** What judging takes beside problem and runner. */
const sharedParts = ({
  registry = own,
  languages = ownLanguages,
  remember,
  onAnswer,
}: EvaluatorOptions): Omit<EvaluatorParts, 'problem' | 'runner'> => ({
  languages,
  rules: createRules(registry),
  remember,
  onAnswer,
})

/**
 * Makes an evaluator: the problem's runner runs programs on its cases, in a sandbox process unless it names another; answers are judged here.
 *
 * @throws TernateError `SANDBOX_START`, `SANDBOX_JAIL`, `PROBLEM_DRIVER`, `PROBLEM_LIBRARY`, `PROBLEM_RUNNER`, `PROBLEM_INITIAL`, `PROBLEM_VERIFIER` (from
 *   `evaluate` too) when the problem itself is broken
 *
 * @example
 * const evaluator = await createEvaluator(problem)
 * const evaluation = await evaluator.evaluate({ program, set: 'train' })
 * await evaluator.close()
 */
export async function createEvaluator(problem: Problem, options: EvaluatorOptions = {}): Promise<RunnerEvaluator> {
  const runner = await openRunner(problem, options)
  return judgeBy({ problem, runner, ...sharedParts(options) })
}

/** An evaluator of metered programs, with the process id of its sandbox, for those who measure. */
export async function createMeteredEvaluator(
  problem: Problem,
  options: EvaluatorOptions = {},
): Promise<RunnerEvaluator & { pid(): Promise<number> }> {
  const runner = await openIsolate(problem, options)
  return {
    ...judgeBy({ problem, runner, ...sharedParts(options) }),
    pid: () => runner.pid(),
  }
}
