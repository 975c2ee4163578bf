import { defined } from '../engine/contracts/defined.ts'
import type { CaseResult, SetName } from '../engine/contracts/evaluation.ts'
import type { EvaluationJob, Evaluator } from '../engine/contracts/evaluator.ts'
import { restsOnOpinion } from '../engine/contracts/grader.ts'
import type { Languages } from '../engine/contracts/language.ts'
import type { Case, Problem } from '../engine/contracts/problem.ts'
import type { Program } from '../engine/contracts/program.ts'
import type { Registry } from '../engine/contracts/registry.ts'
import { casesOf } from '../engine/contracts/sets.ts'
import { summarize } from '../engine/evaluation/score.ts'
import { createEvaluator } from '../evaluators/workers/evaluator.ts'
import { asksModels } from '../run/problem.ts'
import { version } from '../run/version.ts'
import { agreementOf } from './agreement.ts'
import { traceCalls } from './calls.ts'
import type { Asked, CallTracer, TracedCall } from './calls.ts'
import { FORMAT, sumOf } from './eval-run.ts'
import type { EvalRun, EvaluatedCase } from './eval-run.ts'
import { hashOfCases, verifierOf } from './identity.ts'

/** What came of a case one time, all of it. */
export interface CaseTrace {
  readonly set: SetName
  readonly case: string
  /** Which of the repeats it is, from 1 on. */
  readonly repeat: number
  readonly input: unknown
  readonly expected?: unknown
  /** Absent where the program gave none. */
  readonly answer?: unknown
  readonly result: CaseResult
  readonly seconds: number
  readonly calls: readonly TracedCall[]
}

/** What an eval run is made of. */
export interface EvalParts {
  readonly problem: Problem
  readonly program: Program
  readonly name: string
  readonly set: SetName
  readonly registry: Registry
  readonly languages: Languages
  /** How often the program is evaluated; what it differs by from itself is noise. */
  readonly repeat: number
  /** The graders that came with the cases, where they stand for those of the problem. */
  readonly criteria?: readonly unknown[]
  /** The file that the cases came from. */
  readonly file?: string
  /** The models of the user's; absent where none is named. */
  readonly asked?: Asked | undefined
  /** Seconds. */
  readonly now: () => number
  readonly onProgress?: ((done: number, total: number) => void) | undefined
  readonly onTrace?: ((trace: CaseTrace) => void) | undefined
}

/** What a program is evaluated with: opened once, however often it is. */
interface Open {
  readonly evaluator: Evaluator
  readonly tracer: CallTracer
  readonly answers: Map<number, unknown>
}

/** One evaluation of the program on all cases, whether others scored or not. */
async function evaluateOnce(parts: EvalParts, { evaluator, tracer, answers }: Open, repeat: number): Promise<readonly EvaluatedCase[]> {
  const { problem, program, set, registry, asked, now, onProgress, onTrace } = parts
  const cases = casesOf(problem, set)
  const done: EvaluatedCase[] = []
  tracer.restart()
  answers.clear()
  const take = (position: number, result: CaseResult, seconds: number): void => {
    const { name, group, weight, input, expected } = cases[position] as Case
    const calls = tracer.calls(position)
    done.push({ ...result, name, ...defined({ group }), weight, seconds, spent: sumOf(calls.map(({ spent }) => spent)) })
    onTrace?.({ set, case: name, repeat, input, ...defined({ expected, answer: answers.get(position) }), result, seconds, calls })
    onProgress?.((repeat - 1) * cases.length + done.length, parts.repeat * cases.length)
  }
  const job: Jobs = (position) => ({ program, set, cases: [position], ...(asked === undefined ? {} : { hosts: tracer.host }) })
  const last = (position: number): number => Math.max(0, ...tracer.calls(position).map((call) => call.at + call.seconds))
  await (asksModels(problem, registry) ? together : inTurn)(evaluator, cases.length, job, { begin: tracer.begin, take, now, last })
  return done
}

/** Evaluates as often as it is wanted. */
async function evaluateOften(parts: EvalParts): Promise<readonly (readonly EvaluatedCase[])[]> {
  const { problem, registry, languages, asked, now, repeat } = parts
  const tracer = traceCalls(problem, asked, now)
  const answers = new Map<number, unknown>()
  const onAnswer = (position: number, answer: unknown): void => void answers.set(position, answer)
  const evaluator = await createEvaluator(tracer.problem, { registry, languages, onAnswer })
  try {
    const times: (readonly EvaluatedCase[])[] = []
    for (let time = 1; time <= repeat; time++) times.push(await evaluateOnce(parts, { evaluator, tracer, answers }, time))
    return times
  } finally {
    await evaluator.close()
  }
}

/** How cases are gone through. */
interface Going {
  readonly begin: (position: number) => void
  readonly take: (position: number, result: CaseResult, seconds: number) => void
  readonly now: () => number
  /** Seconds after which the last call of a case had ended. */
  readonly last: (position: number) => number
}

