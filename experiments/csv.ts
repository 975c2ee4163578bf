import type { Objective } from '../engine/contracts/problem.ts'
import { volumeOf } from '../run/front.ts'
import { scoreOn, setsOf } from './trial.ts'
import type { Scored, Trial } from './trial.ts'

const cell = (value: string | number): string => {
  const text = String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** Trials as comma-separated values: a row for each set, what was spent beside the score; `Infinity` or `-Infinity` where a champion does not score. */
export function csvOf(
  trials: readonly Trial[],
  problems: readonly (Scored & { readonly name: string; readonly objectives?: readonly Objective[] | undefined })[],
): string {
  const rows = problems.flatMap((problem) => {
    const { name, direction, objectives } = problem
    return trials
      .filter((trial) => trial.problem === name)
      .flatMap((trial) => {
        const { arm, seed, spent, processor = '', size, front = [], forms = '', reintroduced = '' } = trial
        const { evaluations, programsTried, fuel, seconds, dollars } = spent
        const scores: [string, number][] = [
          ...setsOf(problem).map((set): [string, number] => [set, scoreOn(trial, set, direction)]),
          ...(objectives === undefined ? [] : [['hypervolume', volumeOf(objectives, front)] as [string, number]]),
        ]
        return scores.map(([set, score]) =>
          [name, arm, seed, set, score, size, evaluations, programsTried, fuel, seconds, processor, dollars, forms, reintroduced]
            .map(cell)
            .join(','),
        )
      })
  })
  return [
    'problem,strategy,seed,set,score,size,evaluations,programsTried,fuel,seconds,processor,dollars,forms,reintroduced',
    ...rows,
    '',
  ].join('\n')
}
