import type { CommandModule } from 'yargs'
import type { CaseResult, Evaluator } from '../../engine/contracts/evaluation.ts'
import { TernateError } from '../../engine/contracts/fault.ts'
import type { Problem } from '../../engine/contracts/problem.ts'
import type { Program } from '../../engine/contracts/program.ts'
import { createEvaluator } from '../../evaluators/evaluator.ts'
import { readCases } from '../../evaluators/problem/cases.ts'
import { loadProblem } from '../../evaluators/problem/load.ts'
import { makeProgram } from '../../language/program.ts'
import { locate } from '../locate.ts'
import { callerFolder, fromCaller, toCaller } from '../place.ts'
import { readProgram } from '../sources.ts'
import { print, printJson } from '../view/print.ts'
import { count, oneLine, score, table } from '../view/text.ts'

interface Arguments {
  readonly problem: string
  readonly program: readonly string[]
  readonly cases: string | undefined
  readonly json: boolean
}

/** The problem with the cases of a file in place of its own. */
const withCases = (problem: Problem, file: string): Problem => ({
  ...problem,
  train: readCases(file, problem.checkCase),
  validation: [],
  heldOut: [],
})

/** Sees that the problem's own seed can do the cases of a file; what it cannot do is no case of this problem. */
async function refuseForeign(problem: Problem, evaluator: Evaluator, file: string): Promise<void> {
  const refuse = (what: string, cause?: unknown): TernateError =>
    new TernateError('PROBLEM_CASES', `${toCaller(file)} does not fit ${problem.name}: ${what}`, 'Give cases like those of the problem.', {
      cause,
    })
  const made = makeProgram(problem.seeds[0] ?? {})
  if (!made.ok) return
  try {
    const { cases } = await evaluator.evaluate({ program: made.program, set: 'train' })
    const last = cases.at(-1)
    if (last !== undefined && last.verdict !== 'scored')
      throw refuse(`the seed ends case ${problem.train[cases.length - 1]?.name} with ${last.verdict}, ${last.reason}`)
  } catch (error) {
    if (!(error instanceof TernateError) || error.code === 'PROBLEM_CASES') throw error
    throw refuse(error.message, error)
  }
}

/** A program's results, all its cases judged whether others scored or not. */
interface Report {
  readonly problem: string
  readonly program: { readonly id: string; readonly size: number }
  readonly score: number | undefined
  readonly mean: number | undefined
  readonly fuel: number
  readonly cases: readonly ({ readonly name: string } & CaseResult)[]
}

async function judge(problem: Problem, program: Program, foreign: string | undefined): Promise<Report> {
  const evaluator = await createEvaluator(problem)
  try {
    if (foreign !== undefined) await refuseForeign(problem, evaluator, foreign)
    const cases: ({ name: string } & CaseResult)[] = []
    for (const [k, { name }] of problem.train.entries()) {
      const [result] = (await evaluator.evaluate({ program, set: 'train', cases: [k] })).cases
      if (result !== undefined) cases.push({ name, ...result })
    }
    const scores = cases.flatMap((result) => (result.verdict === 'scored' ? [result.score] : []))
    const complete = scores.length === problem.train.length
    return {
      problem: problem.name,
      program: { id: program.id, size: program.size },
      score: complete ? (await evaluator.evaluate({ program, set: 'train' })).score : undefined,
      mean: scores.length === 0 ? undefined : scores.reduce((sum, each) => sum + each, 0) / scores.length,
      fuel: cases.reduce((sum, { fuel }) => sum + fuel, 0),
      cases,
    }
  } catch (error) {
    throw locate(problem, error)
  } finally {
    await evaluator.close()
  }
}

function lines({ cases, score: total, mean, fuel }: Report, unit: string): string[] {
  const rows = cases.map((result) =>
    result.verdict === 'scored'
      ? [oneLine(result.name, 40), result.verdict, score(result.score), count(result.fuel), oneLine(result.feedback ?? '', 80)]
      : [oneLine(result.name, 40), result.verdict, '–', count(result.fuel), oneLine(result.reason, 80)],
  )
  const scored = cases.filter(({ verdict }) => verdict === 'scored').length
  return [
    ...table([['case', 'verdict', 'score', 'fuel', ''], ...rows], [2, 3]),
    '',
    `score ${total === undefined ? `none: ${scored} of ${cases.length} cases scored` : score(total)}${unit === '' || total === undefined ? '' : ` ${oneLine(unit, 60)}`}`,
    `mean of the cases ${mean === undefined ? '–' : score(mean)}, fuel ${count(fuel)}`,
  ]
}

async function handler({ problem: name, program: source, cases, json }: Arguments): Promise<void> {
  const loaded = await loadProblem(name, callerFolder())
  const program = readProgram(source.map((path) => fromCaller(path)))
  const file = cases === undefined ? undefined : fromCaller(cases)
  const problem = file === undefined ? loaded : withCases(loaded, file)
  const report = await judge(problem, program, file)
  if (json) printJson(report)
  else print(lines(report, problem.unit))
}

/** `ternate evaluate`: any program on any cases. */
export const evaluate: CommandModule<object, Arguments> = {
  builder: (yargs) =>
    yargs
      .positional('problem', { type: 'string', demandOption: true, describe: 'name of a shipped problem, or the folder of one' })
      .positional('program', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'a JavaScript or TypeScript file, several that import each other, or a folder of them',
      })
      .options({
        cases: {
          type: 'string',
          requiresArg: true,
          describe: 'JSON file of cases [the train cases of the problem]',
        },
        json: { type: 'boolean', default: false, describe: 'for machines' },
      })
      .example('$0 evaluate bin-packing mine.ts --cases orders.json', 'with [{ "input": { "capacity": 100, "items": [60, 40] } }]')
      .example('$0 evaluate ./mine ./candidate', 'all source files of a folder'),
  handler,
}
