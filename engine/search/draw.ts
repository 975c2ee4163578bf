import { defined } from '../contracts/defined.ts'
import type { IslandStrategy, Manifest, Strategy } from '../contracts/manifest.ts'
import { pickWeighted, stream } from '../contracts/random.ts'
import type { Random } from '../contracts/random.ts'
import type { Ticket } from '../contracts/ticket.ts'
import type { Admits } from '../learning/admission.ts'
import type { Inspiration } from '../learning/inspire.ts'
import type { Individual, PopulationView } from '../contracts/individual.ts'
import { choicesOf } from '../contracts/ref.ts'
import type { IslandParts } from '../contracts/strategy.ts'

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
  /** Whether the offspring is to be judged on all cases, although the strategy has a race. */
  readonly unraced?: boolean
  readonly admits?: Admits
  readonly inspired?: Inspired
}

/** What a run's offspring are drawn by: its seed, its strategy, and the strategy's parts by island. */
export interface DrawRecipe extends Pick<Manifest, 'seed' | 'strategy'> {
  readonly parts: readonly IslandParts[]
}

/** How many individuals are shown beside a parent, at most. */
const countOf = ({ inspirations }: IslandParts): number => inspirations.reduce((sum, { count }) => sum + count, 0)

/** Draws parents, and beside them other individuals of the island, each once. */
export function select(
  island: PopulationView,
  { parents: selectors, inspirations: shown }: Pick<IslandParts, 'parents' | 'inspirations'>,
  random: Random,
): { readonly parents: readonly Individual[]; readonly inspirations: readonly Individual[] } {
  const parents = pickWeighted(selectors, random).selector.select(island, 1, random)
  const inspirations = new Set<Individual>()
  for (const { count, selector } of shown)
    for (const individual of selector.select(island, count, random)) if (!parents.includes(individual)) inspirations.add(individual)
  return { parents, inspirations: [...inspirations] }
}

/**
 * Draws an offspring: tickets take the islands in turn, or by their shares, and everything else comes from the ticket's own random
 * stream.
 */
export function drawOffspring(
  number: number,
  { seed, strategy, parts }: DrawRecipe,
  islands: readonly PopulationView[],
  { shares, fuelLimit, unraced = false, admits = () => true, inspired = () => undefined }: Circumstances = {},
): Ticket {
  const random = stream(`${seed}/ticket/${number}`)
  const at =
    shares === undefined
      ? number % islands.length
      : pickWeighted(
          admitted(shares, strategy.islands, admits).map((weight, island) => ({ weight, island })),
          random,
        ).island
  const recipe = strategy.islands[at]
  const island = islands[at]
  const own = parts[at]
  if (recipe === undefined || island === undefined || own === undefined) throw new RangeError('a strategy has at least one island')
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
    ...(unraced ? { unraced: true } : {}),
  }
}
