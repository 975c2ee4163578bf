import type { CaseResult, Evaluation } from './evaluation.ts'

/** Results of an evaluation by position in its set. */
export const byPosition = ({ cases, positions }: Pick<Evaluation, 'cases' | 'positions'>): ReadonlyMap<number, CaseResult> =>
  new Map(cases.map((result, k) => [positions?.[k] ?? k, result]))

/** Adds the results of further train cases, with their positions, to what is known of a program on train. */
export type Merge = (known: Evaluation, further: Evaluation) => Evaluation
