import type { Placement, StopReason } from '../contracts/archive.ts'
import type { ModelStrategy, Manifest } from '../contracts/manifest.ts'
import type { Learner } from '../contracts/learner.ts'
import type { Memory } from '../contracts/model.ts'
import { stream } from '../contracts/random.ts'
import { choicesOf } from '../contracts/ref.ts'
import { callsOf } from '../contracts/ticket.ts'
import type { Outcome, RecordedCall, Ticket } from '../contracts/ticket.ts'
import { compareToParent, describe, isGain } from './progress.ts'
import type { Settled } from './progress.ts'
import type { Individual } from '../contracts/individual.ts'
import { shareOfBudget } from './stagnation.ts'

/** What a search learns where its proposers ask models. */
export interface Learning {
  /** Shares of the islands in the tickets; undefined when no model is asked. */
  shares(): readonly number[] | undefined
  /** What a ticket that is drawn now is told; undefined when its proposer asks no model. */
  view(ticket: Ticket, find: (number: number) => Individual | undefined): Memory | undefined
  /** A ticket that was drawn will not come to anything. */
  forget(ticket: Ticket): void
  /** Takes in a user's note. */
  record(call: RecordedCall): void
  /** Models may answer again: their silence so far does not count any more. */
  listen(): void
  /** Takes in the calls of a ticket and what came of it; why the search has to end, if it has. */
  commit(
    ticket: Ticket,
    outcome: Outcome,
    settled?: { readonly number: number; readonly placement?: Placement },
    leads?: boolean,
  ): StopReason | undefined
}

/** Commits in a row on which models were asked in vain, after which none is expected to answer any more. */
const SILENCE = 200

/** Creates what a run learns: what its learner makes of commits; nothing in a run that asks no model. */
export function createLearning(
  { strategy, problem, seed }: Pick<Manifest, 'strategy' | 'problem' | 'seed'>,
  asking: ModelStrategy | undefined,
  learner: Learner | undefined,
  compareScores: (a: number, b: number) => number,
): Learning {
  let knowledge = learner?.initial
  /** Commits on each island since one was better than its parent. */
  const idle = strategy.islands.map(() => 0)
  /** Commits in a row on which models were asked and none replied. */
  let silent = 0
  /** By ticket: its first parent as it was drawn, which may live nowhere any more when the ticket commits, and what it was told. */
  const drawn = new Map<number, { readonly parent: Individual | undefined; readonly memory: Memory | undefined }>()

  return {
    shares() {
      if (learner === undefined || asking === undefined) return undefined
      const standings = strategy.islands.map(({ proposers }, at) => ({
        asks: choicesOf(proposers).some(({ use }) => learner.asks(use)),
        idle: idle[at] ?? 0,
      }))
      return shareOfBudget(standings, asking.stagnationWindow)
    },
    view(ticket, find) {
      if (learner === undefined || ticket.kind !== 'offspring') return undefined
      const { number, island, parents, inspirations, proposer } = ticket
      const random = stream(`${seed}/brief/${number}`)
      const underWay = [...drawn.values()].flatMap(({ memory }) => (memory === undefined ? [] : [memory]))
      const memory = learner.asks(proposer) ? learner.view(knowledge, { island, parents, inspirations }, { random, underWay }) : undefined
      drawn.set(number, { parent: find(parents[0] ?? 0), memory })
      return memory
    },
    forget(ticket) {
      drawn.delete(ticket.number)
    },
    record(call) {
      knowledge = learner?.record(knowledge, 0, call)
    },
    listen() {
      silent = 0
    },
    commit(ticket, outcome, settled, leads = false) {
      if (learner === undefined) return undefined
      const parent = drawn.get(ticket.number)?.parent
      drawn.delete(ticket.number)
      const result: Settled = { outcome, placement: settled?.placement, change: compareToParent(outcome, parent, compareScores) }
      const gain = isGain(result, problem.objectives !== undefined)
      if (ticket.kind === 'offspring') idle[ticket.island] = gain ? 0 : (idle[ticket.island] ?? 0) + 1
      const { calls: recorded = [] } = outcome
      if (recorded.length === 0) return undefined
      for (const item of recorded) knowledge = learner.record(knowledge, ticket.number, item)
      const program = settled === undefined ? {} : { program: settled.number }
      knowledge = learner.reduce(knowledge, {
        ticket: ticket.number,
        gain,
        ...(gain && leads ? { leads } : {}),
        result: describe(result),
        ...program,
      })
      const calls = callsOf(outcome)
      if (calls.length > 0) silent = calls.some((call) => call.outcome.kind === 'reply') ? 0 : silent + 1
      for (const call of calls) if (call.outcome.kind === 'spent') return call.outcome.limit
      return silent >= SILENCE ? 'models' : undefined
    },
  }
}
