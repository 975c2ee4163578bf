import { hash } from 'node:crypto'
import type { Evaluation } from './contracts/evaluation.ts'
import type { Descriptor, Objective } from './contracts/problem.ts'
import type { Program } from './contracts/program.ts'
import { figuresOf } from './pareto.ts'
import type { Member } from './ranking.ts'

/**
 * The per-case scores of an evaluation as a key, and of several objectives what they are about: 132 bits of their hash. Zeros of either sign
 * are one number. The size is no behaviour.
 */
function signatureOf(evaluation: Evaluation, objectives: readonly Objective[]): string {
  const scores = evaluation.cases.map((result) => (result.verdict === 'scored' ? result.score + 0 : Number.NaN))
  const beside = objectives.filter(({ name }) => name !== 'size')
  return hash('sha256', Float64Array.from([...scores, ...figuresOf(beside, 0, evaluation)]), 'base64').slice(0, 22)
}

/** The cell of descriptor space: for each descriptor, how many of its edges lie at or below the value (MAP-Elites, Mouret and Clune 2015). */
function nicheOf(size: number, evaluation: Evaluation, descriptors: readonly Descriptor[]): string {
  return descriptors
    .map(({ name, edges }) => {
      const value = name === 'size' ? size : (evaluation.metrics[name] ?? Number.NaN)
      return Number.isNaN(value) ? '-' : String(edges.filter((edge) => edge <= value).length)
    })
    .join('.')
}

/** A population member of a program whose evaluation on train is complete; undefined for one without a score. */
export function createMember(
  number: number,
  { size }: Pick<Program, 'size'>,
  evaluation: Evaluation,
  descriptors: readonly Descriptor[],
  objectives: readonly Objective[] = [],
): Member | undefined {
  const { score } = evaluation
  if (score === undefined || !Number.isFinite(score)) return undefined
  return {
    number,
    score,
    size,
    signature: signatureOf(evaluation, objectives),
    niche: nicheOf(size, evaluation, descriptors),
    ...(objectives.length === 0 ? {} : { figures: figuresOf(objectives, size, evaluation) }),
  }
}
