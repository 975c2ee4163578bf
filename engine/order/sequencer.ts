import type { Intervention, StopReason } from '../contracts/archive.ts'
import { defined } from '../contracts/defined.ts'
import type { Budget, Manifest } from '../contracts/manifest.ts'
import type { Memory } from '../contracts/model.ts'
import type { Files } from '../contracts/program.ts'
import { costOf, isBudgeted } from '../contracts/ticket.ts'
import type { Batch, Outcome, Ticket } from '../contracts/ticket.ts'
import type { SearchEffects } from '../search/effects.ts'
import { createSearch } from '../search/search.ts'
import type { Search } from '../search/search.ts'
import type { SearchFacts } from '../search/state.ts'
import type { Conclusion, SearchStatus } from '../search/status.ts'
import { batchesFor, firstBatches } from './batches.ts'
import { LAYOUT, pastSearchOf } from './snapshot.ts'
import type { PastSequence, SequencerSnapshot } from './snapshot.ts'
import { createOrder, byVirtualTime } from './virtual-time.ts'
import type { CommitOrder, Order } from './virtual-time.ts'

/** What one step asks the world to do. */
export interface Effects extends Readonly<SearchEffects> {
  /** Batches to be carried out. */
  readonly batches: Batch[]
  /** Numbers of the batches that the records commit. */
  readonly committed: number[]
}

/** What a sequence of commits is a function of, beside the outcomes. */
export interface SequencerParts {
  readonly manifest: Manifest
  readonly facts: SearchFacts
  readonly budget: Budget
  /** By virtual time unless given; under any other order the arrival of outcomes decides what the effects are. */
  readonly commitOrder?: CommitOrder
  /** Where the programs that tickets may know are told of; in memory of its own unless given. */
  readonly known?: SharedArrayBuffer | undefined
  /** Where a run goes on from; absent before its first step. */
  readonly past?: PastSequence | undefined
}

const nothing = (): Effects => ({ batches: [], records: [], programs: [], judged: [], committed: [], events: [] })

/** Tickets that the budget counts as evaluations to come. */
const offspringIn = (tickets: readonly Ticket[]): number => tickets.filter(isBudgeted).length

/**
 * A run as a pure function of its manifest and of the outcomes it is told: no clock, no disk, no global randomness. Each
 * call answers with effects; the order in which outcomes arrive changes when effects come, never what they are.
 */
export class Sequencer {
  readonly #manifest: Manifest
  readonly #learns: boolean
  readonly #search: Search
  readonly #order: Order
  /** Open batches in the order in which they were drawn, which is that of their starts too. */
  readonly #open = new Map<number, Batch>()
  /** Outcomes that have arrived and wait for their turn, by batch. */
  readonly #waiting = new Map<number, readonly Outcome[]>()
  /** Virtual workers without a batch. */
  #idle: number[]
  /** Tickets in a batch. */
  #batch: number
  #now: number
  /** Offspring and injections in open batches, and the tickets there whose proposer asks models. */
  #underWay = { offspring: 0, asking: 0 }

  /** The run that a manifest describes: before its first step, or as it was when its snapshot was taken. */
  constructor({ manifest, facts, budget, commitOrder = byVirtualTime, known, past }: SequencerParts) {
    const { lookahead } = manifest.order
    const { batch: size, virtualWorkers } = firstBatches(manifest.order)
    this.#manifest = manifest
    this.#learns = facts.learner !== undefined
    this.#search = createSearch(manifest, facts, budget, past && pastSearchOf(past), known)
    this.#order = createOrder(lookahead, commitOrder)
    this.#idle = past === undefined ? Array.from({ length: virtualWorkers }, (_, worker) => worker) : [...past.snapshot.idle]
    this.#batch = past?.snapshot.batch ?? size
    this.#now = past?.snapshot.now ?? 0
    for (const batch of past?.snapshot.batches ?? []) this.#openBatch({ ...batch, ...this.#memoriesOf(batch, this.#search.told) })
  }

