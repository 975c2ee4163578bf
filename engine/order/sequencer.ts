import type { Intervention, StopReason } from '../contracts/archive.ts'
import type { Budget, Manifest } from '../contracts/manifest.ts'
import type { Files } from '../contracts/program.ts'
import { costOf } from '../contracts/ticket.ts'
import type { Batch, Outcome, Ticket } from '../contracts/ticket.ts'
import { withLayout } from '../journal/snapshot.ts'
import type { Restored, SequencerSnapshot } from '../journal/snapshot.ts'
import { createOrder, byVirtualTime } from './virtual-time.ts'
import type { CommitOrder } from './virtual-time.ts'
import { createSearch } from '../search/search.ts'
import type { Conclusion, SearchFacts, SearchStatus, SearchEffects } from '../search/search.ts'

/** What one step asks the world to do. */
export interface Effects extends Readonly<SearchEffects> {
  /** Batches to be carried out. */
  readonly batches: Batch[]
  /** Numbers of the batches that the records commit. */
  readonly committed: number[]
}

/**
 * A run as a pure function of its manifest and of the outcomes it is told: no clock, no disk, no global randomness. Each
 * call answers with effects; the order in which outcomes arrive changes when effects come, never what they are.
 */
export interface Sequencer {
  /** The first step: the start record and the initial programs' tickets. */
  begin(): Effects
  /** What a batch has burned so far; a hint that may let others commit. A batch that is no longer open is no matter. */
  progress(batch: number, fuel: number): Effects
  /** All outcomes of a batch, in ticket order. */
  receive(batch: number, outcomes: readonly Outcome[]): Effects
  /** Commits a batch at once, in the order that a journal has recorded. */
  replay(batch: number, outcomes: readonly Outcome[]): Effects
  /**
   * Ends the search from outside: open batches are forgotten and the finalists judged. While the initial programs are judged it takes effect
   * once they are, since without them there is nothing to finish; after the search proper it has none.
   */
  stop(reason: StopReason): Effects
  /** Searches on, also after the end, until this budget is spent; throws a TernateError `BUDGET_SPENT` when it is already. */
  extend(budget: Budget): Effects
  /** Journals something that came from outside, and takes it in. */
  intervene(intervention: Intervention): Effects
  /** The files of an edit that has a ticket, by its number. */
  injected(edit: number): Files
  /** Batches that were drawn and whose outcomes have not arrived, in the order in which they should be carried out. */
  pending(): Batch[]
  status(): SearchStatus
  /** All that it knows: a function of the records that it has made, whatever has arrived beside them. Undefined in a run that asks models. */
  snapshot(): SequencerSnapshot | undefined
  /** Defined once the run has finished. */
  readonly conclusion: Conclusion | undefined
}

