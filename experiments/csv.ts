import type { Trial } from './trial.ts'

const cell = (value: string | number): string => {
  const text = String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** Trials as comma-separated values: a row for each score, what was spent beside it. */
export function csvOf(trials: readonly Trial[]): string {
  const rows = trials.flatMap(({ problem, contender, seed, spent, size, train, validation, heldOut }) => {
    const scores: [string, number][] = [
      ['train', train],
      ...(validation === undefined ? [] : [['validation', validation] as [string, number]]),
      ...[...heldOut].map(([set, score]): [string, number] => [`heldOut/${set}`, score]),
    ]
    return scores.map(([set, score]) =>
      [problem, contender, seed, set, score, size, spent.evaluations, spent.fuel, spent.seconds, spent.dollars].map(cell).join(','),
    )
  })
  return ['problem,strategy,seed,set,score,size,evaluations,fuel,seconds,dollars', ...rows, ''].join('\n')
}