  /** Takes the first step: the start record and the tickets of the initial programs. */
  begin(): Effects {
    const effects = nothing()
    effects.records.push({ type: 'start', manifest: this.#manifest })
    return this.#fill(effects)
  }

  /** Takes in what a batch has burned so far; a hint that may let others commit. A batch that is no longer open is no matter. */
  progress(batch: number, fuel: number): Effects {
    if (!this.#open.has(batch)) return nothing()
    this.#order.progress(batch, fuel)
    return this.#settle(nothing())
  }

  /** Takes in all outcomes of a batch, in ticket order. */
  receive(batch: number, outcomes: readonly Outcome[]): Effects {
    this.#waiting.set(batch, outcomes)
    this.#finish(batch, outcomes)
    return this.#settle(nothing())
  }

  /** Commits a batch at once, in the order that a journal has recorded. */
  replay(batch: number, outcomes: readonly Outcome[]): Effects {
    this.#finish(batch, outcomes)
    return this.#commit(batch, outcomes, nothing())
  }

  /**
   * Ends the search from outside: open batches are forgotten and the finalists judged. While the initial programs are judged it takes effect
   * once they are, since without them there is nothing to finish; after the search proper it has none.
   */
  stop(reason: StopReason): Effects {
    const effects = nothing()
    if (!this.#search.stop(reason)) return effects
    if (this.#search.phase === 'searching') {
      for (const batch of this.#open.values()) {
        this.#release(batch)
        batch.tickets.forEach(this.#search.forget)
      }
    }
    effects.records.push({ type: 'stop', reason })
    return this.#fill(effects)
  }

  /** Searches on, also after the end, until this budget is spent; throws a TernateError `BUDGET_SPENT` when it is already. */
  extend(budget: Budget): Effects {
    const effects = nothing()
    this.#search.extend(budget)
    effects.records.push({ type: 'extend', budget })
    return this.#fill(effects)
  }

  /** Journals something that came from outside, and takes it in. */
  intervene(intervention: Intervention): Effects {
    if (intervention.type === 'note') {
      const { type: kind, about, scope, text, retire } = intervention
      this.#search.record({ kind, about, scope, text, ...defined({ retire }) })
    }
    if (intervention.type === 'override') this.#search.override(intervention)
    if (intervention.type === 'injection') this.#search.inject(intervention)
    return { ...nothing(), records: [intervention] }
  }

  /** Journals who came back and who left by the overrides before it; nothing where nobody did. */
  resettle(): Effects {
    return { ...nothing(), records: [this.#search.resettle() ?? []].flat() }
  }

  /** The files of an injection that has a ticket, by its number. */
  injected(injection: number): Files {
    return this.#search.injected(injection)
  }

  /** Batches that were drawn and whose outcomes have not arrived, in the order in which they should be carried out. */
  pending(): Batch[] {
    return [...this.#open.values()].filter(({ number }) => !this.#waiting.has(number))
  }

  status(): SearchStatus {
    return this.#search.status()
  }

  /** All that it knows: a function of the records that it has made, whatever has arrived beside them. */
  snapshot(): SequencerSnapshot {
    const batches = [...this.#open.values()].map(({ memories: _memories, ...batch }) => batch)
    return { layout: LAYOUT, now: this.#now, batch: this.#batch, idle: [...this.#idle], batches, search: this.#search.snapshot() }
  }

  /** Fuel that the best program burned on train; undefined while there is none. */
  get fuel(): number | undefined {
    return this.#search.fuel
  }

  /** Defined once the run has finished. */
  get conclusion(): Conclusion | undefined {
    return this.#search.conclusion
  }

  /** Draws tickets for one virtual worker, together. */
  #draw(virtualWorker: number): Batch | undefined {
    const { offspring, asking } = this.#underWay
    const tickets: Ticket[] = []
    while (tickets.length < this.#batch) {
      const ticket = this.#search.draw({ offspring: offspring + tickets.length, asking: asking + this.#askingIn(tickets) })
      if (ticket === undefined) break
      tickets.push(ticket)
    }
    const number = tickets[0]?.number
    if (number === undefined) return undefined
    const memories = this.#memoriesOf({ tickets }, this.#search.view)
    const programs = this.#search.known
    const known = defined({ shares: this.#search.shares(), commits: this.#search.commits() })
    return { number, virtualWorker, start: this.#now, tickets, programs, ...memories, ...known }
  }

  /** What the tickets of a batch are told, a place for each; nothing in a run that asks no model. */
  #memoriesOf({ tickets }: Pick<Batch, 'tickets'>, told: (ticket: Ticket) => Memory | undefined): Pick<Batch, 'memories'> {
    return this.#learns ? { memories: tickets.map((ticket) => told(ticket)) } : {}
  }

  #askingIn(tickets: readonly Ticket[]): number {
    return tickets.filter(this.#search.asks).length
  }

  #openBatch(batch: Batch): void {
    this.#open.set(batch.number, batch)
    this.#underWay.offspring += offspringIn(batch.tickets)
    this.#underWay.asking += this.#askingIn(batch.tickets)
    this.#order.open(batch.number, batch.start, batch.tickets.length)
  }

  /** Gives every idle virtual worker a batch, the lowest first; with none to give and none under way, goes on to the next phase. */
  #fill(effects: Effects): Effects {
    while (this.#search.phase !== 'finished') {
      this.#idle.sort((a, b) => a - b)
      while (this.#idle.length > 0) {
        const batch = this.#draw(this.#idle[0] as number)
        if (batch === undefined) break
        this.#idle.shift()
        this.#openBatch(batch)
        effects.batches.push(batch)
      }
      if (this.#open.size > 0) break
      this.#advance(effects)
    }
    return effects
  }

  /** Goes on to the next phase, with nothing under way; the search begins with batches as large as suits what the best initial program burns. */
  #advance(effects: Effects): void {
    const isBeginning = this.#search.phase === 'initializing'
    this.#search.advance(effects)
    const { fuel } = this.#search
    if (!isBeginning || fuel === undefined) return
    const { batch, virtualWorkers } = batchesFor(this.#manifest.order, fuel)
    this.#batch = batch
    this.#idle = this.#idle.filter((worker) => worker < virtualWorkers)
  }

  /** Takes a batch off its virtual worker; returns the virtual time at which it finished. */
  #release({ number, virtualWorker, tickets }: Batch): number {
    this.#open.delete(number)
    this.#waiting.delete(number)
    this.#underWay.offspring -= offspringIn(tickets)
    this.#underWay.asking -= this.#askingIn(tickets)
    this.#idle.push(virtualWorker)
    return this.#order.close(number)
  }

  #commit(number: number, outcomes: readonly Outcome[], effects: Effects): Effects {
    const batch = this.#open.get(number)
    if (batch === undefined) throw new RangeError(`batch ${number} is not open`)
    this.#now = Math.max(this.#now, this.#release(batch))
    for (const [index, ticket] of batch.tickets.entries()) this.#search.commit(ticket, outcomes[index] as Outcome, effects)
    effects.committed.push(number)
    return this.#fill(effects)
  }

  /** Commits all that is certain to come next. */
  #settle(effects: Effects): Effects {
    for (let number = this.#order.next(); number !== undefined; number = this.#order.next()) {
      this.#commit(number, this.#waiting.get(number) as readonly Outcome[], effects)
    }
    return effects
  }

  /** Says when a batch finishes, on the virtual clock. */
  #finish(number: number, outcomes: readonly Outcome[]): void {
    const cost = outcomes.reduce((sum, outcome) => sum + costOf(outcome), 0)
    this.#order.finish(number, cost)
  }
}

/** Creates the sequence of commits of a run. */
export const createSequencer = (parts: SequencerParts): Sequencer => new Sequencer(parts)
