import type { Direction } from './objective.ts'

/** An evaluated program as selection and survival see it. The program itself stays in the archive. */
export interface Individual {
  /** Its number in the archive. */
  readonly number: number
  /** Numbers of the programs that it was made from; none for an initial program. */
  readonly parents: readonly number[]
  readonly score: number
  /** Scores by position among the train cases; NaN where a case has none, and as long as the last case that has one. */
  readonly caseScores: readonly number[]
  /** Fuel that judging it on train has burned. */
  readonly cost: number
  /** Its size, in the units of its languages. */
  readonly size: number
  /** Its per-case scores as a key: equal signatures behave alike. */
  readonly signature: string
  /** The cell of descriptor space that it falls in. */
  readonly cell: string
  /** Values of the objectives, signed so that smaller is better; absent where the score is all. */
  readonly objectives?: readonly number[]
  /**
   * Values of each objective by position among the train cases, signed alike: NaN where a case has no score, infinite where it lacks the
   * metric, and the program's own size everywhere. Absent where the score is all.
   */
  readonly caseObjectives?: readonly (readonly number[])[]
}

/**
 * Descent, over all programs of a run, whether they live or not. A program descends from its first parent, and a program that a person
 * wrote from the one that it was made from, so that descent is a tree and every program counts in a clade once.
 */
export interface Lineage {
  /** How many programs descend from this one directly. */
  children(number: number): number
  /** How many tickets are under way whose first parent this one is. */
  pending(number: number): number
  /** How many tickets with several parents, under way or over, had this one as their first parent, whatever came of them. */
  crossed(number: number): number
  /**
   * Train cases of this program and of all that descends from it, by how they ended. A case counts as passed if it scored, and its score
   * is not the worse one of 0 and 1: 0 where large scores are good, 1 where small ones are. Cases that were not judged count as neither.
   */
  clade(number: number): { readonly passed: number; readonly failed: number }
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
  /** How many train cases the problem has; an individual of which fewer scores are known was judged on a sample. */
  readonly trainCases: number
  readonly lineage: Lineage
  /** Whether a small or a large score is good. */
  readonly direction: Direction
  /** The individual of that number, if it lives here. */
  find(number: number): Individual | undefined
}
