import { createHash } from 'node:crypto'
import {
  type CaseResult,
  type Evaluation,
  type EvaluationJob,
  OUTGROWN,
  type Race,
  type PruneReason,
  type SetName,
} from '../../engine/contracts/evaluation.ts'
import { defined } from '../../engine/contracts/defined.ts'
import { TernateError } from '../../engine/contracts/fault.ts'
import type { Case, Problem, CascadeStage } from '../../engine/contracts/problem.ts'
import type { Files } from '../../engine/contracts/program.ts'
import { prunes } from '../../engine/contracts/race.ts'
import { scoreCase, summarize } from './score.ts'
import type { EvaluationCache, CachedCase } from './cache.ts'
import { meter } from './metering/meter.ts'
import { reasonOf } from './reasons.ts'
import { casesOf } from '../../authoring/cases.ts'
import { entryIn } from '../../authoring/entry.ts'
import type { Ended, Turn } from './sandbox/driver-realm.ts'
import type { Run } from './sandbox/protocol.ts'
import type { Lost } from './sandbox/supervisor.ts'

/** Fuel that a program has on a case at least. */
export const LEAST_LIMIT = 10_000

/** Random seeds of a case, the same for every program. */
export function drawsOf(set: SetName, index: number): readonly number[] {
  const bytes = createHash('sha256').update(`${set}/${index}/0`).digest()
  return Array.from({ length: 8 }, (_, k) => bytes.readInt32LE(4 * k))
}

/** A program before its cases, stage by stage. */
export interface Judging {
  readonly files: Files
  readonly over: boolean
  /** What the sandbox is to run for the stage at hand; undefined when all of it is known. */
  run(): Run | undefined
  /** Takes in what came of it, and goes on to the next stage or ends. */
  take(ends: readonly (Ended | Lost)[]): void
  conclude(): Evaluation
}

