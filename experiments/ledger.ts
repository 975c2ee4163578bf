import { TernateError } from '../engine/contracts/fault.ts'
import type { RunResults } from './results.ts'

/**
 * Sees that a run spent its budget and no more: what is counted again from its journal is what it told; it reached the budget, unless
 * its proposers could not make any offspring or it reached the problem's optimum, beyond which it would find nothing; and it had not
 * reached the budget when its last tickets were drawn, whose inner evaluations may take it further.
 *
 * @throws TernateError `EXPERIMENT_UNEQUAL`
 */
export function mustBalance({ spent, told, lastDrawn, reason, steered, barren }: RunResults, budget: number, folder: string): void {
  if (steered) {
    throw new TernateError(
      'EXPERIMENT_UNEQUAL',
      `${folder} was steered: somebody judged programs in it, added one, or told its models something`,
      'Delete that run and compare again: what a strategy finds is compared without help.',
    )
  }
  const refuse = (what: string): never => {
    throw new TernateError(
      'EXPERIMENT_UNEQUAL',
      `${folder} ${what}, so that budgets are not equal`,
      'Delete that run and compare again; if it is the same then, compare with other --evaluations in another folder.',
    )
  }
  if (spent.evaluations !== told) refuse(`says ${told} evaluations and its journal has ${spent.evaluations}`)
  const isDone = barren !== undefined || reason === 'optimum'
  if (spent.evaluations < budget && !isDone) refuse(`ended by ${reason} after ${spent.evaluations} of ${budget} evaluations`)
  if (lastDrawn >= budget) refuse(`drew on after ${budget} evaluations, up to ${spent.evaluations}`)
}
