import type { IslandStrategy, Strategy } from '../contracts/manifest.ts'
import { pickWeighted, stream } from '../contracts/random.ts'
import type { Random } from '../contracts/random.ts'
import type { Ticket } from '../contracts/ticket.ts'
import type { Population } from './elitist.ts'
import type { Inspiration } from './inspire.ts'
import type { Individual } from './ranking.ts'
import { select } from './selection.ts'

/** Which proposers a ticket may have: those that ask models, or those that ask none, may have to wait. */
export type Admits = (proposer: string) => boolean

/** Whom a proposer sees beside a parent, at most so many; undefined where that is drawn. */
export type Inspired = (proposer: string, parent: Individual, count: number, random: Random) => readonly Inspiration[] | undefined

/** The shares of the islands in the next ticket, by the proposers that it may have. */
const admitted = (shares: readonly number[], islands: readonly IslandStrategy[], admits: Admits): number[] =>
  shares.map((share, at) => (islands[at]?.proposers.some(({ name }) => admits(name)) === true ? share : 0))

/** Whether some island has a proposer of those that a ticket may have now. */
export const mayDraw = ({ islands }: Strategy, admits: Admits): boolean =>
  islands.some(({ proposers }) => proposers.some(({ name }) => admits(name)))

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

/**
 * Draws an offspring: tickets take the islands in turn, or by their shares, and everything else comes from the ticket's own random
 * stream.
 */
export function drawOffspring(
  number: number,
  seed: string,
  strategy: Strategy,
  islands: readonly Population[],
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
  if (recipe === undefined || island === undefined) throw new RangeError('a strategy has at least one island')
  const proposer = pickWeighted(
    recipe.proposers.filter(({ name }) => admits(name)),
    random,
  ).name
  const { parents, inspirations } = select(island, recipe, random)
  const [parent] = parents
  const shown = parent && inspired(proposer, parent, recipe.inspirations, random)
  return {
    kind: 'offspring',
    number,
    island: at,
    proposer,
    parents: parents.map((individual) => individual.number),
    inspirations: (shown?.map(({ individual }) => individual) ?? inspirations).map((individual) => individual.number),
    ...(shown === undefined || shown.length === 0 ? {} : { roles: shown.map(({ role }) => role) }),
    ...(fuelLimit === undefined ? {} : { fuelLimit }),
    ...(unraced ? { unraced: true } : {}),
  }
}
