import type { Strategy } from '../engine/contracts/manifest.ts'
import type { Registry } from '../engine/contracts/registry.ts'
import { completeOptions, findStrategy } from '../run/options.ts'
import { askerOf, ownParts } from '../run/parts.ts'

/** What takes part in an experiment: a strategy, run once for each seed, or several times with its share of the budget. */
export interface Arm {
  readonly name: string
  readonly strategy: Strategy
  /** Independent runs for each seed that share its budget; the best of their champions by validation counts. */
  readonly restarts: number
}

/** Restarts of `best-of`. */
const RESTARTS = 10

/** What may be named beside shipped strategies. */
const RESTARTED = ['best-of', 'best-of-K']

/**
 * An arm by what a user writes: the name of a shipped strategy; a recipe; or `best-of` (`best-of-K`): ten (K) independent
 * `sequential` climbers, each with its share of the budget.
 *
 * @throws TernateError `OPTION_INVALID`
 */
export function armOf(named: string | Strategy, registry: Registry = ownParts): Arm {
  const [, restarts] = (typeof named === 'string' && /^best-of(?:-([1-9]\d{0,3}))?$/.exec(named)) || []
  if (typeof named === 'string' && (restarts !== undefined || named === 'best-of'))
    return { name: named, strategy: strategyOf('sequential'), restarts: Number(restarts ?? RESTARTS) }
  const strategy = strategyOf(findStrategy(named, RESTARTED), registry)
  return { name: strategy.name, strategy, restarts: 1 }
}

/**
 * What every comparison is read against: the tuning ceiling, to which tuning the initial programs' constants comes; independent draws,
 * the null model; and a (1+1) climber.
 */
export const REFERENCES: readonly string[] = ['tune-only', 'random', 'sequential']

/** A strategy that asks models is complete without one: which model is asked is settled when its runs are made. */
const strategyOf = (strategy: string | Strategy, registry: Registry = ownParts): Strategy =>
  completeOptions({ strategy, models: ['any'] }, registry).strategy

/** Whether runs of a strategy ask models. */
export const asksModels = (strategy: Strategy, registry: Registry = ownParts): boolean => askerOf(strategy, registry) !== undefined
