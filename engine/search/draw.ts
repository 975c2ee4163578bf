import { defined } from '../contracts/defined.ts'
import { TernateError } from '../contracts/fault.ts'
import type { IslandStrategy, Manifest, Strategy } from '../contracts/manifest.ts'
import { pickWeighted, stream } from '../contracts/random.ts'
import type { Random } from '../contracts/random.ts'
import type { Ticket } from '../contracts/ticket.ts'
import type { Admits } from '../learning/admission.ts'
import type { Inspiration } from '../learning/inspire.ts'
import { choose } from './choose.ts'
import type { Individual, PopulationView } from '../contracts/individual.ts'
import { choicesOf } from '../contracts/ref.ts'
import type { IslandParts, StrategyParts } from '../contracts/strategy.ts'

/** Whom a proposer sees beside a parent, at most so many; undefined where that is drawn. */
export type Inspired = (proposer: string, parent: Individual, count: number, random: Random) => readonly Inspiration[] | undefined

/** The shares of the islands in the next ticket, by the proposers that it may have. */
const admitted = (shares: readonly number[], islands: readonly IslandStrategy[], admits: Admits): number[] =>
  shares.map((share, at) => (choicesOf(islands[at]?.proposers ?? []).some(({ use }) => admits(use)) ? share : 0))

/** Whether some island has a proposer of those that a ticket may have now. */
export const mayDraw = ({ islands }: Strategy, admits: Admits): boolean =>
  islands.some(({ proposers }) => choicesOf(proposers).some(({ use }) => admits(use)))

/** What a draw depends on beside the ticket's number and the population. */
export interface Circumstances {
  /** Shares of the islands; in turn where there are none. */
  readonly shares?: readonly number[] | undefined
  /** Fuel for a case. */
  readonly fuelLimit?: number | undefined
  /** Whether something better than what the search began with is known. */
  readonly gained?: boolean
  readonly admits?: Admits
  readonly inspired?: Inspired
}

/** What a run's offspring are drawn by: its seed, its strategy, and the strategy's parts. */
export interface DrawRecipe extends Pick<Manifest, 'seed' | 'strategy'> {
  readonly parts: Pick<StrategyParts, 'islands' | 'scheduler'>
}

/** How many individuals are shown beside a parent, at most. */
const countOf = ({ inspirations }: IslandParts): number => inspirations.reduce((sum, { count }) => sum + count, 0)

/** Draws parents, and beside them other individuals of the island, each once. */
export function select(
  island: PopulationView,
  { parents: selectors, inspirations: shown }: Pick<IslandParts, 'parents' | 'inspirations'>,
  random: Random,
): { readonly parents: readonly Individual[]; readonly inspirations: readonly Individual[] } {
  const parents = choose(pickWeighted(selectors, random), island, 1, random)
  const inspirations = new Set<Individual>()
  for (const { count, ...named } of shown)
    for (const individual of choose(named, island, count, random)) if (!parents.includes(individual)) inspirations.add(individual)
  return { parents, inspirations: [...inspirations] }
}

/**
 * Draws an offspring: the scheduler says for which island, and everything else comes from the ticket's own random stream, too.
 */
export function drawOffspring(
  number: number,
  { seed, strategy, parts: { islands: parts, scheduler } }: DrawRecipe,
  islands: readonly PopulationView[],
  { shares, fuelLimit, gained = true, admits = () => true, inspired = () => undefined }: Circumstances = {},
): Ticket {
  const random = stream(`${seed}/ticket/${number}`)
  const view = { ticket: number, islands, ...defined({ shares: shares && admitted(shares, strategy.islands, admits) }) }
  const { propose: at } = scheduler.next(view, random)
  const recipe = strategy.islands[at]
  const island = islands[at]
  const own = parts[at]
  if (recipe === undefined || island === undefined || own === undefined) {
    throw new TernateError(
      'STRATEGY_SCHEDULER',
      `the scheduler ${strategy.scheduler?.use ?? 'in-turn'} names the island ${at}, and there are ${islands.length}`,
      'Correct the scheduler: it names an island by its position, from 0 on.',
    )
  }
  const proposer = pickWeighted(
    choicesOf(recipe.proposers).filter(({ use }) => admits(use)),
    random,
  ).use
  const { parents, inspirations } = select(island, own, random)
  const [parent] = parents
  const shown = parent && inspired(proposer, parent, countOf(own), random)
  return {
    kind: 'offspring',
    number,
    island: at,
    proposer,
    parents: parents.map((individual) => individual.number),
    inspirations: (shown?.map(({ individual }) => individual) ?? inspirations).map((individual) => individual.number),
    ...(shown === undefined || shown.length === 0 ? {} : { roles: shown.map(({ role }) => role) }),
    ...defined({ fuelLimit }),
    ...(gained ? {} : { beforeGain: true }),
  }
}
