import { defined } from '../contracts/defined.ts'
import type { CaseResult, Evaluation } from '../contracts/evaluation.ts'
import type { EvaluationJob, JobTrial } from '../contracts/evaluator.ts'
import { TernateError } from '../contracts/fault.ts'
import type { Problem } from '../contracts/problem.ts'
import { stream } from '../contracts/random.ts'
import type { Rules } from './rules.ts'

/** The next positions to judge; none once judging has ended. */
export interface NextStep {
  readonly positions: readonly number[]
  /** Present when an acceptance rule accepted the program. */
  readonly accepted?: true
  /** Present when an acceptance rule ended judging. */
  readonly pruned?: NonNullable<Evaluation['pruned']>
}

/** The steps in which a job is judged. */
export interface Steps {
  /** The step after these results, by position. */
  next(results: ReadonlyMap<number, CaseResult>): NextStep
}

/** Steps within which an acceptance rule comes to an end. */
const MOST = 64

const OVER: NextStep = { positions: [] }

const hasFailed = (results: ReadonlyMap<number, CaseResult>): boolean => [...results.values()].some(({ verdict }) => verdict !== 'scored')

/** All positions at once. */
const atOnce = (positions: readonly number[]): Steps => ({ next: (results) => (results.size === 0 ? { positions } : OVER) })

/** The steps of a job: those that the acceptance rule of its trial asks for, or all of its cases at once. */
export function createSteps(
  problem: Problem,
  rules: Pick<Rules, 'acceptance'>,
  { trial, program, set, cases }: EvaluationJob,
  positions: readonly number[],
): Steps {
  if (trial === undefined || set !== 'train' || cases !== undefined) return atOnce(positions)
  const { direction, objectives, train } = problem
  const weights = train.map(({ weight }) => weight)
  const { acceptance, parent, gained, proposed } = trial
  const rule = rules.acceptance(acceptance)
  const random = stream(trial.stream)
  let taken = 0
  return {
    next(results) {
      if (hasFailed(results)) return OVER
      const step = rule.next(
        { direction, weights, results, size: program.size, gained, ...defined({ objectives, parent, proposed }) },
        random,
      )
      if ('accept' in step) return accepted(trial, results)
      if ('reject' in step) return { positions: [], pruned: { step: taken, why: reasonIn(trial, step.reject) } }
      taken += 1
      if (taken > MOST) throw broken(trial, `neither accepts nor rejects within ${MOST} steps`)
      mustBeNew(trial, step.evaluate, results, positions.length)
      return { positions: step.evaluate }
    },
  }
}

const broken = ({ acceptance }: JobTrial, what: string): TernateError =>
  new TernateError('STRATEGY_ACCEPTANCE', `the acceptance rule ${acceptance.use} ${what}`, 'Correct the rule.')

/** Ends the judging of an offspring that is accepted. */
function accepted(trial: JobTrial, results: ReadonlyMap<number, CaseResult>): NextStep {
  if (results.size === 0) throw broken(trial, 'accepts an offspring that was judged on no case')
  return { positions: [], accepted: true }
}

/** Checks the reason of a rejection. */
function reasonIn(trial: JobTrial, reason: unknown): string {
  if (typeof reason === 'string' && /^[a-z][a-z0-9-]{0,59}$/i.test(reason)) return reason
  throw broken(trial, 'rejects for a reason that is not of letters, digits and dashes')
}

/** Checks that a rule asks for existing cases without a result, each once. */
function mustBeNew(trial: JobTrial, positions: readonly number[], results: ReadonlyMap<number, CaseResult>, count: number): void {
  if (!Array.isArray(positions) || positions.length === 0) throw broken(trial, 'asks for no case')
  const odd = positions.find((at, k) => !Number.isInteger(at) || at < 0 || at >= count || results.has(at) || positions.indexOf(at) !== k)
  if (odd !== undefined) throw broken(trial, `asks for case ${String(odd)}, which has a result already, or is none of ${count}`)
}
