import type { Placement, StopReason } from '../contracts/archive.ts'
import { defined } from '../contracts/defined.ts'
import type { CallRow } from '../contracts/event.ts'
import type { Individual } from '../contracts/individual.ts'
import type { ModelStrategy, Manifest } from '../contracts/manifest.ts'
import type { Learner } from '../contracts/learner.ts'
import type { Memory } from '../contracts/model.ts'
import { stream } from '../contracts/random.ts'
import { choicesOf } from '../contracts/ref.ts'
import { callsOf, paidCallsOf, proposerCallsOf } from '../contracts/ticket.ts'
import type { Outcome, ProposerCall, Ticket } from '../contracts/ticket.ts'
import { Ledger } from './ledger.ts'
import { compareToParent, describe, isGain } from './progress.ts'
import type { Settled } from './progress.ts'
import { shareOfBudget } from './stagnation.ts'
import { OpenTickets } from './open-tickets.ts'
import type { OpenTicketsSnapshot } from './open-tickets.ts'

/** Commits in a row on which models were asked in vain, after which none is expected to answer any more. */
const SILENCE = 200

/** What learning is made of. */
export interface LearningParts {
  readonly manifest: Pick<Manifest, 'strategy' | 'problem' | 'seed'>
  /** Absent, like `learner`, in a run that asks no model. */
  readonly asking: ModelStrategy | undefined
  readonly learner: Learner | undefined
  readonly compareScores: (a: number, b: number) => number
}

/** All that a run has learned, as plain data. */
export interface LearningSnapshot {
  /** The learner's own. */
  readonly knowledge: unknown
  readonly idle: readonly number[]
  readonly silent: number
  readonly open: OpenTicketsSnapshot
  /** Turns by program, where there have been any. */
  readonly turns?: readonly (readonly [program: number, turn: number])[]
  readonly ledger: readonly CallRow[]
}

/** What came of a ticket in the search's eyes: its program, where that went, and whether it is the best of the run. */
export interface Committed {
  readonly settled?: { readonly number: number; readonly placement?: Placement } | undefined
  readonly leads: boolean
  /** An individual as it is since its program was judged further. */
  readonly latest: (individual: Individual) => Individual | undefined
}

/** What a commit teaches: why the search has to end, if it has, and notes that are no longer shown. */
export interface Learned {
  readonly stop: StopReason | undefined
  readonly withdrawn: readonly { readonly note: number; readonly text: string; readonly reason: string }[]
}

/** What a run learns on its way: what its learner makes of commits; nothing but a ledger of calls in a run that asks no model. */
export class Learning {
  readonly #parts: LearningParts
  #knowledge: unknown
  /** Commits on each island since one was better than its parent. */
  readonly #idle: number[]
  /** Commits in a row on which models were asked and none replied. */
  #silent: number
  readonly #open: OpenTickets
  /** How often programs that were parents were so before, and what their offspring begin with. */
  readonly #turns: Map<number, number>
  readonly #ledger: Ledger

  /** Begins, or goes on from a snapshot, whose individuals `individualOf` gives by number. */
  constructor(parts: LearningParts, saved?: LearningSnapshot, individualOf?: (number: number) => Individual | undefined) {
    this.#parts = parts
    this.#knowledge = saved === undefined ? parts.learner?.initial : saved.knowledge
    this.#idle = parts.manifest.strategy.islands.map((_, at) => saved?.idle[at] ?? 0)
    this.#silent = saved?.silent ?? 0
    this.#open = new OpenTickets(saved?.open, individualOf)
    this.#turns = new Map(saved?.turns)
    this.#ledger = new Ledger(saved?.ledger)
  }

  /** Shares of the islands in the tickets; undefined when no model is asked. */
  shares(): readonly number[] | undefined {
    const { learner, asking, manifest } = this.#parts
    if (learner === undefined || asking === undefined) return undefined
    const progress = manifest.strategy.islands.map(({ proposers }, at) => ({
      asks: choicesOf(proposers).some(({ use }) => learner.asks(use)),
      idle: this.#idle[at] ?? 0,
    }))
    return shareOfBudget(progress, asking.stagnationWindow)
  }