/** Creates the run that a manifest describes, before its first step. Under another rule than the strict one outcomes' arrival decides what the effects are. */
export function createSequencer(
  manifest: Manifest,
  facts: SearchFacts,
  budget: Budget,
  rule: CommitOrder = byVirtualTime,
  past?: Restored,
): Sequencer {
  const { virtualWorkers: slots, batch: batchSize, lookahead: base } = manifest.order
  const search = createSearch(manifest, facts, budget, past)
  const order = createOrder(base, rule)
  /** In the order in which they were drawn, which is that of their starts too. */
  const opened = new Map<number, Batch>()
  const waiting = new Map<number, readonly Outcome[]>()
  const idle = past === undefined ? Array.from({ length: slots }, (_, slot) => slot) : [...past.snapshot.idle]
  let now = past?.snapshot.now ?? 0
  /** Offspring and edits in open batches: what the budget counts as evaluations to come. */
  let underWay = 0
  /** Those of them whose proposer asks models. */
  let asking = 0

  const nothing = (): Effects => ({ batches: [], records: [], programs: [], committed: [], events: [] })

  const offspringIn = ({ tickets }: Batch): number => tickets.filter(({ kind }) => kind === 'offspring' || kind === 'injection').length

  const askingIn = (tickets: readonly Ticket[]): number => tickets.filter(search.asks).length

  /** Tickets for one virtual worker, drawn together. */
  function drawBatch(slot: number): Batch | undefined {
    const tickets: Ticket[] = []
    while (tickets.length < batchSize) {
      const ticket = search.draw({ offspring: underWay + tickets.length, asking: asking + askingIn(tickets) })
      if (ticket === undefined) break
      tickets.push(ticket)
    }
    const number = tickets[0]?.number
    if (number === undefined) return undefined
    const memories = facts.learner === undefined ? {} : { memories: tickets.map((ticket) => search.view(ticket)) }
    const shares = search.shares()
    return { number, virtualWorker: slot, start: now, tickets, ...memories, ...(shares === undefined ? {} : { shares }) }
  }

  function openBatch(batch: Batch): void {
    opened.set(batch.number, batch)
    underWay += offspringIn(batch)
    asking += askingIn(batch.tickets)
    order.open(batch.number, batch.start, batch.tickets.length)
  }
  past?.snapshot.batches.forEach(openBatch)

  /** Gives every idle virtual worker a batch, the lowest first; with none to give and none under way, goes on to the next phase. */
  function fill(effects: Effects): void {
    while (search.phase !== 'finished') {
      idle.sort((a, b) => a - b)
      while (idle.length > 0) {
        const batch = drawBatch(idle[0] as number)
        if (batch === undefined) break
        idle.shift()
        openBatch(batch)
        effects.batches.push(batch)
      }
      if (opened.size > 0) return
      search.advance(effects)
    }
  }

  /** Takes a batch off its virtual worker; returns the virtual time at which it finished. */
  function release(batch: Batch): number {
    const { number, virtualWorker: slot } = batch
    opened.delete(number)
    waiting.delete(number)
    underWay -= offspringIn(batch)
    asking -= askingIn(batch.tickets)
    idle.push(slot)
    return order.close(number)
  }

  function commit(number: number, outcomes: readonly Outcome[], effects: Effects): void {
    const batch = opened.get(number)
    if (batch === undefined) throw new RangeError(`batch ${number} is not open`)
    now = Math.max(now, release(batch))
    for (const [index, ticket] of batch.tickets.entries()) search.commit(ticket, outcomes[index] as Outcome, effects)
    effects.committed.push(number)
    fill(effects)
  }

  /** Commits all that is certain to come next. */
  function settle(effects: Effects): Effects {
    for (let number = order.next(); number !== undefined; number = order.next()) {
      commit(number, waiting.get(number) as readonly Outcome[], effects)
    }
    return effects
  }

  const finish = (number: number, outcomes: readonly Outcome[]): void =>
    order.finish(
      number,
      outcomes.reduce((sum, outcome) => sum + costOf(outcome), 0),
    )

  return {
    begin() {
      const effects = nothing()
      effects.records.push({ type: 'start', manifest })
      fill(effects)
      return effects
    },
    progress(number, fuel) {
      if (!opened.has(number)) return nothing()
      order.progress(number, fuel)
      return settle(nothing())
    },
    receive(number, outcomes) {
      waiting.set(number, outcomes)
      finish(number, outcomes)
      return settle(nothing())
    },
    replay(number, outcomes) {
      const effects = nothing()
      finish(number, outcomes)
      commit(number, outcomes, effects)
      return effects
    },
    stop(reason) {
      const effects = nothing()
      if (!search.stop(reason)) return effects
      if (search.phase === 'searching') {
        for (const batch of opened.values()) {
          release(batch)
          batch.tickets.forEach(search.forget)
        }
      }
      effects.records.push({ type: 'stop', reason })
      fill(effects)
      return effects
    },
    extend(further) {
      const effects = nothing()
      search.extend(further)
      effects.records.push({ type: 'extend', budget: further })
      fill(effects)
      return effects
    },
    intervene(intervention) {
      if (intervention.type === 'note') {
        const { type: kind, about, scope, text, retire } = intervention
        search.record({ kind, about, scope, text, ...(retire === undefined ? {} : { retire }) })
      }
      if (intervention.type === 'override') search.override(intervention)
      if (intervention.type === 'injection') search.inject(intervention)
      return { ...nothing(), records: [intervention] }
    },
    injected: search.injected,
    pending: () => [...opened.values()].filter(({ number }) => !waiting.has(number)),
    status: () => search.status(),
    snapshot() {
      // what a run has learned is told by its journal alone
      if (facts.learner !== undefined) return undefined
      return withLayout({ now, idle: [...idle], batches: [...opened.values()], search: search.snapshot() })
    },
    get conclusion() {
      return search.conclusion
    },
  }
}
