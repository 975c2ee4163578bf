import { closeSync, openSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import process from 'node:process'
import { makeFolder } from '../archive/folder.ts'
import { mustStayOut } from '../authoring/folder.ts'
import { defined } from '../engine/contracts/defined.ts'
import type { SetName } from '../engine/contracts/evaluation.ts'
import { TernateError } from '../engine/contracts/fault.ts'
import { restsOnOpinion } from '../engine/contracts/grader.ts'
import type { Languages } from '../engine/contracts/language.ts'
import type { Problem } from '../engine/contracts/problem.ts'
import type { Registry } from '../engine/contracts/registry.ts'
import { inAuthorsNames } from '../engine/evaluation/names.ts'
import { compareEvalRuns, mustBeComparable } from '../evals/compare.ts'
import type { EvalComparison } from '../evals/compare.ts'
import { makeEvalRun } from '../evals/evaluate.ts'
import type { CaseTrace } from '../evals/evaluate.ts'
import type { EvalRun } from '../evals/eval-run.ts'
import { mustBeFree, readEvalRun, writeEvalRun } from '../evals/file.ts'
import type { AskedModels } from './asked-models.ts'
import type { Candidate } from './candidates.ts'
import { fromCaller, toCaller } from './paths.ts'
import { counted } from './view/counter.ts'
import { comparisonLine, evalRunLines } from './view/evals.ts'
import { print, printJson } from './view/print.ts'
import { score } from './view/text.ts'

/** What an eval run is asked for beside its program and its cases. */
export interface EvalArguments {
  readonly repeat: number
  readonly traces: string | undefined
  readonly out: string | undefined
  readonly 'fail-below': number | undefined
  readonly against: string | undefined
  readonly json: boolean
}

/** A program, and what it is evaluated on. */
export interface Subject {
  readonly problem: Problem
  readonly candidate: Candidate
  readonly set: SetName
  readonly registry: Registry
  readonly languages: Languages
  readonly models: AskedModels | undefined
  /** The graders that came with the cases, and the file of these. */
  readonly criteria?: readonly unknown[]
  readonly file?: string
  /** What it is held against. */
  readonly before: Named | undefined
}

/** Sees that nothing is asked for of several programs or sets that one alone can have. */
export function mustBeForOne(given: EvalArguments, programs: number, sets: number): void {
  const option = (['traces', 'out', 'fail-below', 'against'] as const).find((name) => given[name] !== undefined)
  const named = option ?? (given.repeat > 1 ? 'repeat' : undefined)
  if (named === undefined) return
  throw new TernateError(
    'OPTION_INVALID',
    `--${named} is for one program on one set, and there are ${programs} program${programs === 1 ? '' : 's'} and ${sets} set${sets === 1 ? '' : 's'}`,
    'Name one program, and one set with --set.',
  )
}

/** A stored eval run, by the path that it was named by. */
interface Named {
  readonly name: string
  readonly run: EvalRun
}

/**
 * Sees that what is asked for can be done, before anything is paid for.
 *
 * @returns the eval run to compare with, where one is named
 * @throws TernateError `OPTION_INVALID`, `EVAL_OPINION`, `EVAL_FILE`, `OUT_TAKEN`, `OUT_INSIDE`
 */
export function prepare(problem: Problem, given: EvalArguments): Named | undefined {
  const { repeat, out, against, 'fail-below': least } = given
  if (!Number.isInteger(repeat) || repeat < 1 || repeat > 100)
    throw new TernateError('OPTION_INVALID', `--repeat: a whole number from 1 to 100, not ${repeat}`, 'Write it as in `--repeat 3`.')
  if (least !== undefined && !Number.isFinite(least))
    throw new TernateError('OPTION_INVALID', `--fail-below: a number, not ${least}`, 'Write it as in `--fail-below 0.9`.')
  if ((least !== undefined || against !== undefined) && restsOnOpinion(problem))
    throw new TernateError(
      'EVAL_OPINION',
      `${problem.name} is judged by the opinion of a model alone, and no gate rests on that`,
      'Give it a grader beside that proves something, or a verifier; or look at the marks without --fail-below and --against.',
    )
  if (out !== undefined) mustBeFree(fromCaller(out))
  return against === undefined ? undefined : { name: against, run: readEvalRun(fromCaller(against)) }
}

/** Opens the file of traces. */
function openTraces(file: string): { readonly write: (trace: CaseTrace) => void; readonly close: () => void } {
  mustStayOut(file)
  let handle: number
  try {
    makeFolder(dirname(file))
    handle = openSync(file, 'wx')
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error)
    if (reason === 'EEXIST') throw new TernateError('OUT_TAKEN', `${toCaller(file)} exists already`, 'Name another file with --traces.')
    throw new TernateError(
      'OUT_UNWRITABLE',
      `${toCaller(file)} cannot be written (${reason})`,
      'Name a file that you may write to with --traces.',
      {
        cause: error,
      },
    )
  }
  return { write: (trace) => void writeSync(handle, `${JSON.stringify(trace)}\n`), close: () => closeSync(handle) }
}

