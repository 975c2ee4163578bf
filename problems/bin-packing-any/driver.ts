/** One order of arrival: whole sizes between 1 and the capacity. */
interface Input {
  readonly capacity: number
  readonly items: readonly number[]
}

interface Program {
  priority(
    item: number,
    residual: number,
    capacity: number,
    mean: number,
    spread: number,
    open: number,
    room: number,
    fits: number,
    exact: number,
  ): number
}

/**
 * Packs the items in the order in which they come and returns the bin of each, bins numbered as they are opened.
 *
 * An item goes to the bin with the highest priority among those that have room and one untouched bin; ties go to the smaller
 * residual, so an open bin comes before an untouched one; NaN is worse than every number. Bins of equal residual are
 * exchangeable, so the program is asked once for each residual that occurs, and not at all when only the untouched bin has room. What it is told of the items that have come so far, this one
 * among them: mean and standard deviation of their sizes, and of what the item would leave in the bin, the shares of them that
 * would fit into it and that would fill it. Of the open bins: how many of them are not full, and the mean room in these, 0 if none.
 */
export default function drive(program: Program, { capacity, items }: Input): Int32Array {
  /** For each residual the number of open bins, the bin filled last among them, and for each bin the one before it; -1 ends the list. */
  const number = new Int32Array(capacity + 1)
  const last = new Int32Array(capacity + 1).fill(-1)
  const before = new Int32Array(items.length).fill(-1)
  /** How many items of each size, and of at most each size, have come. */
  const seen = new Int32Array(capacity + 1)
  const upTo = new Int32Array(capacity + 1)
  const bins = new Int32Array(items.length)
  let opened = 0
  let unfilled = 0
  let unused = 0
  let sum = 0
  let squares = 0
  for (let k = 0; k < items.length; k++) {
    const item = items[k] as number
    const come = k + 1
    sum += item
    squares += item * item
    seen[item] = (seen[item] as number) + 1
    for (let size = item; size <= capacity; size++) upTo[size] = (upTo[size] as number) + 1
    const mean = sum / come
    const spread = Math.sqrt(Math.max(0, squares / come - mean * mean))
    const room = unfilled > 0 ? unused / unfilled : 0
    const ask = (residual: number): number => {
      const left = residual - item
      const under = (upTo[left] as number) / come
      return program.priority(item, residual, capacity, mean, spread, unfilled, room, under, (seen[left] as number) / come)
    }
    let best = capacity
    let highest = Number.NaN
    for (let residual = item; residual < capacity; residual++) {
      if (number[residual] === 0) continue
      const value = ask(residual)
      if (best === capacity || value > highest || (highest !== highest && value === value)) {
        highest = value
        best = residual
      }
    }
    if (best < capacity) {
      const value = ask(capacity)
      if (value > highest || (highest !== highest && value === value)) best = capacity
    }
    let bin = opened
    if (best === capacity) opened++
    else {
      bin = last[best] as number
      last[best] = before[bin] as number
      number[best] = (number[best] as number) - 1
      unfilled--
      unused -= best
    }
    bins[k] = bin
    const left = best - item
    if (left > 0) {
      before[bin] = last[left] as number
      last[left] = bin
      number[left] = (number[left] as number) + 1
      unfilled++
      unused += left
    }
  }
  return bins
}
