import type { SetName } from './evaluation.ts'
import { TernateError } from './fault.ts'
import type { Case, Problem } from './problem.ts'

/** The cases of a problem's set. Throws TernateError `SET_UNKNOWN`. */
export function casesOf({ train, validation, heldOut }: Pick<Problem, 'train' | 'validation' | 'heldOut'>, set: SetName): readonly Case[] {
  if (set === 'train') return train
  if (set === 'validation') return validation
  const found = heldOut.find((held) => `heldOut/${held.set}` === set)
  if (found === undefined)
    throw new TernateError('SET_UNKNOWN', `the problem has no set ${set}`, 'Name one of the sets that the problem defines.')
  return found.cases
}
