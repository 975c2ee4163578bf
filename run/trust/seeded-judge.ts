import { defined } from '../../engine/contracts/defined.ts'
import type { Case, Problem } from '../../engine/contracts/problem.ts'
import type { Program } from '../../engine/contracts/program.ts'
import type { CaseResult } from '../../engine/contracts/evaluation.ts'
import type { RunResult } from '../../engine/contracts/runner.ts'
import { requestFor } from '../../engine/evaluation/requests.ts'
import { scoreCase } from '../../engine/evaluation/score.ts'
import { openIsolate } from '../../evaluators/isolate/runner.ts'
import type { Isolate } from '../../evaluators/isolate/runner.ts'
import { makeProgram } from '../../languages/index.ts'
import type { Judge, JudgedCase } from '../../trust/contracts.ts'

const SET = 'judged'

/** Fuel for a case of a problem that does not limit it: about ten seconds' worth. */
const FUEL = 2_000_000_000

/** The seed of a case's random numbers as a run has it, where it is one of the problem's own; else its name. */
export function ownSeed(problem: Problem, item: Case): string {
  const sets = [
    ['train', problem.train],
    ['validation', problem.validation],
    ...problem.heldOut.map(({ set, cases }) => [`heldOut/${set}`, cases]),
  ] as ['train', readonly Case[]][]
  for (const [set, cases] of sets) {
    const at = cases.indexOf(item)
    if (at >= 0) return requestFor(problem, NONE, set, at, 0).seed
  }
  return item.name
}

const NONE: Program = { files: {}, id: '', canonicalHash: '', size: 0 }

/** A judge by the sandbox that draws random numbers by the seed that it is given, and what ends its processes. */
export interface SeededJudge {
  readonly judge: Judge
  close(): Promise<void>
}

function resultOf(problem: Problem, item: Case, ended: RunResult): CaseResult {
  if (ended.kind === 'answer') return scoreCase(problem, item, ended.answer, ended.cost)
  if (ended.kind === 'skipped') return { verdict: 'error', fuel: 0, reason: 'was not run' }
  return { verdict: ended.kind === 'budget' ? 'fuel' : ended.kind, fuel: ended.cost, reason: ended.reason }
}

async function judgeOne(isolate: Isolate, problem: Problem, program: Program, at: number, seed: string): Promise<JudgedCase> {
  const item = problem.heldOut[0]?.cases[at] as Case
  const request = { ...requestFor(problem, program, `heldOut/${SET}`, at, problem.limits.fuel ?? FUEL), seed }
  const cost = { fuel: 0, seconds: 0, money: 0 }
  for await (const [, ended] of isolate.run([request], {})) {
    const result = resultOf(problem, item, ended)
    return {
      case: item.name,
      result,
      cost: { ...cost, fuel: result.fuel },
      ...(ended.kind === 'answer' ? defined({ answer: ended.answer }) : {}),
    }
  }
  return { case: item.name, result: { verdict: 'error', fuel: 0, reason: 'was not run' }, cost }
}

/**
 * Opens a judge for an audit: each case by itself, whether others scored or not, in the sandbox. Without `seed` programs draw the random numbers
 * that a run gives them on that case; with it all cases have those of that seed, so that neither order nor names of cases change them.
 */
export function openSeededJudge(problem: Problem): SeededJudge {
  const open = new Map<string, Promise<{ readonly own: Problem; readonly isolate: Isolate }>>()
  const openFor = (cases: readonly Case[]): Promise<{ readonly own: Problem; readonly isolate: Isolate }> => {
    const key = JSON.stringify(cases.map(({ name, input }) => [name, input]))
    const own: Problem = { ...problem, heldOut: [{ set: SET, cases }] }
    const found = open.get(key) ?? openIsolate(own).then((isolate) => ({ own, isolate }))
    open.set(key, found)
    return found
  }
  return {
    async judge(files, cases, { seed, signal } = {}) {
      const made = makeProgram(files)
      if (!made.ok)
        return cases.map(({ name }) => ({
          case: name,
          result: { verdict: 'error', fuel: 0, reason: made.reason.slice(0, 300) },
          cost: { fuel: 0, seconds: 0, money: 0 },
        }))
      const { own, isolate } = await openFor(cases)
      const judged: JudgedCase[] = []
      for (const [at, item] of cases.entries()) {
        signal?.throwIfAborted()
        const one = await judgeOne(isolate, own, made.program, at, seed ?? ownSeed(problem, item))
        // labels may be others than those that the sandbox was opened with: it sees none of them
        judged.push(one.answer === undefined ? one : { ...one, result: scoreCase(problem, item, one.answer, one.result.fuel) })
      }
      return judged
    },
    close: async () => {
      await Promise.all([...open.values()].map(async (each) => (await each).isolate.close?.()))
      open.clear()
    },
  }
}
