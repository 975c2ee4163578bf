import { FREE } from '../../engine/contracts/capability.ts'
import type { Host } from '../../engine/contracts/capability.ts'
import type { Evaluation } from '../../engine/contracts/evaluation.ts'
import { defined } from '../../engine/contracts/defined.ts'
import { TernateError } from '../../engine/contracts/fault.ts'
import type { Problem } from '../../engine/contracts/problem.ts'
import type { Program } from '../../engine/contracts/program.ts'
import type { Shown } from '../../engine/contracts/proposer.ts'
import type { Registry } from '../../engine/contracts/registry.ts'
import { byPosition } from '../../engine/contracts/results.ts'
import type { MadeCall, Runner } from '../../engine/contracts/runner.ts'
import type { CaseTrace, Step } from '../../engine/contracts/trace.ts'
import { requestFor } from '../../engine/evaluation/requests.ts'
import { openRunner } from './evaluator.ts'
import type { EvaluatorOptions } from './evaluator.ts'

/** The calls of a program that are recorded: who answers a case from them, and what a call took by its place. */
export interface Replies {
  /** Whether those of a case are there. */
  readonly has: (position: number) => boolean
  readonly host: (position: number) => Host
  readonly took: (position: number, call: number) => Pick<Step, 'cost' | 'model' | 'took'> | undefined
}

/** What traces are made with. */
export interface RetraceParts extends EvaluatorOptions {
  readonly problem: Problem
  /** Number of the evaluation within its ticket; 1 unless given. */
  readonly evaluation?: number
  /** Absent where the problem has a model of its own. */
  readonly replies?: Replies | undefined
}

/** Whether programs of a problem make calls that traces can tell of. */
export const makesCalls = ({ runner }: Problem, registry: Registry): boolean =>
  registry.find('runner', runner?.use ?? 'isolate')?.asks !== undefined

/** Whether programs of a problem make calls that only a run answers: they are run again on what it recorded. */
export const asksRun = (problem: Problem, registry: Registry): boolean =>
  registry.find('runner', problem.runner?.use ?? 'isolate')?.asks?.(problem) === true

/** A call as a step of a trace. */
function stepOf({ call, envelope, tokens }: MadeCall, position: number, number: number, { evaluation = 1, replies }: RetraceParts): Step {
  const took = replies?.took(position, number)
  return {
    address: { evaluation, case: position, call: number },
    call,
    envelope,
    cost: took?.cost ?? { ...FREE, tokens },
    ...defined({ model: took?.model, took: took?.took }),
  }
}

/** Runs a program once more on train cases that it was judged on, on the replies that are recorded, and tells its calls in full. */
async function traced(runner: Runner, { program, evaluation }: Shown, cases: readonly number[], parts: RetraceParts): Promise<CaseTrace[]> {
  if (evaluation.set !== 'train') return []
  const results = byPosition(evaluation)
  const judged = cases.filter((position) => results.has(position) && parts.replies?.has(position) !== false)
  const steps = judged.map((): Step[] => [])
  const answers = new Map<number, unknown>()
  const requests = judged.map((position) => requestFor(parts.problem, program, 'train', position, parts.problem.limits.fuel ?? Infinity))
  // one at a time: of a program that fails on a case the others would be skipped
  for (const [k, request] of requests.entries()) {
    const position = judged[k] as number
    const call = {
      host: () => parts.replies?.host(position),
      onCall: (_: number, number: number, made: MadeCall): void => void (steps[k] as Step[]).push(stepOf(made, position, number, parts)),
    }
    try {
      for await (const [, result] of runner.run([request], call)) if (result.kind === 'answer') answers.set(k, result.answer)
    } catch (error) {
      // one that was stopped by a limit of its ticket would go on, and the record ends there
      if (!(error instanceof TernateError) || error.code !== 'CASSETTE_MISSING') throw error
    }
  }
  return judged.map((position, k) => ({
    case: position,
    steps: (steps[k] as Step[]).toSorted((a, b) => a.address.call - b.address.call),
    ...(answers.has(k) ? { answer: answers.get(k) } : {}),
    result: results.get(position) as Evaluation['cases'][number],
  }))
}

/** The traces of a program on train cases. */
export async function retrace(shown: Shown, cases: readonly number[], parts: RetraceParts): Promise<readonly CaseTrace[]> {
  const runner = await openRunner(parts.problem, parts)
  try {
    return await traced(runner, shown, cases, parts)
  } finally {
    await runner.close?.()
  }
}

/** What tells proposers of programs' calls; undefined where programs make none. `repliesOf` gives what is recorded of a program. */
export function createRetrace(
  parts: EvaluatorOptions & { readonly problem: Problem; readonly registry: Registry },
  repliesOf?: (program: Program) => Replies | undefined,
): ((shown: Shown, cases: readonly number[]) => Promise<readonly CaseTrace[]>) | undefined {
  if (!makesCalls(parts.problem, parts.registry)) return undefined
  return async (shown, cases) => {
    const replies = repliesOf?.(shown.program)
    // of what was judged within a ticket, and is no program of the run yet, nothing is recorded elsewhere
    if (replies === undefined && asksRun(parts.problem, parts.registry)) return []
    return retrace(shown, cases, { ...parts, ...defined({ replies }) })
  }
}
