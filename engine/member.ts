import { hash } from 'node:crypto'
import type { Evaluation } from './contracts/evaluation.ts'
import type { Descriptor } from './contracts/problem.ts'
import type { Program } from './contracts/program.ts'
import type { Member } from './ranking.ts'

/** The per-case scores of an evaluation as a key: 132 bits of their hash. Zeros of either sign are one number. */
function signatureOf(evaluation: Evaluation): string {
  const scores = Float64Array.from(evaluation.cases, (result) => (result.verdict === 'scored' ? result.score + 0 : Number.NaN))
  return hash('sha256', scores, 'base64').slice(0, 22)
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
): Member | undefined {
  const { score } = evaluation
  if (score === undefined || !Number.isFinite(score)) return undefined
  return { number, score, size, signature: signatureOf(evaluation), niche: nicheOf(size, evaluation, descriptors) }
}
