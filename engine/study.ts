import type { Placement, StopReason } from './contracts/archive.ts'
import type { Asking, Strategy } from './contracts/manifest.ts'
import type { Learner, Memory } from './contracts/model.ts'
import { callsOf } from './contracts/ticket.ts'
import type { Outcome, Said, Ticket } from './contracts/ticket.ts'
import { shareOfBudget } from './share.ts'

/** What a search learns where its proposers ask models. */
export interface Study {
  /** Shares of the islands in the tickets; undefined when no model is asked. */
  shares(): readonly number[] | undefined
  /** What a ticket that is drawn now is told; undefined when its proposer asks no model. */
  brief(ticket: Ticket): Memory | undefined
  /** Takes in what a user says. */
  hear(said: Said): void
  /** Models may answer again: their silence so far does not count any more. */
  listen(): void
  /** Takes in what was said on a ticket and what came of it; why the search has to end, if it has. */
  commit(ticket: Ticket, outcome: Outcome, placement: Placement | undefined): StopReason | undefined
}

/** Commits in a row on which models were asked in vain, after which none is expected to answer any more. */
const SILENCE = 200

/** What came of a ticket, in words for those who proposed it. */
function describe(outcome: Outcome, placement: Placement | undefined): string {
  if (outcome.kind === 'failed') return `no program: ${outcome.reason}`
  if (outcome.kind === 'unchanged') return 'the program was not changed'
  if (placement?.kind === 'duplicate') return 'the same program was tried before'
  const { score, verdict } = outcome.evaluation
  const judged = score === undefined ? `it did not score: ${verdict}` : `score ${score}`
  if (placement?.kind === 'alike') return `${judged}; it behaves like a program that is not longer`
  return placement?.kind === 'placed' && placement.elite ? `${judged}; the best of its kind` : judged
}

/** A study of what a learner makes of a run; of nothing in a run that asks no model. */
export function createStudy(strategy: Strategy, asking: Asking | undefined, learner: Learner | undefined): Study {
  let knowledge = learner?.first
  /** Commits on each island since one became the elite of a niche. */
  const idle = strategy.islands.map(() => 0)
  /** Commits in a row on which models were asked and none replied. */
  let silent = 0

  return {
    shares() {
      if (learner === undefined || asking === undefined) return undefined
      const standings = strategy.islands.map(({ proposers }, at) => ({
        asks: proposers.some(({ name }) => learner.asks(name)),
        idle: idle[at] ?? 0,
      }))
      return shareOfBudget(standings, asking.patience)
    },
    brief(ticket) {
      if (learner === undefined || ticket.kind !== 'offspring' || !learner.asks(ticket.proposer)) return undefined
      return learner.brief(knowledge, { island: ticket.island, parents: ticket.parents })
    },
    hear(said) {
      knowledge = learner?.hear(knowledge, 0, said)
    },
    listen() {
      silent = 0
    },
    commit(ticket, outcome, placement) {
      if (learner === undefined) return undefined
      const gain = placement?.kind === 'placed' && placement.elite
      if (ticket.kind === 'offspring') idle[ticket.island] = gain ? 0 : (idle[ticket.island] ?? 0) + 1
      const { said = [] } = outcome
      if (said.length === 0) return undefined
      for (const item of said) knowledge = learner.hear(knowledge, ticket.number, item)
      knowledge = learner.settle(knowledge, { ticket: ticket.number, gain, result: describe(outcome, placement) })
      const calls = callsOf(outcome)
      if (calls.length > 0) silent = calls.some((call) => call.outcome.kind === 'reply') ? 0 : silent + 1
      for (const call of calls) if (call.outcome.kind === 'spent') return call.outcome.limit
      return silent >= SILENCE ? 'models' : undefined
    },
  }
}
