import type { Case, Problem } from '../../engine/contracts/problem.ts'
import type { Files } from '../../engine/contracts/program.ts'
import { scoreCase } from '../../engine/evaluation/score.ts'
import { openSecondEngine } from '../../evaluators/quickjs/runner.ts'
import type { SecondEngine } from '../../evaluators/quickjs/runner.ts'
import { makeProgram } from '../../languages/index.ts'
import type { Judge, JudgedCase } from '../../trust/contracts.ts'
import { ownSeed } from './seeded-judge.ts'

/** A judge whose programs run in QuickJS, and what ends its engine. */
export interface SecondJudge {
  readonly judge: Judge
  close(): Promise<void>
}

/** Whether a second engine can run a problem's programs: JavaScript that the sandbox runs, and answers that no model marks. */
export const hasSecondJudge = ({ runner, examine }: Problem): boolean =>
  (runner === undefined || runner.use === 'isolate') && examine === undefined

/**
 * Opens a judge in the second engine. Functions that the language leaves to the implementation are answered by V8 there, so that what differs
 * is no rounding. Costs are not metered.
 */
export function openSecondJudge(problem: Problem): SecondJudge {
  const engine = openSecondEngine(problem)
  return {
    judge: async (files, cases, { seed, signal } = {}) => {
      const judged: JudgedCase[] = []
      for (const item of cases) {
        signal?.throwIfAborted()
        judged.push(await judgeOne(engine, { problem, files, item, seed: seed ?? ownSeed(problem, item) }))
      }
      return judged
    },
    close: () => engine.close(),
  }
}

async function judgeOne(
  engine: SecondEngine,
  { problem, files, item, seed }: { readonly problem: Problem; readonly files: Files; readonly item: Case; readonly seed: string },
): Promise<JudgedCase> {
  const made = makeProgram(files)
  const cost = { fuel: 0, seconds: 0, money: 0 }
  if (!made.ok) return { case: item.name, result: { verdict: 'error', fuel: 0, reason: made.reason }, cost }
  const ended = await engine.run({ program: made.program, input: item.input, seed, host: true })
  if (ended.kind !== 'answer')
    return { case: item.name, result: { verdict: ended.kind === 'error' ? 'error' : 'timeout', fuel: 0, reason: ended.reason }, cost }
  return { case: item.name, result: scoreCase(problem, item, ended.answer, 0), cost, answer: ended.answer }
}
