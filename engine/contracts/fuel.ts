/** The view that a fuel schedule has of a run when an offspring is drawn. */
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
  /** The limit as a multiple of the fuel that the first parent burned, case by case; none unless given. */
  readonly ofParent?: number
  /** The limit for any case at this time of the run; none unless given. */
  limit?(view: FuelView): number
}
