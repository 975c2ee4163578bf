import type { Placement, ProgramJudgement } from '../contracts/archive.ts'
import type { Status } from '../contracts/event.ts'
import type { Manifest } from '../contracts/manifest.ts'
import type { Ticket } from '../contracts/ticket.ts'
import { finalists } from './champion.ts'
import type { SearchImage } from '../journal/snapshot.ts'
import { createIsland } from './elitist.ts'
import type { Island, Population } from './elitist.ts'
import { createJudgements } from './overrides.ts'
import { migrate } from './migration.ts'
import { createParetoIsland } from './nsga2.ts'
import { byRank, byScore } from './ranking.ts'
import type { Member } from './ranking.ts'
import { renew } from './reset.ts'
import type { Renewal } from './reset.ts'
import { revise } from './revision.ts'

/** A member as it came, and the island that it came to. */
export interface Recollection {
  readonly member: Member
  readonly home: number
}

/**
 * Who lives where: the islands of a run, with what moves members between them, what people think of members, and the best of all. It knows nothing of
 * tickets under way, budgets and sets.
 */
export interface Archipelago {
  readonly islands: readonly Island[]
  /** The best that was ever placed, or, once somebody was judged, the best that lives. */
  readonly best: Member | undefined
  /** The best of all islands by rank, at most so many: those of which the champion is chosen. */
  leaders(count: number): Member[]
  /** Everyone who lives, each once, best first. */
  ranked(): readonly Member[]
  /** Whoever lives somewhere under a number. */
  find(number: number): Member | undefined
  /** Whether a person rejected a program. */
  rejects(member: Member): boolean
  /** Of candidates the one that people prefer to this one, and to that one, and so on. */
  favourite(champion: Member, candidates: readonly Member[]): Member
  /**
   * Settles a new member: an offspring on its island, unless that began anew since and it is not the best of all; seeds and edits on all.
   * `improved` when it is the best of all now. Rejected members that had to stay because nobody else lived anywhere leave then.
   */
  place(ticket: Ticket, member: Member): { readonly placement: Placement; readonly island: number; readonly improved: boolean }
  /** Settles an offspring that was known before on an island that may have renewedAt anew since; the niche in which it lives there now. */
  placeAgain(ticket: Ticket, find: () => Member | undefined): string | undefined
  /** Takes in what a person thinks of a program; `recollect` finds one that lives nowhere any more. */
  judge(judgement: ProgramJudgement, recollect: (number: number) => Recollection | undefined): void
  /** Whether somebody on some island is better than what the search began with. */
  hasGained(): boolean
  /** What is due after so many commits: migrants go round the ring. */
  migrate(commits: number): ReturnType<typeof migrate>
  /** What is due after so many commits, when so many tickets were drawn: an island begins anew. */
  renew(commits: number, tickets: number): Renewal | undefined
  standing(): Status['islands']
  image(): Pick<SearchImage, 'renewedAt' | 'best' | 'founders' | 'islands' | 'judgements' | 'start'>
  /** Everyone whom the image names. */
  readonly members: readonly Member[]
}

