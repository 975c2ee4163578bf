/** One order of arrival: whole sizes between 1 and the capacity. */
interface Input {
  readonly capacity: number
  readonly items: readonly number[]
}

interface Program {
  priority(item: number, residual: number, capacity: number): number
}

/**
 * What the program said, a row of residuals for each item; NaN where it was not asked, and where it said so. The rows are written
 * anew for each order; only their room is kept, since making hundreds of small arrays costs more than packing.
 */
let priorities = new Float64Array(0)
let asked = new Uint8Array(0)

function grow(room: number): void {
  const larger = new Float64Array(2 * room)
  larger.set(priorities)
  priorities = larger
  const also = new Uint8Array(2 * room)
  also.set(asked)
  asked = also
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
  const width = capacity + 1
  /** Where the row of an item begins in the table, plus 1; 0 for an item that has not come yet. */
  const rows = new Int32Array(width)
  let used = 0
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
    if (rows[item] === 0) {
      if (priorities.length < used + width) grow(used + width)
      priorities.fill(Number.NaN, used, used + width)
      asked.fill(0, used, used + width)
      rows[item] = used + 1
      used += width
    }
    const row = (rows[item] as number) - 1
    let best = capacity
    let place = 0
    if (count > 0 && (open[count - 1] as number) >= item) {
      if (asked[row + capacity] === 0) {
        asked[row + capacity] = 1
        priorities[row + capacity] = program.priority(item, capacity, capacity)
      }
      let highest = priorities[row + capacity] as number
      for (let j = count - 1; j >= 0; j--) {
        const residual = open[j] as number
        if (residual < item) break
        let value = priorities[row + residual] as number
        if (value !== value && asked[row + residual] === 0) {
          asked[row + residual] = 1
          value = program.priority(item, residual, capacity)
          priorities[row + residual] = value
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
