import type { CaseResult, SetName, Verdict } from '../../engine/contracts/evaluation.ts'
import type { Evaluator } from '../../engine/contracts/evaluator.ts'
import { TernateError } from '../../engine/contracts/fault.ts'
import type { Problem } from '../../engine/contracts/problem.ts'
import type { Program } from '../../engine/contracts/program.ts'
import { createEvaluator } from '../../evaluators/workers/evaluator.ts'
import { meter } from '../../evaluators/isolate/metering/meter.ts'
import { readCases } from '../../authoring/cases.ts'
import { casesOf } from '../../engine/contracts/sets.ts'
import { fromCommonFolder } from '../../authoring/sources.ts'
import { inAuthorsNames, inInitialNames } from '../../engine/evaluation/names.ts'
import { entryIn } from '../../authoring/entry.ts'
import { runsIsolated } from '../../authoring/initial.ts'
import type { Languages } from '../../engine/contracts/language.ts'
import { setNamesOf } from '../../run/baselines.ts'
import { withLocation } from '../error-location.ts'
import { fromCaller, toCaller } from '../paths.ts'
import { openProblem } from '../problem.ts'
import { apart, readProgram } from '../sources.ts'
import { scoreTable } from '../view/baselines.ts'
import { print, printJson } from '../view/print.ts'
import { count, oneLine, score, table } from '../view/text.ts'

/** What `ternate evaluate` takes. */
export interface Arguments {
  readonly problem: string
  readonly program: readonly string[]
  readonly set: string | undefined
  readonly cases: string | undefined
  readonly plugin: readonly string[] | undefined
  readonly json: boolean
}

/** The problem with the cases of a file in place of its own. */
const withCases = (problem: Problem, file: string): Problem => ({
  ...problem,
  train: readCases(file, problem.checkCase),
  validation: [],
  heldOut: [],
})

/** Sees that the problem's own initial program can do the cases of a file; what it cannot do is no case of this problem. */
async function refuseForeign(problem: Problem, { makeProgram }: Languages, evaluator: Evaluator, file: string): Promise<void> {
  const refuse = (what: string, cause?: unknown): TernateError =>
    new TernateError('PROBLEM_CASES', `${toCaller(file)} does not fit ${problem.name}: ${what}`, 'Give cases like those of the problem.', {
      cause,
    })
  const made = makeProgram(problem.initialPrograms[0] ?? {})
  if (!made.ok) return
  try {
    const { cases } = await evaluator.evaluate({ program: made.program, set: 'train' })
    const last = cases.at(-1)
    if (last !== undefined && last.verdict !== 'scored')
      throw refuse(
        inInitialNames(
          problem,
          `the initial program ends case ${problem.train[cases.length - 1]?.name} with ${last.verdict}, ${last.reason}`,
        ),
      )
  } catch (error) {
    if (!(error instanceof TernateError) || error.code === 'PROBLEM_CASES') throw error
    throw refuse(error.message, error)
  }
}

/** A program that is to be judged, by the paths that it was given by. */
interface Candidate {
  readonly name: string
  /** Its file, or the folder that holds its files, as the caller writes it. */
  readonly written: string
  readonly program: Program
}

/** The programs at the given paths; a TernateError `PROGRAM_FILE` for one that could not be called. */
function candidatesAt(paths: readonly string[], problem: Problem, languages: Languages): Candidate[] {
  const isolated = runsIsolated(problem)
  return apart(paths.map((path) => fromCaller(path))).map((files) => {
    const name = files.map((file) => toCaller(file)).join(' ')
    const program = readProgram(files, isolated, languages)
    const written = files.length === 1 ? name : toCaller(fromCommonFolder(files).folder)
    if (!isolated) return { name, written, program }
    const entry = entryIn(problem)
    const metered = meter(program.files, entry)
    if (metered.ok) return { name, written, program }
    throw new TernateError(
      'PROGRAM_FILE',
      `${name}: ${inAuthorsNames(metered.reason, program.files, written)}`,
      `Give modules that export ${entry.name}, as the initial program does; files that import each other are given together, or as a folder.`,
    )
  })
}

/** The sets that are named: one, or all of the problem's. */
function setsNamed(name: string, problem: Problem): SetName[] {
  const known = setNamesOf(problem)
  if (name === 'all') return known
  const found = known.find((set) => set === name)
  if (found !== undefined) return [found]
  throw new TernateError('SET_UNKNOWN', `${problem.name} has no set ${oneLine(name, 60)}`, `Name one of: ${[...known, 'all'].join(', ')}.`)
}

