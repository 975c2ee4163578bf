/** One order of arrival: whole sizes between 1 and the capacity. */
interface Input {
  readonly capacity: number
  readonly items: readonly number[]
}

interface Program {
  priority(item: number, residual: number, capacity: number): number
}

/**
 * Packs the items in the order in which they come and returns the bin of each, bins numbered as they are opened.
 *
 * An item goes to the bin with the highest priority among those that have room and one untouched bin; ties go to the smaller
 * residual, so an open bin comes before an untouched one; NaN is worse than every number. Bins of equal residual are
 * exchangeable, so it is enough to know which residuals are open; the program is asked once for each pair of item and residual
 * that occurs.
 */
export default function drive(program: Program, { capacity, items }: Input): Int32Array {
  /** What the program said for each item and residual; NaN where it was not asked, and where it said so. */
  const priorities: (Float64Array | undefined)[] = []
  const asked: (Uint8Array | undefined)[] = []
  /** The residuals of open bins, rising. */
  const open = new Int32Array(capacity + 1)
  let count = 0
  /** The bin filled last among those of a residual, and for each bin the one before it; -1 ends the list. */
  const last = new Int32Array(capacity + 1).fill(-1)
  const before = new Int32Array(items.length).fill(-1)
  const bins = new Int32Array(items.length)
  let opened = 0
  for (let k = 0; k < items.length; k++) {
    const item = items[k] as number
    const row = (priorities[item] ??= new Float64Array(capacity + 1).fill(Number.NaN))
    const known = (asked[item] ??= new Uint8Array(capacity + 1))
    let best = capacity
    let place = 0
    if (count > 0 && (open[count - 1] as number) >= item) {
      if (known[capacity] === 0) {
        known[capacity] = 1
        row[capacity] = program.priority(item, capacity, capacity)
      }
      let highest = row[capacity] as number
      for (let j = count - 1; j >= 0; j--) {
        const residual = open[j] as number
        if (residual < item) break
        let value = row[residual] as number
        if (value !== value && known[residual] === 0) {
          known[residual] = 1
          value = program.priority(item, residual, capacity)
          row[residual] = value
        }
        if (value >= highest || highest !== highest) {
          highest = value
          best = residual
          place = j
        }
      }
    }
    let bin = opened
    if (best === capacity) {
      opened++
      place = count++
    } else {
      bin = last[best] as number
      last[best] = before[bin] as number
      // A residual whose last bin goes gives up its place to the one that may come below; otherwise there is one more.
      if (last[best] !== -1) place = count++
    }
    const left = best - item
    before[bin] = last[left] as number
    last[left] = bin
    bins[k] = bin
    if (left > 0 && before[bin] === -1) {
      for (; place > 0 && (open[place - 1] as number) > left; place--) open[place] = open[place - 1] as number
      open[place] = left
    } else {
      for (count--; place < count; place++) open[place] = open[place + 1] as number
    }
  }
  return bins
}
