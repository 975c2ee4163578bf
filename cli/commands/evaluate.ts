import { criteriaGraders } from '../../authoring/criteria.ts'
import { gradedBy } from '../../authoring/grading.ts'
import { readCases } from '../../authoring/cases.ts'
import { runsIsolated } from '../../authoring/initial.ts'
import type { SetName, Verdict } from '../../engine/contracts/evaluation.ts'
import type { Evaluator } from '../../engine/contracts/evaluator.ts'
import { TernateError } from '../../engine/contracts/fault.ts'
import type { Languages } from '../../engine/contracts/language.ts'
import type { Problem } from '../../engine/contracts/problem.ts'
import { inInitialNames } from '../../engine/evaluation/names.ts'
import { createEvaluator } from '../../evaluators/workers/evaluator.ts'
import { setNamesOf } from '../../run/baselines.ts'
import { isFused } from '../../run/runner-part.ts'
import { callersLedger } from '../../run/trust/ledger.ts'
import { countLooks } from '../../run/trust/counting.ts'
import { hashOfSet } from '../../trust/sets/hash.ts'
import { openAskedModels } from '../asked-models.ts'
import type { AskedModels, ModelArguments } from '../asked-models.ts'
import { candidatesAt } from '../candidates.ts'
import type { Candidate } from '../candidates.ts'
import { evaluateOne, mustBeForOne, prepare } from '../eval-run.ts'
import type { EvalArguments, Subject } from '../eval-run.ts'
import { withLocation } from '../error-location.ts'
import { fromCaller, toCaller } from '../paths.ts'
import { openProblem } from '../problem.ts'
import type { OpenedProblem } from '../problem.ts'
import { scoreTable } from '../view/baselines.ts'
import { print, printJson } from '../view/print.ts'
import { FUSED } from '../view/report.ts'
import { oneLine, printable } from '../view/text.ts'

/** What `ternate evaluate` takes. */
export interface Arguments extends EvalArguments, ModelArguments {
  readonly problem: string
  readonly program: readonly string[]
  readonly set: string | undefined
  readonly cases: string | undefined
  readonly plugin: readonly string[] | undefined
}

/** The problem with the cases of a file in place of its own, judged by the graders of that file where it has some. */
function withCases({ problem, parts }: OpenedProblem, given: string): Pick<Subject, 'problem' | 'criteria' | 'file'> {
  const file = fromCaller(given)
  const { cases, criteria, notes } = readCases(file, problem.checkCase)
  for (const note of notes) process.stderr.write(`${printable(`${toCaller(file)}: ${note}`)}\n`)
  const own: Problem = { ...problem, train: cases, validation: [], heldOut: [] }
  if (criteria === undefined) return { problem: own, file: given }
  process.stderr.write(`${printable(toCaller(file))}: its own graders judge, in place of those of ${printable(problem.name)}\n`)
  return { problem: gradedBy(own, criteriaGraders(criteria, file), parts.registry), criteria, file: given }
}

/** Sees that the problem's own initial program can do the cases of a file; what it cannot do is no case of this problem. */
async function refuseForeign(problem: Problem, { makeProgram }: Languages, evaluator: Evaluator, file: string): Promise<void> {
  const refuse = (what: string, cause?: unknown): TernateError =>
    new TernateError('PROBLEM_CASES', `${file} does not fit ${problem.name}: ${what}`, 'Give cases like those of the problem.', {
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

/** The sets that are named: one, or all of the problem's. */
function setsNamed(name: string, problem: Problem): SetName[] {
  const known = setNamesOf(problem)
  if (name === 'all') return known
  const found = known.find((set) => set === name)
  if (found !== undefined) return [found]
  throw new TernateError('SET_UNKNOWN', `${problem.name} has no set ${oneLine(name, 60)}`, `Name one of: ${[...known, 'all'].join(', ')}.`)
}

/** Writes down that held-out sets are looked at: those that are named, and those whose cases stand in a file that is. */
async function writeLooks(
  own: Problem,
  {
    problem,
    sets,
    candidates,
  }: { readonly problem: Problem; readonly sets: readonly SetName[]; readonly candidates: readonly Candidate[] },
): Promise<void> {
  const file = problem === own ? undefined : hashOfSet(problem.train)
  const held = own.heldOut.flatMap(({ set, cases }): SetName[] => (hashOfSet(cases) === file ? [`heldOut/${set}`] : []))
  const programs = candidates.map(({ program }) => program.id)
  await countLooks(callersLedger(), own, { sets: problem === own ? sets : held, by: 'evaluate', programs })
}

/** What a program came to on a set, without its cases. */
interface Total {
  readonly set: SetName
  readonly verdict: Verdict
  readonly score?: number
  readonly fuel: number
}

/** Judges programs on sets, one after the other, and prints a table of them. */
async function evaluateAllOf(
  problem: Problem,
  evaluator: Evaluator,
  candidates: readonly Candidate[],
  { sets, models, json }: { readonly sets: readonly SetName[]; readonly models: AskedModels | undefined; readonly json: boolean },
): Promise<void> {
  const programs = []
  for (const { name, program } of candidates) {
    const scores: Total[] = []
    for (const set of sets) {
      const hosts = models?.hosts()
      const { verdict, score: total, fuel } = await evaluator.evaluate({ program, set, ...(hosts === undefined ? {} : { hosts }) })
      scores.push({ set, verdict, ...(total === undefined ? {} : { score: total }), fuel })
    }
    programs.push({ name, id: program.id, size: program.size, scores })
  }
  const { unit, direction } = problem
  if (json) return printJson({ problem: problem.name, direction, unit, sets, programs })
  const facts = [unit, `${direction === 'minimize' ? 'lower' : 'higher'} is better`]
  print([...scoreTable(programs, sets), '', facts.filter((fact) => fact !== '').join(', ')])
}

/** `ternate evaluate`: any programs on any cases. */
export async function handler(given: Arguments): Promise<void> {
  const opened = await openProblem(given.problem, given.plugin)
  const { registry, languages } = opened.parts
  const { problem, ...source } = given.cases === undefined ? { problem: opened.problem } : withCases(opened, given.cases)
  if (isFused(problem, registry)) process.stderr.write(`scores: ${FUSED}\n`)
  const candidates = candidatesAt(given.program, problem, languages)
  const sets = setsNamed(given.set ?? 'train', problem)
  const [only, ...more] = candidates
  const [set, ...others] = sets
  const one = only !== undefined && set !== undefined && more.length === 0 && others.length === 0
  if (!one) mustBeForOne(given, candidates.length, sets.length)
  const before = one ? prepare(problem, given) : undefined
  const models = await openAskedModels(problem, registry, given)
  try {
    await writeLooks(opened.problem, { problem, sets, candidates })
    const isForeign = given.cases !== undefined && runsIsolated(problem)
    if (isForeign || !one) {
      const evaluator = await createEvaluator(problem, { registry, languages })
      try {
        if (isForeign) await refuseForeign(problem, languages, evaluator, toCaller(fromCaller(given.cases ?? '')))
        if (!one) return await evaluateAllOf(problem, evaluator, candidates, { sets, models, json: given.json })
      } finally {
        await evaluator.close()
      }
    }
    if (one) await evaluateOne({ problem, ...source, candidate: only, set, registry, languages, models, before }, given)
  } catch (error) {
    throw withLocation(problem, error)
  } finally {
    await models?.close()
  }
}
