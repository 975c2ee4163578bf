import type { Change, JournalRecord, Override, Placement, Resettled } from '../contracts/archive.ts'
import { defined } from '../contracts/defined.ts'
import type { Move } from '../contracts/exchange.ts'
import type { Individual } from '../contracts/individual.ts'
import type { Insertion, Population } from '../contracts/survival.ts'
import type { Ticket } from '../contracts/ticket.ts'
import { changeOf, isSome, numbersOf } from './changes.ts'
import { islandOf } from './individual.ts'
import type { Islands } from './islands.ts'
import { bestOf, byScore } from './ranking.ts'
import type { Direction } from '../contracts/objective.ts'

/** A move that was made, as the journal says it. */
export type Moved = Extract<JournalRecord, { type: 'migration' | 'reset' }>

/** An individual as it came, and the island that it came to. */
export interface Recollection {
  readonly individual: Individual
  readonly home: number
}

/** The placement of a new individual, and what else changed. */
export interface Settled {
  readonly placement: Placement
  readonly changes: readonly Change[]
}

/** The state of settling beside the islands, as plain data. */
export interface SettlingSnapshot {
  /** The best score that the search began with. */
  readonly start?: number
  /** The initial programs, for islands that are reset. */
  readonly founders?: readonly number[]
  /** The last ticket that was drawn before each island was reset; absent while none was. */
  readonly resetAt?: readonly number[]
  /** Changes by overrides that no record says yet. */
  readonly owed?: readonly Change[]
}

/** The parts of a run that settling reads. */
export interface SettlingParts {
  readonly direction: Direction
  /** Whether an exchange may clear islands. */
  readonly clears: boolean
}

/**
 * Decides who lives where, by the survival rules of the islands. Each decision is made at once, and what it changed is returned for the
 * journal, of overrides by `resettled`; `Islands.apply` has to follow, with the record that says so.
 */
export class Settling {
  readonly #islands: Islands
  readonly #parts: SettlingParts
  readonly #compare: (a: number, b: number) => number
  readonly #founders: Individual[]
  readonly #resetAt: number[]
  #start: number | undefined
  readonly #owed: Change[]

  constructor(islands: Islands, parts: SettlingParts, snapshot?: SettlingSnapshot, individualOf?: (number: number) => Individual) {
    this.#islands = islands
    this.#parts = parts
    this.#compare = byScore(parts.direction)
    this.#founders = individualOf === undefined ? [] : (snapshot?.founders ?? []).map(individualOf)
    this.#resetAt = [...(snapshot?.resetAt ?? islands.populations.map(() => 0))]
    this.#start = snapshot?.start
    this.#owed = [...(snapshot?.owed ?? [])]
  }

  /** The initial programs, without those that a person rejected, where an exchange may clear islands. */
  get founders(): readonly Individual[] {
    return this.#founders.filter((individual) => !this.#islands.overrides.rejects(individual))
  }

  /** Whether some individual on some island is better than what the search began with. */
  hasGained(): boolean {
    const start = this.#start
    if (start === undefined) return false
    return this.#islands.populations.some(({ individuals: [first] }) => first !== undefined && this.#compare(first.score, start) < 0)
  }

