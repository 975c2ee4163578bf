/**
 * Strict order: results commit in the order of a virtual clock on which a ticket lasts a constant base plus the fuel it
 * burned, never in the order in which they happen to arrive. It is the conservative rule of parallel discrete-event simulation
 * (Chandy and Misra 1979): the earliest finished bundle commits once every other open bundle is bound to finish later;
 * `base` is the lookahead.
 */
export interface Order {
  /** A bundle is drawn at virtual time `start`. */
  open(bundle: number, start: number, tickets: number): void
  /** One more ticket of a bundle is done, for this much fuel. A hint: late or lost, it delays commits and changes none. */
  progress(bundle: number, fuel: number): void
  /** All of a bundle's results are in, for this much fuel in total. */
  finish(bundle: number, fuel: number): void
  /** The bundle that must commit next, undefined while that is not certain. */
  next(): number | undefined
  /** Takes a finished bundle out, in commit order; returns the virtual time at which it finished. */
  close(bundle: number): number
  /** Numbers of the open bundles, oldest first. */
  readonly bundles: readonly number[]
}

interface OpenBundle {
  readonly number: number
  /** Start plus the bases of all its tickets: it cannot finish earlier. */
  readonly earliest: number
  fuel: number
  finished: boolean
}

/** An order in which every ticket lasts `base` plus its fuel. */
export function createOrder(base: number): Order {
  let open: OpenBundle[] = []
  const find = (number: number): OpenBundle => {
    const bundle = open.find((candidate) => candidate.number === number)
    if (bundle === undefined) throw new RangeError(`bundle ${number} is not open`)
    return bundle
  }
  const bound = (bundle: OpenBundle): number => bundle.earliest + bundle.fuel
  const isBefore = (a: OpenBundle, b: OpenBundle): boolean => bound(a) < bound(b) || (bound(a) === bound(b) && a.number < b.number)

  return {
    get bundles() {
      return open.map(({ number }) => number)
    },
    open(number, start, tickets) {
      open.push({ number, earliest: start + tickets * base, fuel: 0, finished: false })
    },
    progress(number, fuel) {
      find(number).fuel += fuel
    },
    finish(number, fuel) {
      Object.assign(find(number), { fuel, finished: true })
    },
    next() {
      let first: OpenBundle | undefined
      for (const bundle of open) if (first === undefined || isBefore(bundle, first)) first = bundle
      return first?.finished === true ? first.number : undefined
    },
    close(number) {
      const bundle = find(number)
      open = open.filter((other) => other !== bundle)
      return bound(bundle)
    },
  }
}
