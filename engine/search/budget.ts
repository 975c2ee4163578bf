import type { StopReason } from '../contracts/archive.ts'
import type { Budget } from '../contracts/manifest.ts'
import { evaluationsOf, fuelOf, isFutile, paidCallsOf, triedIn } from '../contracts/ticket.ts'
import type { Outcome, Ticket } from '../contracts/ticket.ts'

/** What a run has spent: integers, so that sums are exact in any order. */
export interface Spent {
  /** Train cases judged; divided by the size of the train set this is the number of evaluations. */
  cases: number
  /** Programs judged on train cases, whole or in part; absent in a run that an earlier version began, which did not count them. */
  programsTried?: number
  fuel: number
  /** Tickets committed; those of them that judged a program further. */
  tickets: number
  further?: number
  /** Tickets in a row that judged no train case. */
  idle?: number
  /** Tickets in a row on whose proposer's calls there were replies, and that came to no offspring; absent: none so far. */
  futile?: number
  calls: number
  /** Those of them that programs made. */
  answering?: number
  /** Tokens of calls, sent and received. */
  tokens: number
  /** Millionths of a dollar. */
  cost: number
}

/** Adds a ticket's committed outcome. Only train cases count as evaluations: validation and held-out sets are overhead of judging. */
export function charge(spent: Spent, ticket: Pick<Ticket, 'kind'>, outcome: Outcome): void {
  spent.tickets += 1
  if (spent.programsTried !== undefined) spent.programsTried += triedIn(ticket, outcome)
  spent.fuel += fuelOf(outcome)
  for (const { kind, attempts, tokens, cost } of paidCallsOf(outcome)) {
    if (attempts > 0) spent.calls += 1
    if (attempts > 0 && kind === 'capability') spent.answering = (spent.answering ?? 0) + 1
    spent.tokens += tokens.sent + tokens.received
    spent.cost += cost
  }
  const before = spent.cases
  for (const { set, cases } of evaluationsOf(outcome)) if (set === 'train') spent.cases += cases.length
  spent.idle = spent.cases === before ? (spent.idle ?? 0) + 1 : 0
  if (isFutile(outcome)) spent.futile = (spent.futile ?? 0) + 1
  else if (spent.futile !== undefined && outcome.kind !== 'failed') spent.futile = 0
}

/** Tickets for each evaluation that a run comes to without progress at most, after which a search that only fails or repeats itself is called exhausted. */
const FUTILITY = 100

/** The same in calls by proposers, which somebody pays for; a run in which every other call fails takes about 14 an evaluation. */
const PAID_FUTILITY = 25

/** Most of a limit that is kept for the end of a run. */
const KEPT = 1 / 3

/** Tickets in a row that judge nothing, after which a search whose proposers fail or make what is known is called exhausted. */
const IDLE = 1000

/** Tickets in a row that were paid for and came to no offspring after which a search is called exhausted: what its models say cannot be used. */
export const FUTILE = 100

/** Tickets without offspring after which a search that has not come to any is called exhausted. */
const BARREN = 200

/**
 * Why no further offspring may be drawn, undefined while it may. Offspring under way count as one evaluation each, and cases as they
 * are, so that a run ends at its budget; inner evaluations of the last tickets may take it a little further.
 */
export function exhausted(
  budget: Budget,
  spent: Spent,
  state: {
    readonly trainCases: number
    readonly open: number
    readonly openCases?: number
    /** The cases that were spent when there was progress last. */
    readonly gained?: number
    /** What the best is as good as, if anything that ends a run. */
    readonly reached?: 'optimum' | 'target' | undefined
    /** Tickets that came to no offspring, where not one came to any. */
    readonly barren?: number
    /** Cases on which programs are yet to be judged at the end, where that takes calls: so much is kept, by what a train case took so far. */
    readonly ending?: number
  },
): StopReason | undefined {
  const { trainCases, gained = 0, ending = 0 } = state
  const reaches = (limit: number | undefined, amount: number): boolean =>
    limit !== undefined && amount >= limit - Math.min(KEPT * limit, (ending * amount) / Math.max(1, spent.cases))
  const { evaluations = Number.POSITIVE_INFINITY, patience = Number.POSITIVE_INFINITY } = budget
  if (state.reached !== undefined) return state.reached
  if (budget.fuel !== undefined && spent.fuel >= budget.fuel) return 'fuel'
  if (reaches(budget.calls, spent.calls)) return 'calls'
  if (reaches(budget.tokens, spent.tokens)) return 'tokens'
  if (reaches(budget.dollars && budget.dollars * 1e6, spent.cost)) return 'dollars'
  if ((state.barren ?? 0) >= BARREN || (spent.idle ?? 0) >= IDLE || (spent.futile ?? 0) >= FUTILE) return 'exhausted'
  const cases = spent.cases + state.open * trainCases + (state.openCases ?? 0)
  if (cases >= evaluations * trainCases) return 'evaluations'
  if (cases - gained >= patience * trainCases) return 'patience'
  const most = Math.min(evaluations, gained / trainCases + patience)
  if (spent.tickets - (spent.further ?? 0) >= FUTILITY * (most + FUTILITY)) return 'exhausted'
  return spent.calls - (spent.answering ?? 0) >= PAID_FUTILITY * (most + PAID_FUTILITY) ? 'exhausted' : undefined
}

const grouped = (value: number): string => String(Math.floor(value)).replaceAll(/\B(?=(?:\d{3})+$)/g, ',')

/** What a run has spent, for people. */
export function spentInWords(evaluations: number, { fuel, calls, tokens, cost }: Spent): string {
  const paid = calls === 0 ? [] : [`${grouped(calls)} calls`, `${grouped(tokens)} tokens`, `$${(cost / 1e6).toFixed(4)}`]
  return [`${grouped(evaluations)} evaluations`, `${grouped(fuel)} fuel`, ...paid].join(', ')
}