  /** What a ticket that is drawn now is told; undefined when its proposer asks no model. */
  view(ticket: Ticket, find: (number: number) => Individual | undefined): Memory | undefined {
    const { learner, manifest } = this.#parts
    if (learner === undefined || ticket.kind !== 'offspring') return undefined
    const { number, island, parents, inspirations, proposer } = ticket
    const draw = { random: stream(`${manifest.seed}/brief/${number}`), underWay: this.#open.memories() }
    const told = learner.asks(proposer) ? learner.view(this.#knowledge, { island, parents, inspirations }, draw) : undefined
    const memory = told && { ...told, turn: this.#turn(parents[0] ?? 0) }
    this.#open.add(number, { parent: find(parents[0] ?? 0), memory })
    return memory
  }

  /** Whose turn it is among a parent's files; the next time it is the next one's. */
  #turn(parent: number): number {
    const turn = this.#turns.get(parent) ?? 0
    this.#turns.set(parent, turn + 1)
    return turn
  }

  /** What a ticket under way was told. */
  told(ticket: Ticket): Memory | undefined {
    return this.#open.memory(ticket.number)
  }

  /** A ticket that was drawn will not come to anything. */
  forget({ number }: Ticket): void {
    this.#open.take(number)
  }

  /** Takes in a user's note. */
  record(call: ProposerCall): void {
    this.#knowledge = this.#parts.learner?.record(this.#knowledge, 0, call)
  }

  /** Models may answer again: their silence so far does not count any more. */
  listen(): void {
    this.#silent = 0
  }

  /** Takes in the calls of a ticket and what came of it. */
  commit(ticket: Ticket, outcome: Outcome, committed: Committed): Learned {
    this.#ledger.enter(paidCallsOf(outcome))
    const { learner } = this.#parts
    if (learner === undefined) return { stop: undefined, withdrawn: [] }
    const before = this.#knowledge
    this.#learn(learner, ticket, outcome, committed)
    return { stop: this.#listen(outcome), withdrawn: learner.withdrawn?.(this.#knowledge, before) ?? [] }
  }

  /** Why the search has to end by what its models say, if it has. */
  #listen(outcome: Outcome): StopReason | undefined {
    const calls = callsOf(outcome)
    if (calls.length > 0) this.#silent = calls.some((call) => call.outcome.kind === 'reply') ? 0 : this.#silent + 1
    for (const call of calls) if (call.outcome.kind === 'spent') return call.outcome.limit
    return calls.length > 0 && this.#silent >= SILENCE ? 'models' : undefined
  }

  #learn(learner: Learner, ticket: Ticket, outcome: Outcome, { settled, leads, latest }: Committed): void {
    const { compareScores, manifest } = this.#parts
    const memory = this.#open.memory(ticket.number)
    const drawn = this.#open.take(ticket.number)
    const parent = drawn && latest(drawn)
    const result: Settled = { outcome, placement: settled?.placement, change: compareToParent(outcome, parent, compareScores) }
    const gain = isGain(result, manifest.problem.objectives !== undefined)
    if (ticket.kind === 'offspring') this.#idle[ticket.island] = gain ? 0 : (this.#idle[ticket.island] ?? 0) + 1
    if (settled !== undefined && memory?.turn !== undefined && !this.#turns.has(settled.number))
      this.#turns.set(settled.number, memory.turn + 1)
    const calls = proposerCallsOf(outcome)
    if (calls.length === 0) return
    for (const call of calls) this.#knowledge = learner.record(this.#knowledge, ticket.number, call)
    this.#knowledge = learner.reduce(this.#knowledge, {
      ticket: ticket.number,
      gain,
      result: describe(result),
      ...defined({ leads: gain && leads ? leads : undefined, program: settled?.number, told: memory }),
      worse: result.change === undefined || result.change.sign > 0,
    })
  }

  /** The individuals that the snapshot names. */
  get named(): readonly Individual[] {
    return this.#open.parents()
  }

  /** Undefined in a run that asks no model and has made no call. */
  snapshot(): LearningSnapshot | undefined {
    const ledger = this.#ledger.rows()
    if (this.#parts.learner === undefined && ledger.length === 0) return undefined
    const turns = this.#turns.size === 0 ? {} : { turns: [...this.#turns] }
    return { knowledge: this.#knowledge, idle: [...this.#idle], silent: this.#silent, open: this.#open.snapshot(), ...turns, ledger }
  }
}