/** The islands of a strategy: empty, or as they were when the image was taken. */
export function createArchipelago(
  { strategy, problem }: Pick<Manifest, 'strategy' | 'problem'>,
  image: Pick<SearchImage, 'renewedAt' | 'best' | 'founders' | 'islands' | 'judgements' | 'start'> | undefined,
  memberOf: (number: number) => Member,
): Archipelago {
  const judgements = createJudgements(byRank(problem.direction), image?.judgements)
  const { rank } = judgements
  const settleIsland = (at: number, population: Population = { residents: [], elites: [] }): Island =>
    (problem.objectives === undefined ? createIsland : createParetoIsland)(
      strategy.islands[at]?.capacity ?? 0,
      rank,
      population,
      judgements.keeps,
    )
  const islands = strategy.islands.map((_, at) => {
    const { residents = [], elites = [] } = image?.islands[at] ?? {}
    return settleIsland(at, { residents: residents.map(memberOf), elites: elites.map(memberOf) })
  })
  const founders = (image?.founders ?? []).map(memberOf)
  let best = image?.best === undefined ? undefined : memberOf(image.best)

  const compareScores = byScore(problem.direction)
  let start = image?.start

  /** The last ticket that was drawn before each island began anew. */
  const renewedAt = [...(image?.renewedAt ?? islands.map(() => 0))]

  /** Whether an offspring is of a population that is gone: it was under way when its island began anew. */
  const isLate = (ticket: Ticket): boolean => ticket.kind === 'offspring' && ticket.number <= (renewedAt[ticket.island] ?? 0)

  function find(number: number): Member | undefined {
    for (const { residents } of islands) for (const member of residents) if (member.number === number) return member
    return undefined
  }

  const residents = (): Member[] => islands.flatMap((island) => island.residents)

  /** Whether a program that is rejected lives somewhere, because nobody else did. */
  const harbours = (): boolean => residents().some(judgements.rejects)
  let harbouring = harbours()

  /** Rejected members that had to stay because nobody else lived anywhere leave when somebody came. */
  function relieve(): void {
    if (harbouring) reviseIslands()
  }

  /** Lets the populations be as judgements want them. */
  function reviseIslands(): void {
    const capacity = problem.objectives === undefined ? (at: number) => strategy.islands[at]?.capacity : () => undefined
    for (const [at, population] of revise(islands, judgements, capacity).entries()) islands[at] = settleIsland(at, population)
    harbouring = harbours()
    best = residents().sort(rank)[0]
  }

  return {
    islands,
    get best() {
      return best
    },
    leaders: (count) => finalists(islands, count, rank),
    ranked: () => [...new Map(residents().map((member) => [member.number, member])).values()].sort(rank),
    find,
    rejects: judgements.rejects,
    favourite: judgements.favourite,
    place(ticket, member) {
      const island = ticket.kind === 'offspring' ? ticket.island : 0
      if (ticket.kind === 'seed' && (start === undefined || compareScores(member.score, start) < 0)) start = member.score
      if (ticket.kind === 'seed' && strategy.renewal !== undefined) founders.push(member)
      if (ticket.kind !== 'offspring') for (const other of islands.slice(1)) other.place(member)
      const isBest = best === undefined || rank(member, best) < 0
      const placement = (isLate(ticket) && !isBest ? undefined : islands[island]?.place(member)) ?? { kind: 'crowded' }
      const improved = placement.kind === 'placed' && isBest
      if (improved) best = member
      relieve()
      return { placement, island, improved }
    },
    placeAgain(ticket, find) {
      if (strategy.renewal === undefined || ticket.kind !== 'offspring' || isLate(ticket)) return undefined
      const member = find()
      const placement = member && islands[ticket.island]?.place(member)
      relieve()
      return placement?.kind === 'placed' ? placement.niche : undefined
    },
    judge(judgement, recollect) {
      judgements.hear(judgement, (number) => find(number) ?? recollect(number)?.member)
      const { program } = judgement
      const returned = judgement.verdict === 'keep' && find(program) === undefined ? recollect(program) : undefined
      if (returned !== undefined) islands[returned.home]?.place(returned.member)
      reviseIslands()
    },
    hasGained() {
      const from = start
      return from !== undefined && islands.some(({ residents: [first] }) => first !== undefined && compareScores(first.score, from) < 0)
    },
    migrate: (commits) => migrate(islands, strategy.migration, commits),
    renew(commits, tickets) {
      const accepted = founders.filter((member) => !judgements.rejects(member))
      const renewed = strategy.renewal && renew(islands, strategy.renewal, commits, best, accepted, settleIsland)
      if (renewed === undefined) return undefined
      renewedAt[renewed.island] = tickets
      relieve()
      return renewed
    },
    standing: () =>
      islands.map((island) => ({
        members: island.residents.length,
        niches: island.elites.length,
        ...(island.residents[0] === undefined ? {} : { best: island.residents[0].score }),
      })),
    image() {
      const judged = judgements.image()
      return {
        ...(best === undefined ? {} : { best: best.number }),
        ...(judged === undefined ? {} : { judgements: judged }),
        ...(start === undefined ? {} : { start }),
        ...(renewedAt.some((ticket) => ticket > 0) ? { renewedAt: [...renewedAt] } : {}),
        ...(founders.length === 0 ? {} : { founders: founders.map(({ number }) => number) }),
        islands: islands.map((island) => ({
          residents: island.residents.map(({ number }) => number),
          elites: island.elites.map(({ number }) => number),
        })),
      }
    },
    get members() {
      return [...residents(), ...founders, ...(best === undefined ? [] : [best])]
    },
  }
}
