import { hash } from 'node:crypto'
import type { CaseResult, Evaluation } from '../contracts/evaluation.ts'
import type { Descriptor, Objective } from '../contracts/problem.ts'
import type { Program } from '../contracts/program.ts'
import { figuresOf } from '../contracts/pareto.ts'
import type { Individual } from '../contracts/individual.ts'

/** What a case says of behaviour: its score, and its metrics in the order of their names. Zeros of either sign are one number. */
function behaviourOf(result: CaseResult): number[] {
  if (result.verdict !== 'scored') return [Number.NaN]
  const names = Object.keys(result.metrics).sort((a, b) => (a < b ? -1 : 1))
  return [result.score, ...names.map((name) => result.metrics[name] ?? 0)].map((value) => value + 0)
}

/**
 * The per-case scores and metrics of an evaluation as a key, and of several objectives what they are about: 132 bits of their hash. Metrics
 * tell apart what scores alike where scores are few, as whole numbers are. Size and fuel are no behaviour.
 */
function signatureOf(evaluation: Evaluation, objectives: readonly Objective[]): string {
  const beside = objectives.filter(({ name }) => name !== 'size' && name !== 'fuel')
  const behaviour = [...evaluation.cases.flatMap(behaviourOf), ...figuresOf(beside, 0, evaluation)]
  return hash('sha256', Float64Array.from(behaviour), 'base64').slice(0, 22)
}

/** Where a program lies on an axis whose metric it has not. */
export const UNKNOWN = '-'

/** The cell of descriptor space: for each descriptor, how many of its edges lie at or below the value (MAP-Elites, Mouret and Clune 2015). */
function cellOf(size: number, evaluation: Evaluation, descriptors: readonly Descriptor[]): string {
  return descriptors
    .map(({ name, edges }) => {
      const value = name === 'size' ? size : name === 'fuel' ? evaluation.fuel : (evaluation.metrics[name] ?? Number.NaN)
      return Number.isNaN(value) ? UNKNOWN : String(edges.filter((edge) => edge <= value).length)
    })
    .join('.')
}

/** What an individual is measured by beside its score. */
export interface Measures {
  readonly descriptors?: readonly Descriptor[]
  readonly objectives?: readonly Objective[]
  /** Whether its scores by case are kept. */
  readonly withCases?: boolean
}

/** The individual of a program whose evaluation on train is complete; undefined for one without a score. */
export function createIndividual(
  number: number,
  { program: { size }, evaluation }: { readonly program: Pick<Program, 'size'>; readonly evaluation: Evaluation },
  { descriptors = [], objectives = [], withCases = false }: Measures = {},
): Individual | undefined {
  const { score } = evaluation
  if (score === undefined || !Number.isFinite(score)) return undefined
  return {
    number,
    score,
    size,
    signature: signatureOf(evaluation, objectives),
    cell: cellOf(size, evaluation, descriptors),
    ...(objectives.length === 0 ? {} : { objectives: figuresOf(objectives, size, evaluation) }),
    ...(withCases ? { caseScores: evaluation.cases.map((result) => (result.verdict === 'scored' ? result.score : Number.NaN)) } : {}),
  }
}