/** Opens the judging of a job; `allowed` is the fuel of each case of its set. */
export function openJudging(
  problem: Problem,
  known: EvaluationCache,
  { program, set, cases: asked, staged, fuelLimits, fuelLimit }: EvaluationJob,
  allowed: readonly number[],
): Judging {
  const limitOf = (index: number): number =>
    Math.min(allowed[index] ?? LEAST_LIMIT, Math.max(LEAST_LIMIT, Math.min(fuelLimits?.[index] ?? Infinity, fuelLimit ?? Infinity)))
  const all = casesOf(problem, set)
  const indices = asked ?? [...all.keys()]
  const cases = indices.map((k) => all[k] as Case)
  const whole = indices.length === all.length && indices.every((index, k) => index === k)
  const sum = (results: readonly CaseResult[], complete: boolean): Evaluation => summarize(problem, set, results, cases, complete)
  const metered = meter(program.files, entryIn(problem))
  if (!metered.ok) {
    const evaluation = sum([{ verdict: 'error', fuel: 0, reason: metered.reason }], whole)
    return { files: program.files, over: true, run: () => undefined, take: () => {}, conclude: () => evaluation }
  }
  const { script, stamps } = metered
  const stages = staged !== undefined && set === 'train' && asked === undefined ? problem.cascade : [{ cases: indices.length }]
  const past = indices.map((k) => {
    const item = known.find(program.canonicalHash, set, k)
    // with less fuel it may have ended otherwise
    return item !== undefined && item.result.fuel <= limitOf(k) ? item : undefined
  })
  const settled: CachedCase[] = []
  let stage = 0
  let over = indices.length === 0
  let pruned: Evaluation['pruned']

  /** Where the stage at hand ends; nothing runs after a case that is known to end without an answer. */
  function bound(): number {
    const { cases: end = 0 } = stages[stage] ?? {}
    const last = past.findIndex((item, at) => at >= settled.length && at < end && item?.answered === false)
    return last === -1 ? end : last + 1
  }
  const missing = (): number[] => indices.slice(settled.length, bound()).filter((_, at) => past[settled.length + at] === undefined)

  /** What came of the case at a place, which was just run. */
  function settle(at: number, ended: Ended | Lost): CachedCase {
    if (ended.kind === 'driver') throw driverFault(problem, reasonOf(problem, program.files, ended.reason, ended.place))
    const index = indices[at] ?? 0
    const limit = limitOf(index)
    const answered = ended.kind === 'answer'
    const result = answered ? scoreCase(problem, cases[at] as Case, ended.answer, ended.fuel) : failure(ended, limit)
    const item = { result, answered, ...('place' in ended ? { place: ended.place } : {}) }
    const isWhole = ended.kind !== 'fuel' || limit === (allowed[index] ?? LEAST_LIMIT)
    if ('fuel' in ended && isWhole) known.add(program.canonicalHash, set, index, item)
    return item
  }

  /** What is told of a case: why it failed, and where in this program's files. */
  function told({ result, answered, place }: CachedCase): CachedCase {
    if (result.verdict !== 'error') return { result, answered }
    return { result: { ...result, reason: reasonOf(problem, program.files, result.reason, place) }, answered }
  }

  /** Goes on to the next stage, or ends. */
  function advance(): void {
    const results = settled.map(({ result }) => result)
    over = stage === stages.length - 1 || results.some(({ verdict }) => verdict !== 'scored')
    if (over) return
    const why = retirement(problem, results, program.size, stages[stage], staged?.race)
    if (why === undefined) stage += 1
    else {
      pruned = { stage: stage + 1, why }
      over = true
    }
  }

  return {
    files: program.files,
    get over() {
      return over
    },
    run() {
      const turns = missing().map((k): Turn => ({ input: k, fuel: limitOf(k), draws: drawsOf(set, k) }))
      return turns.length === 0 ? undefined : { script, stamps, set, turns }
    },
    take(ends) {
      const fresh = ends.values()
      const end = bound()
      while (settled.length < end && settled.at(-1)?.answered !== false) {
        const at = settled.length
        const item = past[at]
        const ended = item === undefined ? fresh.next().value : undefined
        if (item === undefined && ended === undefined) break
        settled.push(told(item ?? settle(at, ended as Ended | Lost)))
      }
      advance()
    },
    conclude() {
      // cases run before they are judged: those after a refused answer were burned too, and were told as progress
      const burned = settled.reduce((fuel, { result }) => fuel + result.fuel, 0)
      const failed = settled.findIndex(({ result }) => result.verdict !== 'scored')
      const results = settled.slice(0, failed === -1 ? settled.length : failed + 1).map(({ result }) => result)
      return { ...sum(results, whole && pruned === undefined), ...defined({ pruned }), fuel: burned }
    },
  }
}

/** Why a program need not be judged on the cases after a stage. */
function retirement(
  { train, direction }: Problem,
  results: readonly CaseResult[],
  size: number,
  { threshold }: Partial<CascadeStage> = {},
  race: Race | undefined,
): PruneReason | undefined {
  const weights = results.map((_, k) => train[k]?.weight ?? 1)
  if (threshold !== undefined) {
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    const mean = results.reduce((sum, result, k) => sum + (weights[k] ?? 1) * (result.verdict === 'scored' ? result.score : 0), 0) / total
    if (direction === 'minimize' ? mean > threshold : mean < threshold) return 'threshold'
  }
  return race && prunes(results, size, race, direction, weights)
}

/** A case that ended without an answer; one that only the environment ended costs its whole limit. */
function failure(end: Exclude<Ended, { kind: 'answer' | 'driver' }> | Lost, limit: number): CaseResult {
  if ('fuel' in end) return { verdict: end.kind, fuel: end.fuel, reason: end.reason }
  const reasons = { timeout: 'took too long outside what fuel counts', memory: OUTGROWN, crash: 'ended the sandbox' }
  return { verdict: end.kind, fuel: limit, reason: reasons[end.kind] }
}

export const driverName = (problem: Problem): string => `driver of ${problem.name}`

export const driverFault = (problem: Problem, reason: string): TernateError =>
  new TernateError(
    'PROBLEM_DRIVER',
    `${driverName(problem)} ${reason}`,
    'make the driver return the answer of every program that does not fail',
  )
