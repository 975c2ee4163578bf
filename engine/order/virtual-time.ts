/** A batch that was drawn and has not committed, on the virtual clock. */
export interface OpenBatch {
  readonly number: number
  /** Virtual time before which it cannot finish; once it is finished, that at which it does. */
  readonly bound: number
  /** How many batches had finished before it; undefined while it has not. */
  readonly arrival: number | undefined
}

/**
 * Names the batch that commits next among the open ones, which come in the order in which they were drawn; undefined while that is
 * not certain. It names finished batches only, and one of them when all are finished.
 */
export type CommitOrder = (open: Iterable<OpenBatch>) => OpenBatch | undefined

const isBefore = (a: OpenBatch, b: OpenBatch): boolean => a.bound < b.bound || (a.bound === b.bound && a.number < b.number)

/**
 * Strict order: results commit in the order of a virtual clock on which a ticket lasts a constant base plus the fuel it burned,
 * never in the order in which they happen to arrive. It is the conservative rule of parallel discrete-event simulation (Chandy and
 * Misra 1979): the finished batch with the least (finish, number) commits once every other open batch, running or not, is bound
 * to finish later; the base is the lookahead.
 */
export const byVirtualTime: CommitOrder = (open) => {
  let first: OpenBatch | undefined
  for (const batch of open) if (first === undefined || isBefore(batch, first)) first = batch
  return first?.arrival === undefined ? undefined : first
}

/** Results commit as they arrive: nothing waits, and no two runs need be equal. */
export const byArrival: CommitOrder = (open) => {
  let first: OpenBatch | undefined
  for (const batch of open) {
    if (batch.arrival !== undefined && (first?.arrival === undefined || batch.arrival < first.arrival)) first = batch
  }
  return first
}

/** Results commit in the order of these numbers, as far as they go, and then by another rule: that of a run which is repeated. Used for one run. */
export function repeating(numbers: readonly number[], then: CommitOrder): CommitOrder {
  let at = 0
  return (open) => {
    const batches = new Map<number, OpenBatch>()
    for (const batch of open) batches.set(batch.number, batch)
    for (; at < numbers.length; at++) {
      const batch = batches.get(numbers[at] as number)
      // tickets that are not the first of their batch
      if (batch === undefined) continue
      if (batch.arrival === undefined) return undefined
      at += 1
      return batch
    }
    return then(batches.values())
  }
}

/** The open batches of a run, and which of them commits next. */
export interface Order {
  /** A batch is drawn at virtual time `start`. */
  open(batch: number, start: number, tickets: number): void
  /** What a batch has burned so far. A hint: late, lost or repeated, it may delay commits and changes none. */
  progress(batch: number, fuel: number): void
  /** All of a batch's results are in, for this much fuel in total. */
  finish(batch: number, fuel: number): void
  /** The batch that must commit next, undefined while that is not certain. */
  next(): number | undefined
  /** Takes a batch out; returns the virtual time at which it finished. */
  close(batch: number): number
}

/** An order in which every ticket lasts `lookahead` plus its fuel, and batches commit in `commitOrder`. */
export function createOrder(lookahead: number, commitOrder: CommitOrder = byVirtualTime): Order {
  const open = new Map<number, { number: number; earliest: number; bound: number; arrival: number | undefined }>()
  let arrivals = 0

  function find(number: number): { earliest: number; bound: number; arrival: number | undefined } {
    const batch = open.get(number)
    if (batch === undefined) throw new RangeError(`batch ${number} is not open`)
    return batch
  }

  return {
    open(number, start, tickets) {
      const earliest = start + tickets * lookahead
      open.set(number, { number, earliest, bound: earliest, arrival: undefined })
    },
    progress(number, fuel) {
      const batch = find(number)
      if (batch.arrival === undefined) batch.bound = Math.max(batch.bound, batch.earliest + fuel)
    },
    finish(number, fuel) {
      const batch = find(number)
      batch.bound = batch.earliest + fuel
      batch.arrival = arrivals++
    },
    next: () => commitOrder(open.values())?.number,
    close(number) {
      const { bound } = find(number)
      open.delete(number)
      return bound
    },
  }
}
