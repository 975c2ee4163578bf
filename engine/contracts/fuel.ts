/** What a fuel schedule sees of a run when an offspring is drawn. */
export interface FuelView {
  /** The most fuel that an initial program burned on a train case. */
  readonly initial: number
  /** Fuel that the run has burned so far. */
  readonly spent: number
}

/**
 * Limits what an offspring may burn on a case, within the problem's own limit.
 *
 * Requirements: `limit` is a function of the view, keeps no state and never falls while a run goes on. Verdict `fuel` of an offspring then
 * says no more than that its fuel ran out by this limit: found again later, it is judged again.
 */
export interface Fuel {
  /** So many times what its first parent burned there, case by case; absent: no such limit. */
  readonly ofParent?: number
  /** Fuel for any case at this time of the run; absent: no such limit. */
  limit?(view: FuelView): number
}
