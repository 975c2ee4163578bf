import type { Acceptance } from './acceptance.ts'
import { defined } from './defined.ts'
import type { Exchange } from './exchange.ts'
import { TernateError } from './fault.ts'
import type { Fuel } from './fuel.ts'
import type { InspirationRef, Strategy } from './manifest.ts'
import type { Problem } from './problem.ts'
import type { Mixture, Ref, Weighted } from './ref.ts'
import { choicesOf } from './ref.ts'
import type { Registry } from './registry.ts'
import type { Scheduler } from './scheduler.ts'
import type { Selector } from './selector.ts'
import type { Survival } from './survival.ts'

/** A selector, and the name that the strategy has for it. */
export interface NamedSelector {
  readonly use: string
  readonly selector: Selector
  /** Whether it comes from a plug-in. */
  readonly foreign?: boolean
}

/** A selector, and how many individuals it gives at most. */
export interface CountedSelector extends NamedSelector {
  readonly count: number
}

/** The parts of one island. */
export interface IslandParts {
  readonly parents: readonly Weighted<CountedSelector>[]
  readonly inspirations: readonly (CountedSelector & Pick<InspirationRef, 'role' | 'island'>)[]
  readonly survival: Survival
  readonly acceptance: Acceptance
}

/** The parts that a strategy names, made: all that the search is given of them. */
export interface StrategyParts {
  readonly islands: readonly IslandParts[]
  readonly exchange: readonly Exchange[]
  readonly scheduler: Scheduler
  readonly fuel?: Fuel
}

/** What a strategy is completed with, of a problem. */
export type Completing = Pick<Problem, 'objectives' | 'acceptance'> & Partial<Pick<Problem, 'initialLanguages'>>

/** A problem's acceptance rule where an island names none, and its options where the island's rule, or one that follows it, leaves out what it says. */
function acceptanceOf(
  own: Ref | undefined,
  suggested: Ref = { use: 'cascade' },
  takes: (use: string) => readonly string[] = () => [],
): Ref {
  if (own === undefined) return suggested
  const names = takes(own.use)
  const next = own['next'] as Ref | undefined
  return {
    ...Object.fromEntries(Object.entries(suggested).filter(([name]) => names.includes(name))),
    ...own,
    ...defined({ next: next && acceptanceOf(next, suggested, takes) }),
  }
}

/** Names of the options that an acceptance rule takes. */
const optionsIn =
  (registry: Registry) =>
  (use: string): readonly string[] =>
    Object.keys(registry.find('acceptance', use)?.options?.shape ?? {})

/**
 * The proposers of an island for programs in these languages. One that changes none of them gives its place to the one that it names for
 * others; one that changes some of them has that one beside it, with a share as large.
 */
function proposersFor(mixture: Mixture, languages: readonly string[], registry: Registry): Mixture {
  const choices = choicesOf(mixture)
  const names = new Set(choices.map(({ use }) => use))
  const othersOf = ({ use }: Ref): { readonly otherwise?: string; readonly isIdle?: boolean } => {
    const { languages: own, otherwise } = registry.find('proposer', use) ?? {}
    const rest = languages.filter((language) => own?.includes(language) === false)
    return rest.length === 0 || otherwise === undefined ? {} : { otherwise, isIdle: rest.length === languages.length }
  }
  if (choices.every((choice) => othersOf(choice).otherwise === undefined)) return mixture
  const doubles = choices.some((choice) => othersOf(choice).isIdle === false && !names.has(othersOf(choice).otherwise ?? ''))
  const weights = new Map<string, Weighted<Ref>>()
  const add = (choice: Weighted<Ref>, weight: number): void => {
    weights.set(choice.use, { ...choice, weight: weight + (weights.get(choice.use)?.weight ?? 0) })
  }
  for (const choice of choices) {
    const { otherwise, isIdle } = othersOf(choice)
    const { weight } = choice
    if (otherwise === undefined) add(choice, doubles ? 2 * weight : weight)
    else if (isIdle === true) add({ use: otherwise, weight }, weight)
    else for (const one of names.has(otherwise) ? [choice] : [choice, { use: otherwise, weight }]) add(one, weight)
  }
  return [...weights.values()]
}

/** Sees that some proposer of each island changes files of the problem's languages. */
function mustSuit({ name, islands }: Strategy, languages: readonly string[], registry: Registry): void {
  for (const { proposers } of islands) {
    const own = choicesOf(proposers).map(({ use }) => registry.find('proposer', use))
    const isIdle = own.every((part) => part?.languages?.every((language) => !languages.includes(language)) === true)
    if (languages.length === 0 || !isIdle || own.some((part) => part?.otherwise !== undefined)) continue
    const changed = [...new Set(own.flatMap((part) => part?.languages ?? []))]
    throw new TernateError(
      'STRATEGY_UNSUITED',
      `the strategy ${name} changes files of ${changed.join(', ')}, and the programs of the problem are ${languages.join(', ')}`,
      'Choose a strategy for such programs: `asking` and `gepa` change files of any language.',
    )
  }
}

/**
 * A strategy of which a manifest says all: each island's proposers for the languages of the problem's programs, its survival rule, NSGA-II for several objectives and
 * the elitist one for the score alone where it names none, and its acceptance rule with what the problem says of it.
 *
 * @throws TernateError `STRATEGY_UNSUITED` when no proposer of an island changes files of those languages
 */
export function completeStrategy(
  strategy: Strategy,
  { objectives, acceptance, initialLanguages = [] }: Completing,
  registry: Registry,
): Strategy {
  const use = objectives === undefined ? 'elitist' : 'nsga2'
  mustSuit(strategy, initialLanguages, registry)
  return {
    ...strategy,
    islands: strategy.islands.map((island) => ({
      ...island,
      proposers: proposersFor(island.proposers, initialLanguages, registry),
      survival: { use, ...island.survival },
      acceptance: acceptanceOf(island.acceptance, acceptance, optionsIn(registry)),
    })),
  }
}

/**
 * Makes the parts of a strategy.
 *
 * @throws TernateError `STRATEGY_PART` for one that there is not
 */
export function createParts(strategy: Strategy, problem: Completing, registry: Registry): StrategyParts {
  const { islands, exchange = [], scheduler = { use: 'in-turn' }, fuel } = completeStrategy(strategy, problem, registry)
  const selectorOf = (ref: Ref, words?: readonly string[]): NamedSelector => ({
    use: ref.use,
    selector: registry.create('selector', ref, words),
    foreign: registry.find('selector', ref.use)?.foreign === true,
  })
  return {
    islands: islands.map(({ parents, inspirations = [], survival, acceptance = { use: 'cascade' } }) => ({
      parents: choicesOf(parents).map((ref) => {
        const { weight, count = 1 } = ref as Weighted<Ref> & { readonly count?: number }
        return { weight, count, ...selectorOf(ref, ['use', 'weight', 'count']) }
      }),
      inspirations: inspirations.map(({ count, role, island, ...ref }) => ({
        count,
        ...defined({ role, island }),
        ...selectorOf(ref, ['use']),
      })),
      survival: registry.create('survival', { use: '', ...survival }, ['use']),
      acceptance: registry.create('acceptance', acceptance, ['use']),
    })),
    exchange: exchange.map((ref) => registry.create('exchange', ref, ['use'])),
    scheduler: registry.create('scheduler', scheduler, ['use']),
    ...defined({ fuel: fuel && registry.create('fuel', fuel, ['use']) }),
  }
}
