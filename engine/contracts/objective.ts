/** Whether a lower or a higher score is better. */
export type Direction = 'minimize' | 'maximize'

/** One of several things that are optimised together. */
export interface Objective {
  /** A metric (its mean over the cases), `size`, `fuel` (what all train cases burned together), or `score`, which is the problem's own score. */
  readonly name: string
  readonly direction: Direction
  /** A value worse than any of interest: hypervolume is measured from there. */
  readonly reference: number
}