/** An eval run with reasons that name the files as the caller does. */
function inCallersNames(run: EvalRun, { program, written }: Candidate): EvalRun {
  const results = run.results.map((result) =>
    result.verdict === 'scored' ? result : { ...result, reason: inAuthorsNames(result.reason, program.files, written) },
  )
  return { ...run, results }
}

/** Why an eval run does not pass; undefined where it does, or nothing was asked. */
function faultOf(
  run: EvalRun,
  comparison: EvalComparison | undefined,
  { against, 'fail-below': least }: EvalArguments,
): TernateError | undefined {
  const { score: total, problem } = run
  const said = total === undefined ? 'there is no score' : `the score ${score(total)}`
  const isWorse = least !== undefined && (total === undefined || (problem.direction === 'minimize' ? total > least : total < least))
  if (isWorse)
    return new TernateError(
      'EVAL_BELOW',
      `${said}${total === undefined ? `, and ${score(least)} is asked for` : ` is ${problem.direction === 'minimize' ? 'above' : 'below'} ${score(least)}`}`,
      'See which cases have the worst marks; nothing is wrong with the set-up.',
    )
  if (comparison?.worse !== true) return undefined
  return new TernateError(
    'EVAL_WORSE',
    `${said} is worse than that of ${against}${comparison.a === undefined ? '' : `, ${score(comparison.a)}`}: ${comparisonLine(comparison)}`,
    'See `ternate diff` for the cases; `--repeat 3` says how much of it may be noise.',
  )
}

/** What is printed for machines. */
function forMachines(run: EvalRun, comparison: EvalComparison | undefined, fault: TernateError | undefined): unknown {
  const { results, program, problem, ...others } = run
  const { cases: _cases, ...against } = comparison ?? { cases: [] }
  return {
    ...others,
    problem: problem.name,
    verifier: problem.verifier,
    graders: problem.graders,
    opinionOnly: problem.opinionOnly,
    program: { name: program.name, id: program.id, size: program.size },
    caseHash: run.cases.hash,
    cases: results,
    ...(comparison === undefined ? {} : { against }),
    ...defined({ fault: fault && { code: fault.code, message: fault.message } }),
  }
}

/**
 * Evaluates one program on one set, prints what came of it, stores it, and holds it against what is asked for.
 *
 * @throws TernateError `EVAL_BELOW`, `EVAL_WORSE` where it falls short; `EVAL_MISMATCH`, `OUT_TAKEN`, `OUT_UNWRITABLE`
 */
export async function evaluateOne(subject: Subject, given: EvalArguments): Promise<void> {
  const { problem, candidate, set, registry, languages, models, criteria, file, before } = subject
  const traces = given.traces === undefined ? undefined : openTraces(fromCaller(given.traces))
  const parts = {
    problem,
    program: candidate.program,
    name: candidate.name,
    set,
    registry,
    languages,
    repeat: given.repeat,
    ...defined({ criteria, file, asked: models, onTrace: traces?.write }),
    now: () => performance.now() / 1000,
  }
  let run: EvalRun
  try {
    run = inCallersNames(await counted((counter) => makeEvalRun({ ...parts, onProgress: counter.show }), 'cases'), candidate)
  } finally {
    traces?.close()
  }
  if (given.out !== undefined) writeEvalRun(fromCaller(given.out), run)
  if (before !== undefined) mustBeComparable(before, { name: candidate.name, run })
  const comparison = before && compareEvalRuns(before.run, run)
  const fault = faultOf(run, comparison, given)
  if (given.json) printJson(forMachines(run, comparison, fault))
  else
    print([
      ...evalRunLines(run),
      ...(comparison === undefined ? [] : [`against ${toCaller(fromCaller(before?.name ?? ''))}: ${comparisonLine(comparison)}`]),
    ])
  if (fault !== undefined) throw fault
  process.exitCode = 0
}
