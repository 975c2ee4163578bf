import type { Exchange } from './exchange.ts'
import type { Strategy } from './manifest.ts'
import type { Objective } from './problem.ts'
import type { Weighted } from './ref.ts'
import { choicesOf } from './ref.ts'
import type { Registry } from './registry.ts'
import type { Selector } from './selector.ts'
import type { Survival } from './survival.ts'

/** The parts of one island. */
export interface IslandParts {
  readonly parents: readonly Weighted<{ readonly selector: Selector }>[]
  readonly inspirations: readonly { readonly count: number; readonly selector: Selector }[]
  readonly survival: Survival
}

/** The parts that a strategy names, made: all that the search is given of them. */
export interface StrategyParts {
  readonly islands: readonly IslandParts[]
  readonly exchange: readonly Exchange[]
}

/** A strategy with a survival rule for each island: where it names none, NSGA-II for several objectives, and the elitist one for the score alone. */
export function completeStrategy(strategy: Strategy, objectives: readonly Objective[] | undefined): Strategy {
  const use = objectives === undefined ? 'elitist' : 'nsga2'
  return { ...strategy, islands: strategy.islands.map((island) => ({ ...island, survival: { use, ...island.survival } })) }
}

/**
 * Makes the parts of a strategy.
 *
 * @throws TernateError `STRATEGY_PART` for one that there is not
 */
export function createParts(strategy: Strategy, objectives: readonly Objective[] | undefined, registry: Registry): StrategyParts {
  return {
    islands: completeStrategy(strategy, objectives).islands.map(({ parents, inspirations = [], survival }) => ({
      parents: choicesOf(parents).map((ref) => ({ weight: ref.weight, selector: registry.create('selector', ref) })),
      inspirations: inspirations.map((ref) => ({ count: ref.count, selector: registry.create('selector', ref, ['use', 'count']) })),
      survival: registry.create('survival', { use: '', ...survival }, ['use']),
    })),
    exchange: (strategy.exchange ?? []).map((ref) => registry.create('exchange', ref, ['use'])),
  }
}
