import type { CaseResult } from '../../engine/contracts/evaluation.ts'
import { byPosition } from '../../engine/contracts/results.ts'
import type { Context, Shown } from '../../engine/contracts/proposer.ts'
import type { Random } from '../../engine/contracts/random.ts'
import { demonstrationsIn } from '../text/demonstrations.ts'

/** So many of a list, each once, drawn with equal chances. */
export function sample<T>(list: readonly T[], count: number, random: Random): T[] {
  const left = [...list]
  return Array.from({ length: Math.min(count, left.length) }, () => left.splice(random.integer(left.length), 1)[0] as T)
}

/** So many positions of train cases that a program was judged on, drawn, in order. */
export const minibatchOf = ({ evaluation }: Shown, count: number, random: Random): number[] =>
  sample([...byPosition(evaluation).keys()], count, random).sort((a, b) => a - b)

/** How bad a result is: larger for a worse one, infinite for none. */
export const lossOf = (result: CaseResult, { direction }: Pick<Context, 'direction'>): number =>
  result.verdict !== 'scored' || Number.isNaN(result.score) ? Infinity : direction === 'minimize' ? result.score : -result.score

/** Positions of the cases that a program passes: it scored there as well as anywhere, and that is not the worse one of 0 and 1. */
export function passedBy({ evaluation }: Shown, context: Pick<Context, 'direction'>): number[] {
  const results = byPosition(evaluation)
  const least = [...results.values()].reduce((low, result) => Math.min(low, lossOf(result, context)), Infinity)
  const worthless = context.direction === 'minimize' ? 1 : 0
  return [...results].flatMap(([at, result]) =>
    result.verdict === 'scored' && result.score !== worthless && lossOf(result, context) === least ? [at] : [],
  )
}

/** The data files of a program that hold demonstrations. */
export const demonstrationFiles = ({ program }: Shown, { demonstrations }: Pick<Context, 'demonstrations'>): string[] =>
  [...(demonstrations?.keys() ?? [])].filter((file) => demonstrationsIn(program.files, file) !== undefined)
