import type { Placement, Override } from '../contracts/archive.ts'
import type { Status } from '../contracts/event.ts'
import type { Move } from '../contracts/exchange.ts'
import type { Individual, PopulationView } from '../contracts/individual.ts'
import type { Manifest } from '../contracts/manifest.ts'
import { stream } from '../contracts/random.ts'
import type { IslandParts, StrategyParts } from '../contracts/strategy.ts'
import type { Insertion, Population, SavedPopulation } from '../contracts/survival.ts'
import type { Ticket } from '../contracts/ticket.ts'
import { finalists } from './champion.ts'
import type { SearchSnapshot } from '../journal/snapshot.ts'
import { createOverrides } from './overrides.ts'
import { byRank, byScore } from './ranking.ts'
import { revise } from './revision.ts'

/** A move that was made: copies that were placed beside others, or on an island that was cleared. */
export type Moved =
  | { readonly type: 'migration'; readonly from: number; readonly to: number; readonly programs: readonly number[] }
  | { readonly type: 'reset'; readonly island: number; readonly programs: readonly number[] }

/** An individual as it came, and the island that it came to. */
export interface Recollection {
  readonly individual: Individual
  readonly home: number
}

/**
 * Who lives where: the islands of a run, with what moves individuals between them, what people think of individuals, and the best of all. It knows nothing of
 * tickets under way, budgets and sets.
 */
export interface Islands {
  readonly populations: readonly Population[]
  /** The same as selectors see them, as they are at any time. */
  readonly views: readonly PopulationView[]
  /** The best that was ever placed, or, once somebody was judged, the best that lives. */
  readonly best: Individual | undefined
  /** The best of all islands by rank, at most so many: those of which the champion is chosen. */
  leaders(count: number): Individual[]
  /** Everyone who lives, each once, best first. */
  ranked(): readonly Individual[]
  /** Whoever lives somewhere under a number. */
  find(number: number): Individual | undefined
  /** Whether a person rejected a program. */
  rejects(individual: Individual): boolean
  /** Of candidates the one that people prefer to this one, and to that one, and so on. */
  preferred(champion: Individual, candidates: readonly Individual[]): Individual
  /**
   * Settles a new individual: an offspring on its island, unless that began anew since and it is not the best of all; initial programs and edits on all.
   * `improved` when it is the best of all now. Rejected individuals that had to stay because nobody else lived anywhere leave then.
   */
  place(ticket: Ticket, individual: Individual): { readonly placement: Placement; readonly island: number; readonly improved: boolean }
  /** Settles an offspring that was known before on an island that may have renewedAt anew since; the cell in which it lives there now. */
  placeAgain(ticket: Ticket, find: () => Individual | undefined): string | undefined
  /** Takes in what a person thinks of a program; `recollect` finds one that lives nowhere any more. */
  override(judgement: Override, recollect: (number: number) => Recollection | undefined): void
  /** Whether somebody on some island is better than what the search began with. */
  hasGained(): boolean
  /** Makes the moves that the strategy's exchanges ask for after so many commits, when so many tickets were drawn. */
  exchange(commits: number, tickets: number): Moved[]
  status(): Status['islands']
  snapshot(): Pick<SearchSnapshot, 'renewedAt' | 'best' | 'founders' | 'islands' | 'judgements' | 'start'>
  /** Everyone whom the snapshot names. */
  readonly individuals: readonly Individual[]
}

/** The placement of an individual that lives. */
const placed = ({ elite, removed }: Extract<Insertion, { kind: 'placed' }>, { cell }: Individual): Placement => ({
  kind: 'placed',
  cell,
  elite,
  removed,
})

