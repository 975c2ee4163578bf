/**
 * Looks for one way to look better than one is. What it is given and what it finds are contracts of the room that proves before promotion
 * (`trust/contracts.ts`); here it stands as a part, so that a plug-in may bring one.
 */
export interface Examiner {
  /** What it looks for, in one sentence. */
  readonly looksFor: string
  examine(context: never): unknown
}
