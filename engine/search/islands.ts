import type { Placement, Override } from '../contracts/archive.ts'
import { defined } from '../contracts/defined.ts'
import type { Status } from '../contracts/event.ts'
import type { Move } from '../contracts/exchange.ts'
import type { Individual, PopulationView } from '../contracts/individual.ts'
import type { Manifest } from '../contracts/manifest.ts'
import { stream } from '../contracts/random.ts'
import type { IslandParts, StrategyParts } from '../contracts/strategy.ts'
import type { Insertion, Population, SavedPopulation } from '../contracts/survival.ts'
import type { Ticket } from '../contracts/ticket.ts'
import { finalists } from './champion.ts'
import { createOverrides } from './overrides.ts'
import type { Overrides, OverridesSnapshot } from './overrides.ts'
import { byRank, byScore } from './ranking.ts'
import { revise } from './revision.ts'

/** A move that was made: copies that were placed beside others, or on an island that was cleared. */
export type Moved =
  | { readonly type: 'migration'; readonly from: number; readonly to: number; readonly programs: readonly number[] }
  | { readonly type: 'reset'; readonly island: number; readonly programs: readonly number[] }

/** What the islands of a run are made of. */
export interface IslandsParts {
  readonly manifest: Pick<Manifest, 'problem' | 'seed'>
  readonly parts: StrategyParts
  /** Tickets that have committed in the run so far. */
  readonly commits: () => number
}

/** An individual as it came, and the island that it came to. */
export interface Recollection {
  readonly individual: Individual
  readonly home: number
}

/** Who lives where, as plain data. */
export interface IslandsSnapshot {
  readonly best?: number
  /** The best score that the search began with. */
  readonly start?: number
  readonly overrides?: OverridesSnapshot
  /** The initial programs, for islands that are reset. */
  readonly founders?: readonly number[]
  /** The last ticket that was drawn before each island was reset; absent while none was. */
  readonly resetAt?: readonly number[]
  /** What each island's survival rule says of its population. */
  readonly islands: readonly unknown[]
}

/** The placement of an individual that lives. */
const placed = ({ elite, removed }: Extract<Insertion, { kind: 'placed' }>, { cell }: Individual): Placement => ({
  kind: 'placed',
  cell,
  elite,
  removed,
})

/**
 * The islands of a run: who lives where, what moves individuals between islands, what people think of individuals, and the best of all.
 * They know nothing of tickets under way, budgets and sets.
 */
export class Islands {
  readonly populations: readonly Population[]
  /** The same as selectors see them, as they are at any time. */
  readonly views: readonly PopulationView[]
  readonly #manifest: IslandsParts['manifest']
  readonly #parts: StrategyParts
  /** Whether an exchange may clear islands. */
  readonly #clears: boolean
  readonly #populations: Population[]
  readonly #overrides: Overrides
  readonly #compare: (a: number, b: number) => number
  readonly #founders: Individual[]
  /** The last ticket that was drawn before each island was reset. */
  readonly #resetAt: number[]
  #best: Individual | undefined
  #start: number | undefined
  /** Whether a rejected program lives somewhere, because nobody else did. */
  #retainsRejected: boolean

  /** The islands of a strategy: empty, or as they were when the snapshot was taken. */
  constructor(
    { manifest, parts, commits }: IslandsParts,
    snapshot: IslandsSnapshot | undefined,
    individualOf: (number: number) => Individual,
  ) {
    this.#manifest = manifest
    this.#parts = parts
    this.#clears = parts.exchange.some((part) => part.clears === true)
    this.#compare = byScore(manifest.problem.direction)
    this.#overrides = createOverrides(byRank(manifest.problem.direction), snapshot?.overrides)
    this.#populations = parts.islands.map((_, at) => this.#create(at, snapshot && { snapshot: snapshot.islands[at], find: individualOf }))
    this.populations = this.#populations
    this.views = this.#populations.map((_, at) => this.#view(at, commits))
    this.#founders = (snapshot?.founders ?? []).map(individualOf)
    this.#resetAt = [...(snapshot?.resetAt ?? this.#populations.map(() => 0))]
    this.#best = snapshot?.best === undefined ? undefined : individualOf(snapshot.best)
    this.#start = snapshot?.start
    this.#retainsRejected = this.#hasRejected()
  }

  /** The best that was ever placed, or, once a person said something of a program, the best that lives. */
  get best(): Individual | undefined {
    return this.#best
  }

