/** Words of a fuel counter. */
export const FUEL_COUNTER_WORDS = 8

/**
 * What can be seen from another thread of the fuel that a program burns while it runs: words of shared memory, in which metered code
 * counts. What is read was true a moment ago, and is never more than what has been burned.
 */
export interface FuelCounter {
  /** Of fuel and depth. Metered code takes from them as they are; nothing else does but `refill`. */
  readonly counters: Int32Array
  /** Notes what has been burned before the next `refill`, and which turn of its run that is. */
  rest(burned: number, turn?: number): void
  /** Gives the counter of fuel a value, where `burned` since the last `rest` is to be added to what was noted then. */
  refill(fuel: number, burned: number): void
  /** What has been burned at least; undefined while it is being noted. */
  read(): number | undefined
  /** The turn that was begun last. */
  turn(): number
}

/**
 * Makes makers of fuel counters, which use nothing of a realm that may be changed later. It is turned into text, so it refers to nothing outside
 * itself.
 */
export function fuelCounterMaker(): (words: Int32Array) => FuelCounter {
  'use strict'
  const { add, load } = Atomics
  const { floor, max } = Math
  const Words = Int32Array
  // a number of notes, odd during one; the turn; what was burned before; what will have been burned beside when the counter is at zero; the counters
  const [NOTES, TURN, BASE, MARK, COUNTERS] = [0, 1, 2, 4, 6] as const

  return (words) => {
    const counters = new Words(words.buffer as SharedArrayBuffer, 4 * COUNTERS, 2)
    const write = (at: number, value: number): void => {
      words[at] = value | 0
      words[at + 1] = floor(value / 2 ** 32)
    }
    const readAt = (at: number): number => (load(words, at) >>> 0) + 2 ** 32 * load(words, at + 1)
    return {
      counters,
      rest(burned, turn = 0) {
        add(words, NOTES, 1)
        words[TURN] = turn
        write(BASE, burned)
        write(MARK, 0)
        counters[0] = 0
        add(words, NOTES, 1)
      },
      refill(fuel, burned) {
        add(words, NOTES, 1)
        write(MARK, burned + max(0, fuel))
        counters[0] = fuel
        add(words, NOTES, 1)
      },
      read() {
        const notes = load(words, NOTES)
        const burned = readAt(BASE) + readAt(MARK) - max(0, load(words, COUNTERS))
        return notes % 2 === 0 && load(words, NOTES) === notes ? burned : undefined
      },
      turn: () => load(words, TURN),
    }
  }
}
