import type { Placement, Override } from '../contracts/archive.ts'
import type { Status } from '../contracts/event.ts'
import type { Manifest } from '../contracts/manifest.ts'
import type { Ticket } from '../contracts/ticket.ts'
import { finalists } from './champion.ts'
import type { SearchSnapshot } from '../journal/snapshot.ts'
import { createElitist } from './elitist.ts'
import type { Population, PopulationState } from './elitist.ts'
import { createOverrides } from './overrides.ts'
import { migrate } from './migration.ts'
import { createNsga2 } from './nsga2.ts'
import { byRank, byScore } from './ranking.ts'
import type { Individual } from './ranking.ts'
import { resetIsland } from './reset.ts'
import type { Reset } from './reset.ts'
import { revise } from './revision.ts'

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
  /** What is due after so many commits: migrants go round the ring. */
  migrate(commits: number): ReturnType<typeof migrate>
  /** What is due after so many commits, when so many tickets were drawn: an island begins anew. */
  reset(commits: number, tickets: number): Reset | undefined
  status(): Status['islands']
  snapshot(): Pick<SearchSnapshot, 'renewedAt' | 'best' | 'founders' | 'islands' | 'judgements' | 'start'>
  /** Everyone whom the snapshot names. */
  readonly individuals: readonly Individual[]
}

/** The islands of a strategy: empty, or as they were when the snapshot was taken. */
export function createIslands(
  { strategy, problem }: Pick<Manifest, 'strategy' | 'problem'>,
  snapshot: Pick<SearchSnapshot, 'renewedAt' | 'best' | 'founders' | 'islands' | 'judgements' | 'start'> | undefined,
  individualOf: (number: number) => Individual,
): Islands {
  const judgements = createOverrides(byRank(problem.direction), snapshot?.judgements)
  const { rank } = judgements
  const settleIsland = (at: number, population: PopulationState = { individuals: [], elites: [] }): Population =>
    (problem.objectives === undefined ? createElitist : createNsga2)(
      strategy.islands[at]?.capacity ?? 0,
      rank,
      population,
      judgements.keeps,
    )
  const islands = strategy.islands.map((_, at) => {
    const { individuals = [], elites = [] } = snapshot?.islands[at] ?? {}
    return settleIsland(at, { individuals: individuals.map(individualOf), elites: elites.map(individualOf) })
  })
  const founders = (snapshot?.founders ?? []).map(individualOf)
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

  /** Lets the populations be as judgements want them. */
  function reviseIslands(): void {
    const capacity = problem.objectives === undefined ? (at: number) => strategy.islands[at]?.capacity : () => undefined
    for (const [at, population] of revise(islands, judgements, capacity).entries()) islands[at] = settleIsland(at, population)
    harbouring = harbours()
    best = individuals().sort(rank)[0]
  }

  return {
    populations: islands,
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
      if (ticket.kind === 'initial' && strategy.reset !== undefined) founders.push(individual)
      if (ticket.kind !== 'offspring') for (const other of islands.slice(1)) other.insert(individual)
      const isBest = best === undefined || rank(individual, best) < 0
      const placement = (isLate(ticket) && !isBest ? undefined : islands[island]?.insert(individual)) ?? { kind: 'not-added' }
      const improved = placement.kind === 'placed' && isBest
      if (improved) best = individual
      relieve()
      return { placement, island, improved }
    },
    placeAgain(ticket, find) {
      if (strategy.reset === undefined || ticket.kind !== 'offspring' || isLate(ticket)) return undefined
      const individual = find()
      const placement = individual && islands[ticket.island]?.insert(individual)
      relieve()
      return placement?.kind === 'placed' ? placement.cell : undefined
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
    migrate: (commits) => migrate(islands, strategy.migration, commits),
    reset(commits, tickets) {
      const accepted = founders.filter((individual) => !judgements.rejects(individual))
      const renewed = strategy.reset && resetIsland(islands, strategy.reset, commits, best, accepted, settleIsland)
      if (renewed === undefined) return undefined
      renewedAt[renewed.island] = tickets
      relieve()
      return renewed
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
        islands: islands.map((island) => ({
          individuals: island.individuals.map(({ number }) => number),
          elites: island.elites.map(({ number }) => number),
        })),
      }
    },
    get individuals() {
      return [...individuals(), ...founders, ...(best === undefined ? [] : [best])]
    },
  }
}
