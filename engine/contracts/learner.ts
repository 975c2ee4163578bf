import type { Memory } from './model.ts'
import type { Random } from './random.ts'
import type { ProposerCall } from './ticket.ts'

/** What came of a ticket, as far as those who asked are concerned. */
export interface Settlement {
  readonly ticket: number
  /** Its offspring is better than its parent, and new. */
  readonly gain: boolean
  /** It is the best of the run, too. */
  readonly leads?: boolean
  /** Its offspring is worse than its parent, or there is none. */
  readonly worse?: boolean
  /** What it was told. */
  readonly told?: Memory
  /** Number of the program that came of it. */
  readonly program?: number
  /** What came of it, in words. */
  readonly result: string
}

/** Where a ticket is. */
export type Place = Pick<Memory, 'island' | 'parents' | 'inspirations'>

/** What a ticket's choices are made by: a random stream of its own, and what those under way were told. */
export interface Draw {
  readonly random: Random
  readonly underWay: readonly Memory[]
}

/**
 * What a run learns from what its proposers say: pure functions, so that the same commits leave the same knowledge behind.
 * `knowledge` is the learner's own plain data, and is never changed in place.
 */
export interface Learner<Knowledge = unknown> {
  /** What is known before the first ticket. */
  readonly initial: Knowledge
  /** Whether a proposer of that name asks models. */
  asks(proposer: string): boolean
  /** Takes in a call of a ticket's proposer; ticket 0 for a user's note. */
  record(knowledge: Knowledge, ticket: number, call: ProposerCall): Knowledge
  /** Takes in that a ticket with calls has committed. */
  reduce(knowledge: Knowledge, settlement: Settlement): Knowledge
  /** Notes that it has withdrawn since it knew `before`, with the reason in words; absent: it says of none. */
  withdrawn?(knowledge: Knowledge, before: Knowledge): readonly { readonly note: number; readonly text: string; readonly reason: string }[]
  /** What a ticket is told. */
  view(knowledge: Knowledge, ticket: Place, draw: Draw): Memory
}
