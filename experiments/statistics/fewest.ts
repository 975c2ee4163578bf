/** Pairs beyond which no number of them is looked for. */
export const MOST_PAIRS = 20_000

/** The least number from 1 to 20,000 from which on something holds, found by doubling and halving. */
export function fewest(holds: (n: number) => boolean): number | undefined {
  let high = 1
  while (!holds(high)) {
    if (high >= MOST_PAIRS) return undefined
    high = Math.min(2 * high, MOST_PAIRS)
  }
  let low = high / 2
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (holds(middle)) high = middle
    else low = middle
  }
  return high
}
