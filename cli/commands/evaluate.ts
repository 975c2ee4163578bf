import { readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import type { CommandModule } from 'yargs'
import type { CaseResult } from '../../engine/contracts/evaluation.ts'
import { TernateError } from '../../engine/contracts/fault.ts'
import type { Problem } from '../../engine/contracts/problem.ts'
import type { Program } from '../../engine/contracts/program.ts'
import { createEvaluator } from '../../evaluators/evaluator.ts'
import { readCases } from '../../evaluators/problem/cases.ts'
import { asProgram, loadProblem } from '../../evaluators/problem/load.ts'
import { makeProgram } from '../../language/program.ts'
import { callerFolder, fromCaller, toCaller } from '../place.ts'
import { count, oneLine, score, table } from '../view/text.ts'

interface Arguments {
  readonly problem: string
  readonly program: string
  readonly cases: string | undefined
  readonly json: boolean
}

/** Largest file of cases and largest program that are read, in bytes. */
const LARGEST_CASES = 256 * 2 ** 20
const LARGEST_PROGRAM = 2 ** 20

function refuseLarger(file: string, most: number, code: string): void {
  let size: number
  try {
    size = statSync(file).size
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error)
    throw new TernateError(code, `${toCaller(file)} cannot be read (${reason})`, 'Give the path of a file.')
  }
  if (size > most) throw new TernateError(code, `${toCaller(file)} is larger than ${count(most)} bytes`, 'Give a smaller file.')
}

function readProgram(file: string): Program {
  refuseLarger(file, LARGEST_PROGRAM, 'PROGRAM_FILE')
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error)
    throw new TernateError(
      'PROGRAM_FILE',
      `${toCaller(file)} cannot be read (${reason})`,
      'Give the path of a JavaScript or TypeScript file.',
    )
  }
  const made = makeProgram(asProgram(basename(file), text))
  if (made.ok) return made.program
  throw new TernateError('PROGRAM_FILE', `${toCaller(file)}: ${made.reason}`, 'Give a module that parses and whose types can be erased.')
}

/** The problem with the cases of a file in place of its own. */
function withCases(problem: Problem, file: string): Problem {
  refuseLarger(file, LARGEST_CASES, 'PROBLEM_CASES')
  return { ...problem, train: readCases(file), validation: [], heldOut: [] }
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

async function judge(problem: Problem, program: Program): Promise<Report> {
  const evaluator = await createEvaluator(problem)
  try {
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

async function handler({ problem: name, program: file, cases, json }: Arguments): Promise<void> {
  const loaded = await loadProblem(name, callerFolder())
  const program = readProgram(fromCaller(file))
  const problem = cases === undefined ? loaded : withCases(loaded, fromCaller(cases))
  const report = await judge(problem, program)
  process.stdout.write(`${json ? JSON.stringify(report) : lines(report, problem.unit).join('\n')}\n`)
}

/** `ternate evaluate`: any program on any cases. */
export const evaluate: CommandModule<object, Arguments> = {
  command: 'evaluate <problem> <program>',
  describe: 'score a program on cases from a file',
  builder: (yargs) =>
    yargs
      .positional('problem', { type: 'string', demandOption: true, describe: 'name of a shipped problem, or the folder of one' })
      .positional('program', { type: 'string', demandOption: true, describe: 'a JavaScript or TypeScript file' })
      .options({
        cases: { type: 'string', requiresArg: true, describe: 'JSON file of cases [the train cases of the problem]' },
        json: { type: 'boolean', default: false, describe: 'for machines' },
      })
      .example('$0 evaluate bin-packing mine.ts --cases orders.json', 'with [{ "input": { "capacity": 100, "items": [60, 40] } }]'),
  handler,
}
