import type { Injection, Override, Resettled, StopReason } from '../contracts/archive.ts'
import { TernateError } from '../contracts/fault.ts'
import type { Budget, Manifest } from '../contracts/manifest.ts'
import type { Memory } from '../contracts/model.ts'
import type { Files } from '../contracts/program.ts'
import { isFurther } from '../contracts/ticket.ts'
import type { Batch, Outcome, ProposerCall, Ticket } from '../contracts/ticket.ts'
import type { UnderWay } from '../learning/admission.ts'
import { spentInWords } from './budget.ts'
import { commit, recollect } from './commit.ts'
import type { SearchEffects } from './effects.ts'
import { PHASES } from './phases.ts'
import type { SearchSnapshot } from './snapshot.ts'
import { createState, endOfSearch, evaluationsSpent, snapshotOf } from './state.ts'
import type { PastSearch, SearchFacts, SearchState } from './state.ts'
import { conclusionOf, statusOf } from './status.ts'
import type { Conclusion, SearchStatus } from './status.ts'

/**
 * What a run knows and decides: which ticket comes next, and what a committed outcome changes. It knows nothing of time,
 * virtual workers and worker threads.
 */
export interface Search {
  /** The next ticket, given what is under way; undefined when there is nothing more to ask for in this phase, or not before something commits. */
  draw(underWay: UnderWay): Ticket | undefined
  /** Whether a ticket's proposer asks models. */
  asks(ticket: Ticket): boolean
  /** Shares of operators as of now, by proposer; undefined where they are as listed. */
  shares(): Batch['shares']
  /** Fuel that the best program burned on train; undefined while there is none. */
  readonly fuel: number | undefined
  /** How many programs there are that a ticket which is drawn now may know. */
  readonly known: number
  /** Tickets that have committed, where programs ask models of the run; undefined elsewhere, as nothing depends on it. */
  commits(): Batch['commits']
  /** What a ticket that was just drawn is told; undefined when its proposer asks no model. */
  view(ticket: Ticket): Memory | undefined
  /** What a ticket under way was told when it was drawn. */
  told(ticket: Ticket): Memory | undefined
  /** Takes in a user's note. */
  record(call: ProposerCall): void
  /** Takes in what a person thinks of a program: who ranks before whom, and who lives where, follows from it at once. */
  override(override: Override): void
  /** Says who came back and who left by the overrides since the last record of that; undefined where nobody did. */
  resettle(): Resettled | undefined
  /** Takes in a program that a person wrote: while the search goes on the next ticket tries it. */
  inject(injection: Injection): void
  /** The files of an injection that has a ticket. */
  injected(injection: number): Files
  /** Forgets a ticket that was drawn and will not come to anything. */
  forget(ticket: Ticket): void
  /** Takes in what came of a ticket; the one place where the programs of a search change. */
  commit(ticket: Ticket, outcome: Outcome, effects: SearchEffects): void
  /** Goes to the next phase, once nothing is under way and nothing is left to draw. */
  advance(effects: SearchEffects): void
  /**
   * Draws no more offspring, for a reason from outside; while the initial programs are judged the reason is remembered until they are. Returns
   * whether that changes anything: not after the search proper, and not when such a reason is remembered already.
   */
  stop(reason: StopReason): boolean
  /**
   * Searches on, also after its end, until this budget is spent.
   *
   * @throws TernateError `BUDGET_SPENT` when it is spent already
   */
  extend(budget: Budget): void
  status(): SearchStatus
  /** All that it knows, to create it again. */
  snapshot(): SearchSnapshot
  readonly phase: SearchStatus['phase']
  /** Defined once the search has finished. */
  readonly conclusion: Conclusion | undefined
}

/**
 * Creates the search that a manifest describes, before its first ticket or as it was when its snapshot was taken. `known` is the memory where
 * it tells workers of its programs.
 */
export function createSearch(manifest: Manifest, facts: SearchFacts, budget: Budget, past?: PastSearch, known?: SharedArrayBuffer): Search {
  const state = createState(manifest, facts, budget, past, known)
  const { islands, lineage, samples, learning, injections, admission, credit } = state
  return {
    get phase() {
      return state.phase
    },
    draw(underWay) {
      const ticket = PHASES[state.phase].draw(state, underWay)
      if (ticket === undefined) return undefined
      lineage.begin(ticket)
      samples.begin(ticket)
      return ticket
    },
    advance(effects) {
      state.phase = PHASES[state.phase].advance(state, effects)
    },
    commit: (ticket, outcome, effects) => commit(state, ticket, outcome, effects),
    forget: (ticket) => forget(state, ticket),
    asks: admission.asks,
    shares: credit.shares,
    get fuel() {
      return islands.best?.cost
    },
    get known() {
      return state.known.count
    },
    commits: () => (facts.paid === undefined ? undefined : state.spent.tickets),
    view: (ticket) => learning.view(ticket, (number) => islands.find(number)),
    told: (ticket) => learning.told(ticket),
    record: (call) => learning.record(call),
    override: (override) => takeOverride(state, override),
    resettle: () => state.settling.resettled(),
    inject: injections.record,
    injected: injections.files,
    stop(reason) {
      const changes = state.phase === 'searching' || (state.phase === 'initializing' && state.stopped === undefined)
      if (changes) state.stopped ??= reason
      return changes
    },
    extend: (further) => extend(state, further),
    status: () => statusOf(state),
    snapshot: () => snapshotOf(state),
    get conclusion() {
      return conclusionOf(state)
    },
  }
}

/** Takes in what a person thinks of a program. */
function takeOverride(state: SearchState, override: Override): void {
  state.settling.override(override, (number) => recollect(state, number))
  state.islands.apply(override, state.facts.remember)
}

/** Forgets a ticket that will not come to anything, so that what it was drawn for may be drawn again. */
function forget({ lineage, samples, learning, validation, injections }: SearchState, ticket: Ticket): void {
  lineage.forget(ticket)
  samples.end(ticket)
  learning.forget(ticket)
  if (ticket.kind === 'evaluation' && !isFurther(ticket)) validation.forget(ticket.program, ticket.set)
  if (ticket.kind === 'injection') injections.forget(ticket.injection)
}

/** Gives a search another budget, so that it goes on. */
function extend(state: SearchState, further: Budget): void {
  state.extension = further
  state.stopped = undefined
  state.learning.listen()
  const spentBy = endOfSearch(state, 0)
  if (spentBy !== undefined) {
    throw new TernateError(
      'BUDGET_SPENT',
      `the run has spent that budget already (${spentBy}): ${spentInWords(evaluationsSpent(state), state.spent)}`,
      'Give more than it has spent, another target, more patience, or no optimum.',
    )
  }
  if (state.phase !== 'initializing') state.phase = 'searching'
}
