import type { OrderConstants } from '../contracts/manifest.ts'

/** How the tickets under way are divided: how many a batch holds, and how many virtual workers have one. */
export interface Batches {
  readonly batch: number
  readonly virtualWorkers: number
}

/** Before the first program is judged: what every run is said to have, or batches of one. */
export const firstBatches = ({ virtualWorkers, batch, batchFuel }: OrderConstants): Batches => ({
  batch: batchFuel === undefined ? batch : 1,
  virtualWorkers,
})

/**
 * Once a program is known, which burns so much on the train cases: batches as large a power of two as is to burn what the order says, of no more
 * tickets than it says.
 */
export function batchesFor(order: OrderConstants, fuel: number): Batches {
  const { virtualWorkers, batch: most, batchFuel } = order
  if (batchFuel === undefined) return firstBatches(order)
  let batch = 1
  while (2 * batch <= most && 2 * batch * fuel <= batchFuel) batch *= 2
  return { batch, virtualWorkers: Math.max(1, Math.floor(virtualWorkers / batch)) }
}
