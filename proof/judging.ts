import { makeEvalRun } from '../evals/evaluate.ts'
import type { CaseTrace } from '../evals/evaluate.ts'
import type { Asked } from '../evals/calls.ts'
import { defined } from '../engine/contracts/defined.ts'
import type { CaseResult } from '../engine/contracts/evaluation.ts'
import type { Case, Problem } from '../engine/contracts/problem.ts'
import type { OpenedParts } from '../run/parts.ts'
import type { Judge, JudgedCase } from '../trust/contracts.ts'

/** What programs are judged with. */
export interface Judging {
  readonly problem: Problem
  readonly parts: Pick<OpenedParts, 'registry' | 'languages'>
  /** The models of the user's that answer or mark, where some do. */
  readonly asked?: Asked | undefined
  /** Hears how many cases are done. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined
}

const SET = 'heldOut/judged'

const NO_PROGRAM = { fuel: 0, seconds: 0, money: 0 }

/** Whatever is judged is judged as cases of a held-out set are: all of them, whether others score or not, with what the host meters. */
export function openJudge({ problem, parts, asked, onProgress }: Judging): Judge {
  const { registry, languages } = parts
  return async (files, cases): Promise<readonly JudgedCase[]> => {
    const made = languages.makeProgram(files)
    if (!made.ok) {
      const result: CaseResult = { verdict: 'error', fuel: 0, reason: made.reason.slice(0, 300) }
      return cases.map(({ name }) => ({ case: name, result, cost: NO_PROGRAM }))
    }
    const answers: unknown[] = []
    const { results } = await makeEvalRun({
      problem: withCases(problem, cases),
      program: made.program,
      name: made.program.id,
      set: SET,
      registry,
      languages,
      repeat: 1,
      ...defined({ asked }),
      now: () => performance.now() / 1000,
      onProgress,
      onTrace: ({ answer }: CaseTrace) => void answers.push(answer),
    })
    return results.map(({ name, group: _group, weight: _weight, seconds, spent, scores: _scores, ...result }, k) => ({
      case: name,
      result,
      cost: { fuel: result.fuel, seconds, money: spent.cost },
      ...defined({ answer: answers[k] }),
    }))
  }
}

/** A problem with the given cases as its only held-out set; how it sums a set up is left out, since pairs of cases are what is looked at. */
function withCases(problem: Problem, cases: readonly Case[]): Problem {
  const { aggregate: _aggregate, generators: _generators, ...others } = problem
  return { ...others, heldOut: [{ set: SET.slice('heldOut/'.length), cases }] }
}