  /** The best of all islands by rank, at most so many: candidates for the champion. */
  leaders(count: number): Individual[] {
    return finalists(this.#populations, count, this.#overrides.rank)
  }

  /** Everyone who lives, each once, best first. */
  ranked(): readonly Individual[] {
    const byNumber = new Map(this.#individuals().map((individual) => [individual.number, individual]))
    return [...byNumber.values()].sort(this.#overrides.rank)
  }

  /** The individual that lives somewhere under a number. */
  find(number: number): Individual | undefined {
    for (const { individuals } of this.#populations) for (const one of individuals) if (one.number === number) return one
    return undefined
  }

  /** Whether a person rejected a program. */
  rejects(individual: Individual): boolean {
    return this.#overrides.rejects(individual)
  }

  /** Follows what people prefer among candidates, from this one on. */
  preferred(champion: Individual, candidates: readonly Individual[]): Individual {
    return this.#overrides.preferred(champion, candidates)
  }

  /**
   * Settles a new individual: an offspring on its island, unless that was reset since and it is not the best of all; initial programs and
   * injections on all. `improved` when it is the best of all now. Rejected individuals that had to stay because nobody else lived
   * anywhere leave then.
   */
  place(ticket: Ticket, individual: Individual): { readonly placement: Placement; readonly island: number; readonly improved: boolean } {
    const island = ticket.kind === 'offspring' ? ticket.island : 0
    if (ticket.kind === 'initial') this.#found(individual)
    if (ticket.kind !== 'offspring') for (const other of this.#populations.slice(1)) other.insert(individual)
    const isBest = this.#best === undefined || this.#overrides.rank(individual, this.#best) < 0
    const settles = isBest || !this.#isLate(ticket)
    const inserted = settles ? this.#populations[island]?.insert(individual) : undefined
    const placement: Placement = inserted?.kind === 'placed' ? placed(inserted, individual) : (inserted ?? { kind: 'not-added' })
    const improved = placement.kind === 'placed' && isBest
    if (improved) this.#best = individual
    this.#dropRejected()
    return { placement, island, improved }
  }

  /** Settles an offspring that was known before on an island that may have been reset since; the cell in which it lives there now. */
  placeAgain(ticket: Ticket, find: () => Individual | undefined): string | undefined {
    if (!this.#clears || ticket.kind !== 'offspring' || this.#isLate(ticket)) return undefined
    const individual = find()
    const inserted = individual && this.#populations[ticket.island]?.insert(individual)
    this.#dropRejected()
    return inserted?.kind === 'placed' ? individual?.cell : undefined
  }

  /** Takes in what a person thinks of a program; `recollect` finds one that lives nowhere any more. */
  override(override: Override, recollect: (number: number) => Recollection | undefined): void {
    this.#overrides.record(override, (number) => this.find(number) ?? recollect(number)?.individual)
    const { program } = override
    const returned = override.verdict === 'keep' && this.find(program) === undefined ? recollect(program) : undefined
    if (returned !== undefined) this.#populations[returned.home]?.insert(returned.individual)
    this.#revise()
  }

  /** Whether some individual on some island is better than what the search began with. */
  hasGained(): boolean {
    const start = this.#start
    if (start === undefined) return false
    return this.#populations.some(({ individuals: [first] }) => first !== undefined && this.#compare(first.score, start) < 0)
  }

  /** Makes the moves that the strategy's exchanges ask for after so many commits, when so many tickets were drawn. */
  exchange(commits: number, tickets: number): Moved[] {
    return this.#parts.exchange.flatMap((part, k) => {
      const founders = this.#founders.filter((individual) => !this.#overrides.rejects(individual))
      const view = { islands: this.views, best: this.#best, founders, commits }
      const moves = part.after(view, stream(`${this.#manifest.seed}/exchange/${k}/${commits}`))
      return moves.flatMap((move) => this.#carryOut(move, tickets) ?? [])
    })
  }

  status(): Status['islands'] {
    return this.#populations.map(({ individuals, elites }) => ({
      individuals: individuals.length,
      cells: elites.length,
      ...defined({ best: individuals[0]?.score }),
    }))
  }

  snapshot(): IslandsSnapshot {
    const numbers = (individuals: readonly Individual[]): number[] => individuals.map(({ number }) => number)
    return {
      ...defined({ best: this.#best?.number, overrides: this.#overrides.snapshot(), start: this.#start }),
      ...(this.#resetAt.some((ticket) => ticket > 0) ? { resetAt: [...this.#resetAt] } : {}),
      ...(this.#founders.length > 0 ? { founders: numbers(this.#founders) } : {}),
      islands: this.#populations.map((population) => population.snapshot()),
    }
  }

  /** Every individual that the snapshot names. */
  get named(): readonly Individual[] {
    return [...this.#individuals(), ...this.#founders, ...(this.#best === undefined ? [] : [this.#best])]
  }

  /** A population for an island, empty or as it was saved. */
  #create(at: number, saved?: SavedPopulation): Population {
    return (this.#parts.islands[at] as IslandParts).survival.create(this.#overrides, saved)
  }

  /** The population that an island has at any time, as selectors and exchanges see it. */
  #view(at: number, commits: () => number): PopulationView {
    const population = (): Population => this.#populations[at] as Population
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
      direction: this.#manifest.problem.direction,
    }
  }

  /** Makes a move; undefined when nothing came of it. */
  #carryOut(move: Move, tickets: number): Moved | undefined {
    const { to, copies } = move
    const home = 'clear' in move ? this.#create(to) : this.#populations[to]
    const programs = copies.flatMap((individual) => (home?.insert(individual).kind === 'placed' ? [individual.number] : []))
    if (home === undefined || programs.length === 0) return undefined
    if (!('clear' in move)) return { type: 'migration', from: move.from, to, programs }
    this.#populations[to] = home
    this.#resetAt[to] = tickets
    this.#dropRejected()
    return { type: 'reset', island: to, programs }
  }

  #individuals(): Individual[] {
    return this.#populations.flatMap(({ individuals }) => individuals)
  }

  /** Remembers where the search began. */
  #found(individual: Individual): void {
    if (this.#start === undefined || this.#compare(individual.score, this.#start) < 0) this.#start = individual.score
    if (this.#clears) this.#founders.push(individual)
  }

  /** Whether an offspring is of a population that is gone: it was under way when its island was reset. */
  #isLate(ticket: Ticket): boolean {
    return ticket.kind === 'offspring' && ticket.number <= (this.#resetAt[ticket.island] ?? 0)
  }

  #hasRejected(): boolean {
    return this.#individuals().some(this.#overrides.rejects)
  }

  /** Lets rejected individuals go that had to stay because nobody else lived anywhere. */
  #dropRejected(): void {
    if (this.#retainsRejected) this.#revise()
  }

  /** Lets the populations be as overrides want them. */
  #revise(): void {
    revise(this.#populations, this.#overrides, (at) => this.#create(at))
    this.#retainsRejected = this.#hasRejected()
    this.#best = this.#individuals().sort(this.#overrides.rank)[0]
  }
}
