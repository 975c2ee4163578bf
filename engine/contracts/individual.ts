import type { Direction } from './objective.ts'

/** An evaluated program as selection and survival see it. The program itself stays in the archive. */
export interface Individual {
  /** Its number in the archive. */
  readonly number: number
  readonly score: number
  /** Nodes of its syntax tree. */
  readonly size: number
  /** Its per-case scores as a key: equal signatures behave alike. */
  readonly signature: string
  /** The cell of descriptor space that it falls in. */
  readonly cell: string
  /** What is optimised together, all to be made small; absent where the score is all. */
  readonly objectives?: readonly number[]
  /** Scores by case, in a run that asks models; absent elsewhere. */
  readonly caseScores?: readonly number[]
}

/** A population as selectors and exchanges see it, at the moment of a decision. */
export interface PopulationView {
  /** Every individual that lives, best first. */
  readonly individuals: readonly Individual[]
  /** The best individual of each cell, in the order in which the cells were found. */
  readonly elites: readonly Individual[]
  /** The individuals that no other one dominates; the best one where the score is all. */
  readonly front: readonly Individual[]
  /** Tickets that have committed in the run so far. */
  readonly commits: number
  /** Whether a small or a large score is good. */
  readonly direction: Direction
}
