import type { Placement, StopReason } from './contracts/archive.ts'
import type { Asking, Manifest } from './contracts/manifest.ts'
import type { Learner, Memory } from './contracts/model.ts'
import { stream } from './contracts/random.ts'
import { callsOf } from './contracts/ticket.ts'
import type { Outcome, Said, Ticket } from './contracts/ticket.ts'
import { compareToParent, describe, isGain } from './progress.ts'
import type { Settled } from './progress.ts'
import type { Member } from './ranking.ts'
import { byScore } from './ranking.ts'
import { shareOfBudget } from './share.ts'

/** What a search learns where its proposers ask models. */
export interface Study {
  /** Shares of the islands in the tickets; undefined when no model is asked. */
  shares(): readonly number[] | undefined
  /** What a ticket that is drawn now is told; undefined when its proposer asks no model. */
  brief(ticket: Ticket, find: (number: number) => Member | undefined): Memory | undefined
  /** A ticket that was drawn will not come to anything. */
  forget(ticket: Ticket): void
  /** Takes in what a user says. */
  hear(said: Said): void
  /** Models may answer again: their silence so far does not count any more. */
  listen(): void
  /** Takes in what was said on a ticket and what came of it; why the search has to end, if it has. */
  commit(
    ticket: Ticket,
    outcome: Outcome,
    settled?: { readonly number: number; readonly placement: Placement | undefined },
    leads?: boolean,
  ): StopReason | undefined
}

/** Commits in a row on which models were asked in vain, after which none is expected to answer any more. */
const SILENCE = 200

/** A study of what a learner makes of a run; of nothing in a run that asks no model. */
export function createStudy(
  { strategy, problem, seed }: Pick<Manifest, 'strategy' | 'problem' | 'seed'>,
  asking: Asking | undefined,
  learner: Learner | undefined,
): Study {
  const compare = byScore(problem.direction)
  let knowledge = learner?.first
  /** Commits on each island since one was better than its parent. */
  const idle = strategy.islands.map(() => 0)
  /** Commits in a row on which models were asked and none replied. */
  let silent = 0
  /** By ticket: its first parent as it was drawn, which may live nowhere any more when the ticket commits, and what it was told. */
  const drawn = new Map<number, { readonly parent: Member | undefined; readonly memory: Memory | undefined }>()

  return {
    shares() {
      if (learner === undefined || asking === undefined) return undefined
      const standings = strategy.islands.map(({ proposers }, at) => ({
        asks: proposers.some(({ name }) => learner.asks(name)),
        idle: idle[at] ?? 0,
      }))
      return shareOfBudget(standings, asking.patience)
    },
    brief(ticket, find) {
      if (learner === undefined || ticket.kind !== 'offspring') return undefined
      const { number, island, parents, inspirations, proposer } = ticket
      const random = stream(`${seed}/brief/${number}`)
      const underWay = [...drawn.values()].flatMap(({ memory }) => (memory === undefined ? [] : [memory]))
      const memory = learner.asks(proposer) ? learner.brief(knowledge, { island, parents, inspirations }, { random, underWay }) : undefined
      drawn.set(number, { parent: find(parents[0] ?? 0), memory })
      return memory
    },
    forget(ticket) {
      drawn.delete(ticket.number)
    },
    hear(said) {
      knowledge = learner?.hear(knowledge, 0, said)
    },
    listen() {
      silent = 0
    },
    commit(ticket, outcome, settled, leads = false) {
      if (learner === undefined) return undefined
      const parent = drawn.get(ticket.number)?.parent
      drawn.delete(ticket.number)
      const result: Settled = { outcome, placement: settled?.placement, change: compareToParent(outcome, parent, compare) }
      const gain = isGain(result, problem.objectives !== undefined)
      if (ticket.kind === 'offspring') idle[ticket.island] = gain ? 0 : (idle[ticket.island] ?? 0) + 1
      const { said = [] } = outcome
      if (said.length === 0) return undefined
      for (const item of said) knowledge = learner.hear(knowledge, ticket.number, item)
      const program = settled === undefined ? {} : { program: settled.number }
      knowledge = learner.settle(knowledge, {
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
