import type { FuelCounter } from './fuel-counter.ts'
import type { Natives } from './natives.ts'

/** The fuel and the depth that a realm's code has left, and how it ended. */
export interface Fuel {
  /** Fuel left in the chunk at hand, and call depth left: metered code takes from both and calls `stop` below zero. Others once there is a fuel counter. */
  readonly counters: Int32Array
  stop(): void
  /** Takes fuel for work of a known size. */
  charge(units: number): void
  /** Fresh fuel and depth; nothing has failed yet. */
  begin(limit: number): void
  /** No limit to fuel, and none to depth but the machine's own: for trusted code. */
  lift(): void
  /** Notes how the program ended, unless it has ended already. */
  settle(verdict: string, reason: string, fuel: number): void
  /** From now on every tick throws. */
  spoil(): void
  /** Settles, spoils and throws. */
  poison(verdict: string, reason: string, fuel: number): never
  /** Counts in these words of shared memory from now on; to be called before a program is attached. */
  show(words: Int32Array): void
  /** Notes there what was burned before the next `begin`, and which turn that is. */
  rest(burned: number, turn: number): void
  /** Fuel burned since `begin`. */
  burned(): number
  readonly limit: number
  /** Empty while all is well. */
  readonly verdict: string
  readonly reason: string
  /** Call depth at which a generator's body goes on. */
  resumedAt: number
}

/**
 * Makes a realm's fuel, lifted. `depth` is the deepest nesting of calls, in frames of up to 64 nodes; `chunk` the largest fuel handed out
 * at once, so that the counter stays a small integer. Once it is spent or the program has failed, every tick throws: what is
 * caught or returned after that does not count.
 *
 * A chunk lasts long: once a tick has called `stop`, compilers reckon with everything having changed at each tick, and tight loops are
 * the slower for it. So nothing is told from here; who wants to know looks at the fuel counter.
 */
export function makeFuel({ min }: Natives, fuelCounterOf: (words: Int32Array) => FuelCounter, depth: number, chunk: number): Fuel {
  const spent = 'out of fuel'
  let limit = 0
  let left = 0
  let verdict = ''
  let reason = ''
  let burnt = 0
  let counters: Int32Array = Int32Array.of(chunk, depth)
  let fuelCounter: FuelCounter | undefined
  let shown: Int32Array | undefined

  const burned = (): number => (verdict === '' ? limit - left - (counters[0] as number) : burnt)
  const settle = (how: string, why: string, fuel: number): void => {
    if (verdict !== '') return
    verdict = how
    reason = why
    burnt = fuel
  }
  const refill = (fuel: number): void => {
    if (fuelCounter === undefined) counters[0] = fuel
    else fuelCounter.refill(fuel, limit - left - fuel)
  }
  const spoil = (): void => {
    left = 0
    if (fuelCounter === undefined) counters[0] = -1
    else fuelCounter.refill(-1, burnt)
  }
  const poison = (how: string, why: string, fuel: number): never => {
    settle(how, why, fuel)
    spoil()
    throw spent
  }
  const stop = (): void => {
    if (verdict !== '') {
      spoil()
      throw spent
    }
    const total = left + (counters[0] as number)
    if (total < 0) poison('fuel', spent, limit)
    if ((counters[1] as number) < 0) poison('error', 'calls nested too deeply', limit - total)
    const next = min(total, chunk)
    left = total - next
    refill(next)
  }
  const begin = (allowed: number): void => {
    verdict = ''
    reason = ''
    burnt = 0
    limit = allowed
    const first = min(allowed, chunk)
    left = allowed - first
    refill(first)
    counters[1] = depth
    fuel.resumedAt = depth
  }
  const fuel: Fuel = {
    get counters() {
      return counters
    },
    stop,
    charge(units) {
      if (!(units > 0)) return
      // what is charged at once may be more than a counter holds
      const after = (counters[0] as number) - units
      if (after >= 0) {
        counters[0] = after
        return
      }
      left += after
      counters[0] = left >= 0 ? 0 : -1
      if (left < 0) left = 0
      stop()
    },
    begin,
    lift() {
      begin(Infinity)
      counters[1] = 2 ** 30
      fuel.resumedAt = 2 ** 30
    },
    settle,
    spoil,
    poison,
    show(words) {
      // what was compiled with the counters keeps them
      if (words === shown) return
      shown = words
      fuelCounter = fuelCounterOf(words)
      ;({ counters } = fuelCounter)
    },
    rest(total, turn) {
      fuelCounter?.rest(total, turn)
    },
    burned,
    get limit() {
      return limit
    },
    get verdict() {
      return verdict
    },
    get reason() {
      return reason
    },
    resumedAt: depth,
  }
  fuel.lift()
  return fuel
}
