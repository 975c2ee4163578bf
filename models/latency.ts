import type { Latency } from '../engine/contracts/event.ts'

/** Calls of a model for a purpose that are remembered: the last ones. */
const REMEMBERED = 1000

/** How long calls took, by model and purpose. */
export interface Latencies {
  note(model: string, purpose: Latency['purpose'], milliseconds: number): void
  rows(): Latency[]
}

/** The value that a share of sorted ones is not above: the nearest rank. */
const quantile = (sorted: readonly number[], share: number): number => sorted[Math.ceil(share * sorted.length) - 1] ?? 0

/** No call was timed yet. */
export function createLatencies(): Latencies {
  const table = new Map<string, Pick<Latency, 'model' | 'purpose'> & { calls: number; longest: number; last: number[] }>()
  return {
    note(model, purpose, milliseconds) {
      const key = JSON.stringify([model, purpose])
      const row = table.get(key) ?? { model, purpose, calls: 0, longest: 0, last: [] }
      table.set(key, row)
      row.last[row.calls % REMEMBERED] = milliseconds
      row.calls += 1
      row.longest = Math.max(row.longest, milliseconds)
    },
    rows: () =>
      [...table.values()].map(({ model, purpose, calls, longest, last }) => {
        const sorted = last.toSorted((a, b) => a - b)
        return { model, purpose, calls, median: quantile(sorted, 0.5) / 1000, slow: quantile(sorted, 0.95) / 1000, longest: longest / 1000 }
      }),
  }
}