/** A program's results on a set, all its cases judged whether others scored or not. */
interface Report {
  readonly problem: string
  readonly set: SetName
  readonly program: { readonly id: string; readonly size: number }
  readonly score: number | undefined
  readonly mean: number | undefined
  readonly fuel: number
  readonly cases: readonly ({ readonly name: string } & CaseResult)[]
}

/** What a program came to on a set, without its cases. */
interface Total {
  readonly set: SetName
  readonly verdict: Verdict
  readonly score?: number
  readonly fuel: number
}

async function scoreOn(problem: Problem, evaluator: Evaluator, { program, written }: Candidate, set: SetName): Promise<Report> {
  const subjects = casesOf(problem, set)
  const cases: ({ name: string } & CaseResult)[] = []
  for (const [k, { name }] of subjects.entries()) {
    const [result] = (await evaluator.evaluate({ program, set, cases: [k] })).cases
    if (result === undefined) continue
    if (result.verdict === 'scored') cases.push({ name, ...result })
    else cases.push({ name, ...result, reason: inAuthorsNames(result.reason, program.files, written) })
  }
  const scores = cases.flatMap((result) => (result.verdict === 'scored' ? [result.score] : []))
  const complete = scores.length === subjects.length
  return {
    problem: problem.name,
    set,
    program: { id: program.id, size: program.size },
    score: complete ? (await evaluator.evaluate({ program, set })).score : undefined,
    mean: scores.length === 0 ? undefined : scores.reduce((sum, each) => sum + each, 0) / scores.length,
    fuel: cases.reduce((sum, { fuel }) => sum + fuel, 0),
    cases,
  }
}

/** Judges programs on sets, one after the other. */
async function evaluateAllOf(
  evaluator: Evaluator,
  candidates: readonly Candidate[],
  sets: readonly SetName[],
): Promise<{ readonly name: string; readonly id: string; readonly size: number; readonly scores: readonly Total[] }[]> {
  const programs = []
  for (const { name, program } of candidates) {
    const scores: Total[] = []
    for (const set of sets) {
      const { verdict, score: total, fuel } = await evaluator.evaluate({ program, set })
      scores.push({ set, verdict, ...(total === undefined ? {} : { score: total }), fuel })
    }
    programs.push({ name, id: program.id, size: program.size, scores })
  }
  return programs
}

function lines({ cases, score: total, mean, fuel }: Report, unit: string): string[] {
  const rows = cases.map((result) =>
    result.verdict === 'scored'
      ? [oneLine(result.name, 40), result.verdict, score(result.score), count(result.fuel), oneLine(result.feedback ?? '', 80)]
      : [oneLine(result.name, 40), result.verdict, '–', count(result.fuel), oneLine(result.reason, 220)],
  )
  const scored = cases.filter(({ verdict }) => verdict === 'scored').length
  return [
    ...table([['case', 'verdict', 'score', 'fuel', ''], ...rows], [2, 3]),
    '',
    `score ${total === undefined ? `none: ${scored} of ${cases.length} cases scored` : score(total)}${unit === '' || total === undefined ? '' : ` ${oneLine(unit, 60)}`}`,
    `mean of the cases ${mean === undefined ? '–' : score(mean)}, fuel ${count(fuel)}`,
  ]
}

/** `ternate evaluate`: any programs on any cases. */
export async function handler({ problem: name, program: paths, set: named, cases, plugin, json }: Arguments): Promise<void> {
  const { problem: loaded, parts } = await openProblem(name, plugin)
  const { registry, languages } = parts
  const file = cases === undefined ? undefined : fromCaller(cases)
  const problem = file === undefined ? loaded : withCases(loaded, file)
  const candidates = candidatesAt(paths, problem, languages)
  const sets = setsNamed(named ?? 'train', problem)
  const [only, ...more] = candidates
  const evaluator = await createEvaluator(problem, { registry, languages })
  try {
    if (file !== undefined) await refuseForeign(problem, languages, evaluator, file)
    if (only !== undefined && more.length === 0 && sets.length === 1) {
      const report = await scoreOn(problem, evaluator, only, sets[0] as SetName)
      if (json) printJson(report)
      else print(lines(report, problem.unit))
      return
    }
    const programs = await evaluateAllOf(evaluator, candidates, sets)
    const { unit, direction } = problem
    if (json) printJson({ problem: problem.name, direction, unit, sets, programs })
    else
      print([
        ...scoreTable(programs, sets),
        '',
        [unit, `${direction === 'minimize' ? 'lower' : 'higher'} is better`].filter((fact) => fact !== '').join(', '),
      ])
  } catch (error) {
    throw withLocation(problem, error)
  } finally {
    await evaluator.close()
  }
}
