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
 * exchangeable, so it is enough to count them; the program is asked once for each pair of item and residual that occurs.
 */
export default function drive(program: Program, { capacity, items }: Input): Int32Array {
  const priorities: (Float64Array | undefined)[] = []
  const asked: (Uint8Array | undefined)[] = []
  /** The bin opened or filled last among those of a residual, and the one before it; -1 ends the list. */
  const last = new Int32Array(capacity + 1).fill(-1)
  const before = new Int32Array(items.length).fill(-1)
  const bins = new Int32Array(items.length)
  let opened = 0
  for (let k = 0; k < items.length; k++) {
    const item = items[k] as number
    const row = (priorities[item] ??= new Float64Array(capacity + 1))
    const known = (asked[item] ??= new Uint8Array(capacity + 1))
    let best = -1
    let highest = Number.NaN
    for (let residual = item; residual <= capacity; residual++) {
      if (residual < capacity ? last[residual] === -1 : best === -1) continue
      if (known[residual] === 0) {
        known[residual] = 1
        row[residual] = program.priority(item, residual, capacity)
      }
      const value = row[residual] as number
      if (best === -1 || value > highest || (highest !== highest && value === value)) {
        best = residual
        highest = value
      }
    }
    let bin = opened
    if (best === -1 || best === capacity) opened++
    else {
      bin = last[best] as number
      last[best] = before[bin] as number
    }
    const left = (best === -1 ? capacity : best) - item
    before[bin] = last[left] as number
    last[left] = bin
    bins[k] = bin
  }
  return bins
}
