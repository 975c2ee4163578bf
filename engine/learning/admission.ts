import { evaluationsOf } from '../contracts/ticket.ts'
import type { Outcome, Ticket } from '../contracts/ticket.ts'
import type { Budget, Manifest } from '../contracts/manifest.ts'
import { choicesOf } from '../contracts/ref.ts'
import type { Learner } from '../contracts/learner.ts'

/** Offspring that were drawn and have not committed: all of them, and those whose proposer asks models. */
export interface UnderWay {
  readonly offspring: number
  readonly asking: number
}

/** Which proposers a ticket may have: those that ask models, or those that ask none, may have to wait. */
export type Admits = (proposer: string) => boolean

/** Which offspring may be drawn now, where some ask models and some ask none. */
export interface Admission {
  /** Whether a ticket's proposer asks models. */
  asks(ticket: Ticket): boolean
  /** The proposers that the next ticket may have. */
  admits(underWay: UnderWay, budget: Budget, spent: { readonly calls: number }, shares: readonly number[] | undefined): Admits
  /** Takes in what came of a ticket. */
  note(ticket: Ticket, outcome: Outcome): void
  /** Train cases judged for tickets that ask no model; undefined in a run where none asks. */
  snapshot(): number | undefined
}

/**
 * The rule that a question is asked as late as it can be: a ticket that asks a model is drawn when a call is free, not before, so that it knows what
 * the others have found; and no more are drawn than the budget has calls for. Tickets that ask none do not wait for it: they are drawn
 * meanwhile, until they have used their islands' share of the evaluations that the run may make.
 */
export function createAdmission(
  { strategy, order }: Pick<Manifest, 'strategy' | 'order'>,
  learner: Pick<Learner, 'asks'> | undefined,
  trainCases: number,
  admitted = 0,
): Admission {
  const { maxConcurrentCalls: most } = order
  const asksModel = (name: string): boolean => learner?.asks(name) ?? false
  /** Train cases judged for tickets that ask no model. */
  let free = admitted

  const asks = (ticket: Ticket): boolean => ticket.kind === 'offspring' && asksModel(ticket.proposer)

  /** The part of the tickets that asks no model, by the islands' shares and their proposers' weights. */
  function freePart(shares: readonly number[]): number {
    const weights = strategy.islands.map(({ proposers: mixture }, at) => {
      const proposers = choicesOf(mixture)
      const sum = (of: typeof proposers): number => of.reduce((so, { weight }) => so + weight, 0)
      return { all: shares[at] ?? 0, free: ((shares[at] ?? 0) * sum(proposers.filter(({ use }) => !asksModel(use)))) / sum(proposers) }
    })
    const total = weights.reduce((sum, { all }) => sum + all, 0)
    return weights.reduce((sum, weight) => sum + weight.free, 0) / total
  }

  return {
    asks,
    admits({ offspring, asking }, { calls = Infinity, evaluations }, spent, shares) {
      if (most === undefined || shares === undefined) return () => true
      const part = freePart(shares)
      const used = free / trainCases + offspring - asking
      const mayAsk = asking < most && spent.calls + asking < calls
      const mayDo = evaluations === undefined || part === 1 || used < part * evaluations
      return (name) => (asksModel(name) ? mayAsk : mayDo)
    },
    note(ticket, outcome) {
      if (ticket.kind !== 'offspring' || asks(ticket)) return
      for (const { set, cases } of evaluationsOf(outcome)) if (set === 'train') free += cases.length
    },
    snapshot: () => (learner === undefined ? undefined : free),
  }
}
