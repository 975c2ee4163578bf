import type { Evaluation } from './contracts/evaluation.ts'
import type { Descriptor } from './contracts/problem.ts'
import type { Program } from './contracts/program.ts'
import type { Member } from './ranking.ts'

/** The per-case scores of an evaluation as a key. Doubles print to the shortest text that reads back equal, so the key is exact. */
const signatureOf = (evaluation: Evaluation): string =>
  evaluation.cases.map((result) => (result.verdict === 'scored' ? String(result.score) : result.verdict)).join(' ')

/** The cell of descriptor space: for each descriptor, how many of its edges lie at or below the value (MAP-Elites, Mouret and Clune 2015). */
function nicheOf(program: Program, evaluation: Evaluation, descriptors: readonly Descriptor[]): string {
  return descriptors
    .map(({ name, edges }) => {
      const value = name === 'size' ? program.size : (evaluation.metrics[name] ?? Number.NaN)
      return Number.isNaN(value) ? '-' : String(edges.filter((edge) => edge <= value).length)
    })
    .join('.')
}

/** A population member of a program whose evaluation on train is complete; undefined for one without a score. */
export function createMember(
  number: number,
  program: Program,
  evaluation: Evaluation,
  descriptors: readonly Descriptor[],
): Member | undefined {
  const { score } = evaluation
  if (score === undefined || !Number.isFinite(score)) return undefined
  return { number, program, evaluation, score, signature: signatureOf(evaluation), niche: nicheOf(program, evaluation, descriptors) }
}
