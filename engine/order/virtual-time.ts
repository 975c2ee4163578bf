/** A bundle that was drawn and has not committed, on the virtual clock. */
export interface OpenBatch {
  readonly number: number
  /** Virtual time before which it cannot finish; once it is finished, that at which it does. */
  readonly bound: number
  /** How many bundles had finished before it; undefined while it has not. */
  readonly arrival: number | undefined
}

/**
 * Names the bundle that commits next among the open ones, which come in the order in which they were drawn; undefined while that is
 * not certain. It names finished bundles only, and one of them when all are finished.
 */
export type CommitOrder = (open: Iterable<OpenBatch>) => OpenBatch | undefined

const isBefore = (a: OpenBatch, b: OpenBatch): boolean => a.bound < b.bound || (a.bound === b.bound && a.number < b.number)

/**
 * Strict order: results commit in the order of a virtual clock on which a ticket lasts a constant base plus the fuel it burned,
 * never in the order in which they happen to arrive. It is the conservative rule of parallel discrete-event simulation (Chandy and
 * Misra 1979): the finished bundle with the least (finish, number) commits once every other open bundle, running or not, is bound
 * to finish later; the base is the lookahead.
 */
export const byVirtualTime: CommitOrder = (open) => {
  let first: OpenBatch | undefined
  for (const bundle of open) if (first === undefined || isBefore(bundle, first)) first = bundle
  return first?.arrival === undefined ? undefined : first
}

/** Results commit as they arrive: nothing waits, and no two runs need be equal. */
export const arrival: CommitOrder = (open) => {
  let first: OpenBatch | undefined
  for (const bundle of open) {
    if (bundle.arrival !== undefined && (first?.arrival === undefined || bundle.arrival < first.arrival)) first = bundle
  }
  return first
}

/** Results commit in the order of these numbers, as far as they go, and then by another rule: that of a run which is repeated. Used for one run. */
export function repeating(numbers: readonly number[], then: CommitOrder): CommitOrder {
  let at = 0
  return (open) => {
    const bundles = new Map<number, OpenBatch>()
    for (const bundle of open) bundles.set(bundle.number, bundle)
    for (; at < numbers.length; at++) {
      const bundle = bundles.get(numbers[at] as number)
      // tickets that are not the first of their bundle
      if (bundle === undefined) continue
      if (bundle.arrival === undefined) return undefined
      at += 1
      return bundle
    }
    return then(bundles.values())
  }
}

/** The open bundles of a run, and which of them commits next. */
export interface Order {
  /** A bundle is drawn at virtual time `start`. */
  open(bundle: number, start: number, tickets: number): void
  /** What a bundle has burned so far. A hint: late, lost or repeated, it may delay commits and changes none. */
  progress(bundle: number, fuel: number): void
  /** All of a bundle's results are in, for this much fuel in total. */
  finish(bundle: number, fuel: number): void
  /** The bundle that must commit next, undefined while that is not certain. */
  next(): number | undefined
  /** Takes a bundle out; returns the virtual time at which it finished. */
  close(bundle: number): number
}

/** An order in which every ticket lasts `base` plus its fuel, and bundles commit by `rule`. */
export function createOrder(base: number, rule: CommitOrder = byVirtualTime): Order {
  const open = new Map<number, { number: number; earliest: number; bound: number; arrival: number | undefined }>()
  let arrivals = 0

  function find(number: number): { earliest: number; bound: number; arrival: number | undefined } {
    const bundle = open.get(number)
    if (bundle === undefined) throw new RangeError(`bundle ${number} is not open`)
    return bundle
  }

  return {
    open(number, start, tickets) {
      const earliest = start + tickets * base
      open.set(number, { number, earliest, bound: earliest, arrival: undefined })
    },
    progress(number, fuel) {
      const bundle = find(number)
      if (bundle.arrival === undefined) bundle.bound = Math.max(bundle.bound, bundle.earliest + fuel)
    },
    finish(number, fuel) {
      const bundle = find(number)
      bundle.bound = bundle.earliest + fuel
      bundle.arrival = arrivals++
    },
    next: () => rule(open.values())?.number,
    close(number) {
      const { bound } = find(number)
      open.delete(number)
      return bound
    },
  }
}
