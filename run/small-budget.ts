import { ticketsUnderWay } from '../engine/contracts/manifest.ts'
import type { Budget, OrderConstants, Strategy } from '../engine/contracts/manifest.ts'
import { choicesOf } from '../engine/contracts/ref.ts'

/** What says how many offspring a run makes, and how many of them at a time. */
export interface BudgetedRun {
  readonly budget: Budget
  readonly order: OrderConstants
  readonly strategy: Strategy
  readonly initialPrograms: number
  /** Whether the best is validated while the search goes on, which takes the place of one ticket at its beginning. */
  readonly hasValidation: boolean
  /** Proposers that ask models. */
  readonly askers: readonly string[]
}

/**
 * Says of a budget that it is too small to search; undefined of any other. A run draws as many offspring as its virtual workers carry out
 * together before the first of them commits, or as many as calls may be under way where every proposer asks models. Where the budget has
 * room for no more, the parents of all are initial programs: no offspring is an offspring's, unless some come to less than an evaluation.
 */
export function smallBudgetWarning({ budget, order, strategy, initialPrograms, hasValidation, askers }: BudgetedRun): string | undefined {
  const { evaluations = Infinity, patience = Infinity, calls = Infinity } = budget
  const { maxConcurrentCalls = Infinity } = order
  const allAsk = strategy.islands.every(({ proposers }) => choicesOf(proposers).every(({ use }) => askers.includes(use)))
  const places = Math.max(1, ticketsUnderWay(order) - (hasValidation ? 1 : 0))
  const together = Math.min(places, allAsk ? maxConcurrentCalls : Infinity)
  const beginning = initialPrograms + (strategy.initial?.count ?? 0)
  const room = Math.max(0, Math.min(evaluations - beginning, patience, allAsk ? calls : Infinity))
  if (room > together) return undefined
  return `the budget is too small to search: it has room for ${room} offspring, and the first ${together} are drawn before one of them is judged, so that none descends from another; give a larger one, ${beginning + together + 1} evaluations at least, or fewer virtualWorkers (order in ternate.yaml)`
}