type Jobs = (position: number) => EvaluationJob

/** One case after the other. */
async function inTurn(evaluator: Evaluator, count: number, job: Jobs, { begin, take, now }: Going): Promise<void> {
  for (let position = 0; position < count; position++) {
    const since = now()
    begin(position)
    const [result] = (await evaluator.evaluate(job(position))).cases
    if (result !== undefined) take(position, result, now() - since)
  }
}

/** All cases at once: models have many calls under way at a time, and each case takes as long as its calls do. */
async function together(evaluator: Evaluator, count: number, job: Jobs, { take, last }: Going): Promise<void> {
  const jobs = Array.from({ length: count }, (_, position) => job(position))
  const evaluations = await (evaluator.evaluateAll?.(jobs) ?? Promise.all(jobs.map((each) => evaluator.evaluate(each))))
  for (const [position, { cases }] of evaluations.entries()) if (cases[0] !== undefined) take(position, cases[0], last(position))
}

/** The score of a set: the problem's own where every case scored; where graders alone say it, a case without an answer counts 0. */
function scoreOf(problem: Problem, set: SetName, results: readonly EvaluatedCase[]): Pick<EvalRun, 'score' | 'metrics'> {
  const cases = casesOf(problem, set)
  if (results.every(({ verdict }) => verdict === 'scored')) {
    const { score, metrics } = summarize(problem, set, results, cases, true)
    return { metrics, ...defined({ score }) }
  }
  if (problem.gradersAlone !== true || problem.aggregate !== undefined) return { metrics: {} }
  const weights = results.reduce((sum, { weight }) => sum + weight, 0)
  return {
    metrics: {},
    score: results.reduce((sum, each) => sum + each.weight * (each.verdict === 'scored' ? each.score : 0), 0) / weights,
  }
}

/** The mean of equal values is that value, to the last digit: a sum of some would be rounded, and look like a difference. */
function meanOf(values: readonly number[]): number {
  const [first = Number.NaN] = values
  return values.every((value) => value === first) ? first : values.reduce((sum, value) => sum + value, 0) / values.length
}

/** A case that was evaluated several times, as one: the mean of its scores, and the first time that it had none. */
function merged(times: readonly EvaluatedCase[]): EvaluatedCase {
  const [first] = times as readonly [EvaluatedCase]
  if (times.length === 1) return first
  const scores = times.map((each) => (each.verdict === 'scored' ? each.score : null))
  const seconds = times.reduce((sum, each) => sum + each.seconds, 0) / times.length
  const shared = { scores, seconds, spent: sumOf(times.map(({ spent }) => spent)) }
  const failed = times.find(({ verdict }) => verdict !== 'scored')
  if (failed !== undefined) return { ...failed, ...shared }
  const scored = times.filter((each) => each.verdict === 'scored')
  const names = Object.keys(scored[0]?.metrics ?? {})
  const metrics = Object.fromEntries(names.map((name) => [name, meanOf(scored.map((each) => each.metrics[name] ?? 0))]))
  return { ...(scored[0] as (typeof scored)[number]), ...shared, score: meanOf(scored.map(({ score }) => score)), metrics }
}

/**
 * Evaluates a program on every case of a set, several times if that is wanted.
 *
 * @throws TernateError those of `createEvaluator`
 */
export async function makeEvalRun(parts: EvalParts): Promise<EvalRun> {
  const { problem, program, name, set, criteria, file, now } = parts
  const since = now()
  const times = await evaluateOften(parts)
  const repeats = times.map((results) => scoreOf(problem, set, results).score ?? null)
  const results = (times[0] ?? []).map((_, k) => merged(times.map((each) => each[k] as EvaluatedCase)))
  const scored = results.flatMap((each) => (each.verdict === 'scored' ? [each.score] : []))
  const known = repeats.filter((score) => score !== null)
  const { graders = [], direction, unit } = problem
  const labelled = await agreementOf(problem, parts)
  return {
    format: FORMAT,
    engine: version,
    problem: {
      name: problem.name,
      direction,
      unit,
      verifier: verifierOf(problem, criteria),
      graders,
      opinionOnly: restsOnOpinion(problem),
    },
    program: { name, id: program.id, size: program.size, files: program.files },
    set,
    cases: { hash: hashOfCases(casesOf(problem, set)), ...defined({ file }) },
    ...scoreOf(problem, set, results),
    ...(scored.length === 0 ? {} : { mean: scored.reduce((sum, score) => sum + score, 0) / scored.length }),
    fuel: results.reduce((sum, { fuel }) => sum + fuel, 0),
    results,
    repeats,
    spread: known.length < 2 ? 0 : Math.max(...known) - Math.min(...known),
    spent: sumOf([...results.map(({ spent }) => spent), labelled.spent]),
    seconds: now() - since,
    agreement: labelled.agreement,
  }
}
