import type { Type } from './types.ts'

/** An operation of the language on values, which a term may have. */
export interface Component {
  /** As it is written, `_1`, `_2` and `_3` standing for its arguments. */
  readonly text: string
  readonly parameters: readonly Type[]
  readonly returns: Type
  /** What it comes to; undefined where it fails, or its value is none that a program should go on with. No argument is undefined but a `lazy` one's. */
  apply(...args: never[]): unknown
  /** Whether its arguments may change places. */
  readonly commutes?: true
  /** Whether some arguments are not computed: it picks among them. */
  readonly lazy?: true
  /** What it counts as in an enumeration by size; 1 unless given, more for what is seldom of use. */
  readonly cost?: number
}

/** A component as its author writes it: `(number, T[]) => T`, `T` and `U` standing for any types. */
export interface ComponentDraft {
  readonly text: string
  readonly type: string
  apply(...args: never[]): unknown
  readonly commutes?: true
  readonly lazy?: true
  /** What it counts as in an enumeration by size; 1 unless given, more for what is seldom of use. */
  readonly cost?: number
}