  /**
   * Settles a new individual: an offspring on its island, unless that was reset since and it is not the best of all; initial programs and
   * injections on all. Rejected individuals that had to stay because nobody else lived anywhere leave then.
   */
  place(ticket: Ticket, individual: Individual): Settled {
    if (ticket.kind === 'initial') this.#found(individual)
    const elsewhere = ticket.kind === 'offspring' ? [] : this.#placeElsewhere(individual)
    const settles = this.#islands.leads(individual) || !this.#isLate(ticket)
    const inserted = settles ? this.#islands.populations[islandOf(ticket)]?.insert(individual) : undefined
    return { placement: placementOf(inserted, individual.cell), changes: [...elsewhere, ...this.#dropRejected()] }
  }

  /** Settles an offspring that was known before, as program `of`, on an island that may have been reset since. */
  placeAgain(ticket: Ticket, of: number, find: () => Individual | undefined): Settled {
    const duplicate = { kind: 'duplicate', of } as const
    if (!this.#parts.clears || ticket.kind !== 'offspring' || this.#isLate(ticket)) return { placement: duplicate, changes: [] }
    const individual = find()
    const inserted = individual && this.#islands.populations[ticket.island]?.insert(individual)
    const back = inserted?.kind === 'placed' ? { ...defined({ cell: individual?.cell }), removed: [...inserted.removed] } : {}
    return { placement: { ...duplicate, ...back }, changes: this.#dropRejected() }
  }

  /** Takes in what a person thinks of a program; `recollect` finds one that lives nowhere any more. */
  override(override: Override, recollect: (number: number) => Recollection | undefined): void {
    const { overrides, populations } = this.#islands
    const { program, verdict } = override
    overrides.record(override, (number) => this.#islands.find(number) ?? recollect(number)?.individual)
    const changes = this.#changesBy(() => {
      const returned = verdict === 'keep' && this.#islands.find(program) === undefined ? recollect(program) : undefined
      if (returned !== undefined) populations[returned.home]?.insert(returned.individual)
      this.#revise()
    })
    this.#owed.push(...changes)
  }

  /** The record of who came back and who left by overrides since the last one; undefined where nobody did. */
  resettled(): Resettled | undefined {
    const changes = this.#owed.splice(0)
    return changes.length === 0 ? undefined : { type: 'resettled', changes }
  }

  /**
   * Has a program that was judged further leave every island where it lives, and settle there as it is since; `renewed` is undefined where it
   * has no score any more. It stays as it was where nobody else lives anywhere.
   */
  renew(number: number, renewed: Individual | undefined): readonly Change[] {
    const { populations, overrides } = this.#islands
    const before = populations.map(numbersOf)
    const mustReorder = renewed !== undefined && overrides.renew(renewed)
    const homes = populations.map((_, at) => before[at]?.includes(number) === true && this.#settleAgain(at, number, renewed))
    if (mustReorder) for (const population of populations) population.reorder()
    if (this.#islands.retainsRejected) this.#revise()
    const changes = populations.map((population, at) => changeOf(at, before[at] ?? [], population, homes[at] ? number : undefined))
    return changes.filter(isSome)
  }

  /** Makes a move that an exchange asks for, when so many tickets were drawn; undefined when nothing came of it. */
  carryOut(move: Move, tickets: number): Moved | undefined {
    const { to, copies } = move
    const clears = 'clear' in move
    const home = clears ? this.#islands.create(to) : this.#islands.populations[to]
    if (home === undefined) return undefined
    const before = numbersOf(home)
    for (const copy of copies) home.insert(copy)
    const { added: programs, removed } = changeOf(to, before, home)
    if (programs.length + removed.length === 0) return undefined
    if (!clears) return { type: 'migration', from: move.from, to, programs, removed }
    this.#islands.replace(to, home)
    this.#resetAt[to] = tickets
    const changes = this.#dropRejected()
    return { type: 'reset', island: to, programs, ...defined({ changes: changes.length === 0 ? undefined : changes }) }
  }

  snapshot(): SettlingSnapshot {
    return {
      ...defined({ start: this.#start }),
      ...(this.#resetAt.some((ticket) => ticket > 0) ? { resetAt: [...this.#resetAt] } : {}),
      ...(this.#owed.length > 0 ? { owed: [...this.#owed] } : {}),
      ...(this.#founders.length > 0 ? { founders: this.#founders.map(({ number }) => number) } : {}),
    }
  }

  /** Every individual that the snapshot names. */
  get named(): readonly Individual[] {
    return this.#founders
  }

  /** Remembers where the search began. */
  #found(individual: Individual): void {
    if (this.#start === undefined || this.#compare(individual.score, this.#start) < 0) this.#start = individual.score
    if (this.#parts.clears) this.#founders.push(individual)
  }

  /** Puts an individual on all islands but the first. */
  #placeElsewhere(individual: Individual): Change[] {
    return this.#islands.populations.flatMap((population, island) => {
      const inserted = island === 0 ? undefined : population.insert(individual)
      return inserted?.kind === 'placed' ? [{ island, added: [individual.number], removed: [...inserted.removed] }] : []
    })
  }

  /** Whether an offspring is of a population that is gone: it was under way when its island was reset. */
  #isLate(ticket: Ticket): boolean {
    return ticket.kind === 'offspring' && ticket.number <= (this.#resetAt[ticket.island] ?? 0)
  }

  /** Has a program leave an island and settle there as it is since, or the best of all others in its place; false where it has to stay. */
  #settleAgain(at: number, number: number, renewed: Individual | undefined): boolean {
    const { populations, overrides } = this.#islands
    const isOther = (individual: Individual): boolean => individual.number !== number && !overrides.rejects(individual)
    const comes = renewed ?? bestOf(this.#islands.individuals().filter(isOther), overrides.rank)
    const population = populations[at] as Population
    if (population.individuals.some(isOther)) {
      overrides.without(number, () => population.reorder())
      if (renewed !== undefined) population.insert(renewed)
      return true
    }
    if (comes === undefined) return false
    const made = this.#islands.create(at)
    made.insert(comes)
    this.#islands.replace(at, made)
    return true
  }

  /** Lets rejected individuals go that had to stay because nobody else lived anywhere. */
  #dropRejected(): readonly Change[] {
    return this.#islands.retainsRejected ? this.#changesBy(() => this.#revise()) : []
  }

  /**
   * Lets the populations be as overrides want them: ranked anew, without rejected individuals. An island of which none would be left begins
   * anew with the best of all others; if no other individual lives anywhere, it stays as it is, since a search needs a parent.
   */
  #revise(): void {
    const { populations, overrides } = this.#islands
    const accepted = populations.map(({ individuals }) => individuals.filter((individual) => !overrides.rejects(individual)))
    const fallback = bestOf(accepted.flat(), overrides.rank)
    for (const [at, population] of [...populations].entries()) {
      if (accepted[at]?.length !== 0 || population.individuals.length === 0 || fallback === undefined) population.reorder()
      else {
        const made = this.#islands.create(at)
        made.insert(fallback)
        this.#islands.replace(at, made)
      }
    }
  }

  /** Who came and who left on each island while something was done. */
  #changesBy(act: () => void): readonly Change[] {
    const before = this.#islands.populations.map(numbersOf)
    act()
    const changes = this.#islands.populations.map((population, island) => changeOf(island, before[island] ?? [], population))
    return changes.filter(isSome)
  }
}

/** The placement that the journal has for an insertion; a late offspring is not inserted. */
function placementOf(insertion: Insertion | undefined, cell: string): Placement {
  switch (insertion?.kind) {
    case 'placed':
      return { kind: 'placed', cell, elite: insertion.elite, removed: [...insertion.removed] }
    case 'duplicate-behaviour':
      return { kind: 'duplicate-behaviour', of: insertion.of, cell }
    default:
      return { kind: 'not-added', cell }
  }
}
