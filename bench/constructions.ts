/**
 * The best answer to each input that any program of a run gave, whatever became of the program: for problems in which an answer itself is
 * a record, like a packing. Each is made again by its program, judged again, and can be kept as JSON.
 *
 *     node bench/constructions.ts runs/a [runs/b ...] [--to folder]
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import type { SetName } from '../engine/contracts/evaluation.ts'
import type { Problem } from '../engine/contracts/problem.ts'
import type { Program } from '../engine/contracts/program.ts'
import { createEvaluator } from '../evaluators/workers/evaluator.ts'
import { casesOf } from '../engine/contracts/sets.ts'
import { loadProblem } from '../authoring/load.ts'
import { readRunFile } from '../archive/folder.ts'
import { openRun } from '../run/folder.ts'
import { readOptions } from './options.ts'

/** The best answer that a run saw to one input. */
export interface Construction {
  readonly input: unknown
  /** As it was judged when it was first seen, and as it is judged now. */
  readonly seen: number
  readonly score: number
  /** Number of the program that gave it, and where. */
  readonly program: number
  readonly set: SetName
  readonly case: string
  readonly answer: unknown
}

interface Find {
  readonly score: number
  readonly number: number
  readonly program: Program
  readonly set: SetName
  readonly index: number
}

/** The best case of each input with the program that reached it first. */
function findBest(folder: string, problem: Problem): readonly Find[] {
  const { archive } = openRun(folder)
  const better = problem.direction === 'minimize' ? (a: number, b: number) => a < b : (a: number, b: number) => a > b
  const best = new Map<string, Omit<Find, 'program'>>()
  for (const { record } of archive.entries()) {
    if (record.type !== 'commit' || record.outcome.kind !== 'evaluated') continue
    const { program, evaluation } = record.outcome
    const cases = casesOf(problem, evaluation.set)
    for (const [index, result] of evaluation.cases.entries()) {
      if (result.verdict !== 'scored') continue
      const key = JSON.stringify(cases[index]?.input)
      const known = best.get(key)
      if (known === undefined || better(result.score, known.score))
        best.set(key, { score: result.score, number: program.number, set: evaluation.set, index })
    }
  }
  const finds = [...best.values()].map((find): Find => {
    const program = archive.program(find.number)
    if (program === undefined) throw new Error(`${folder} lacks program ${find.number}`)
    return { ...find, program }
  })
  void archive.close()
  return finds
}

/**
 * The best answers that a run saw, made and judged again.
 *
 * @throws Error when a program's answer is no longer judged as it was
 */
export async function bestSeen(folder: string): Promise<readonly Construction[]> {
  const problem = await loadProblem(readRunFile(folder).problem)
  let answer: unknown
  const listening: Problem = {
    ...problem,
    verify(subject, given) {
      answer = given
      return problem.verify(subject, given)
    },
  }
  const finds = findBest(folder, problem)
  const evaluator = await createEvaluator(listening)
  try {
    const out: Construction[] = []
    for (const { score: seen, number, program, set, index } of finds) {
      const again = await evaluator.evaluate({ program, set, cases: [index] })
      const [result] = again.cases
      if (result?.verdict !== 'scored' || result.score !== seen)
        throw new Error(`program ${number} no longer scores ${seen} on case ${index} of ${set}`)
      const subject = casesOf(problem, set)[index]
      out.push({ input: subject?.input, seen, score: result.score, program: number, set, case: subject?.name ?? '', answer })
    }
    return out
  } finally {
    await evaluator.close()
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { positionals, values } = readOptions({ allowPositionals: true, options: { to: { type: 'string' } } })
  const { to } = values
  for (const folder of positionals) {
    const found = await bestSeen(resolve(folder))
    for (const { input, score, program, set, case: name } of found)
      console.log(`${basename(folder)}  ${JSON.stringify(input)}  ${score}  program ${program}, ${set}, ${name}`)
    if (to !== undefined) {
      mkdirSync(to, { recursive: true })
      writeFileSync(join(to, `${basename(folder)}.json`), `${JSON.stringify(found, undefined, 1)}\n`)
    }
  }
}