/** The islands of a strategy: empty, or as they were when the snapshot was taken. */
export function createIslands(
  { problem, seed }: Pick<Manifest, 'problem' | 'seed'>,
  { islands: parts, exchange }: StrategyParts,
  snapshot: Pick<SearchSnapshot, 'renewedAt' | 'best' | 'founders' | 'islands' | 'judgements' | 'start'> | undefined,
  individualOf: (number: number) => Individual,
  commits: () => number = () => 0,
): Islands {
  const judgements = createOverrides(byRank(problem.direction), snapshot?.judgements)
  const { rank } = judgements
  const create = (at: number, saved?: SavedPopulation): Population => (parts[at] as IslandParts).survival.create(judgements, saved)
  const islands = parts.map((_, at) =>
    create(at, snapshot === undefined ? undefined : { snapshot: snapshot.islands[at], find: individualOf }),
  )
  const views = islands.map((_, at): PopulationView => {
    const population = (): Population => islands[at] as Population
    return {
      get individuals() {
        return population().individuals
      },
      get elites() {
        return population().elites
      },
      get front() {
        return population().front
      },
      get commits() {
        return commits()
      },
      direction: problem.direction,
    }
  })
  const founders = (snapshot?.founders ?? []).map(individualOf)
  const clears = exchange.some((part) => part.clears === true)
  let best = snapshot?.best === undefined ? undefined : individualOf(snapshot.best)

  const compareScores = byScore(problem.direction)
  let start = snapshot?.start

  /** The last ticket that was drawn before each island began anew. */
  const renewedAt = [...(snapshot?.renewedAt ?? islands.map(() => 0))]

  /** Whether an offspring is of a population that is gone: it was under way when its island began anew. */
  const isLate = (ticket: Ticket): boolean => ticket.kind === 'offspring' && ticket.number <= (renewedAt[ticket.island] ?? 0)

  function find(number: number): Individual | undefined {
    for (const { individuals } of islands) for (const individual of individuals) if (individual.number === number) return individual
    return undefined
  }

  const individuals = (): Individual[] => islands.flatMap((island) => island.individuals)

  /** Whether a program that is rejected lives somewhere, because nobody else did. */
  const harbours = (): boolean => individuals().some(judgements.rejects)
  let harbouring = harbours()

  /** Rejected individuals that had to stay because nobody else lived anywhere leave when somebody came. */
  function relieve(): void {
    if (harbouring) reviseIslands()
  }

  function reviseIslands(): void {
    revise(islands, judgements, create)
    harbouring = harbours()
    best = individuals().sort(rank)[0]
  }

  /** Makes a move; undefined when nothing came of it. */
  function carryOut(move: Move, tickets: number): Moved | undefined {
    const { to, copies } = move
    const home = 'clear' in move ? create(to) : islands[to]
    const programs = copies.flatMap((individual) => (home?.insert(individual).kind === 'placed' ? [individual.number] : []))
    if (home === undefined || programs.length === 0) return undefined
    if (!('clear' in move)) return { type: 'migration', from: move.from, to, programs }
    islands[to] = home
    renewedAt[to] = tickets
    relieve()
    return { type: 'reset', island: to, programs }
  }

  return {
    populations: islands,
    views,
    get best() {
      return best
    },
    leaders: (count) => finalists(islands, count, rank),
    ranked: () => [...new Map(individuals().map((individual) => [individual.number, individual])).values()].sort(rank),
    find,
    rejects: judgements.rejects,
    preferred: judgements.favourite,
    place(ticket, individual) {
      const island = ticket.kind === 'offspring' ? ticket.island : 0
      if (ticket.kind === 'initial' && (start === undefined || compareScores(individual.score, start) < 0)) start = individual.score
      if (ticket.kind === 'initial' && clears) founders.push(individual)
      if (ticket.kind !== 'offspring') for (const other of islands.slice(1)) other.insert(individual)
      const isBest = best === undefined || rank(individual, best) < 0
      const inserted = isLate(ticket) && !isBest ? undefined : islands[island]?.insert(individual)
      const placement: Placement = inserted?.kind === 'placed' ? placed(inserted, individual) : (inserted ?? { kind: 'not-added' })
      const improved = placement.kind === 'placed' && isBest
      if (improved) best = individual
      relieve()
      return { placement, island, improved }
    },
    placeAgain(ticket, find) {
      if (!clears || ticket.kind !== 'offspring' || isLate(ticket)) return undefined
      const individual = find()
      const inserted = individual && islands[ticket.island]?.insert(individual)
      relieve()
      return inserted?.kind === 'placed' ? individual?.cell : undefined
    },
    override(judgement, recollect) {
      judgements.hear(judgement, (number) => find(number) ?? recollect(number)?.individual)
      const { program } = judgement
      const returned = judgement.verdict === 'keep' && find(program) === undefined ? recollect(program) : undefined
      if (returned !== undefined) islands[returned.home]?.insert(returned.individual)
      reviseIslands()
    },
    hasGained() {
      const from = start
      return from !== undefined && islands.some(({ individuals: [first] }) => first !== undefined && compareScores(first.score, from) < 0)
    },
    exchange(commits, tickets) {
      return exchange.flatMap((part, k) => {
        const accepted = founders.filter((individual) => !judgements.rejects(individual))
        const moves = part.after({ islands: views, best, founders: accepted, commits }, stream(`${seed}/exchange/${k}/${commits}`))
        return moves.flatMap((move) => carryOut(move, tickets) ?? [])
      })
    },
    status: () =>
      islands.map((island) => ({
        individuals: island.individuals.length,
        cells: island.elites.length,
        ...(island.individuals[0] === undefined ? {} : { best: island.individuals[0].score }),
      })),
    snapshot() {
      const judged = judgements.snapshot()
      return {
        ...(best === undefined ? {} : { best: best.number }),
        ...(judged === undefined ? {} : { judgements: judged }),
        ...(start === undefined ? {} : { start }),
        ...(renewedAt.some((ticket) => ticket > 0) ? { renewedAt: [...renewedAt] } : {}),
        ...(founders.length === 0 ? {} : { founders: founders.map(({ number }) => number) }),
        islands: islands.map((island) => island.snapshot()),
      }
    },
    get individuals() {
      return [...individuals(), ...founders, ...(best === undefined ? [] : [best])]
    },
  }
}
