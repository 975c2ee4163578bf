import type { Invalid, Judgement } from '../../engine/contracts/problem.ts'
import { fieldsOf, integersOf, wholeFrom } from './structure.ts'

/** Largest capacity of a bin. */
const LARGEST = 2 ** 31 - 1

/** One order of arrival: whole sizes between 1 and the capacity. */
export interface PackingInput {
  readonly capacity: number
  readonly items: readonly number[]
}

/** Says what is wrong with an order of arrival, undefined for one that can be packed. */
export function checkPackingInput(input: unknown): Invalid | undefined {
  const read = fieldsOf(input, { capacity: wholeFrom(1, LARGEST), items: (list) => integersOf(list, 1, LARGEST) })
  if ('invalid' in read) return read
  if (read.items.length === 0) return { invalid: 'items: none' }
  const large = read.items.findIndex((item) => item > read.capacity)
  return large < 0 ? undefined : { invalid: `items: element ${large} is larger than the capacity` }
}

/**
 * Verifies the bins of all items, numbered as they are opened: every item in one bin, no overflow. The score is the excess of the bins
 * over the L1 bound (the sum of the sizes divided by the capacity, rounded up) in percent; the metrics are `bins`, `bound`, `items`, and
 * the share of `full` bins in percent.
 */
export function verifyPacking({ capacity, items }: PackingInput, answer: unknown): Judgement {
  const places = integersOf(answer, 0, items.length - 1, items.length)
  if ('invalid' in places) return places
  const loads: number[] = []
  for (const [k, bin] of places.entries()) {
    if (bin > loads.length) return { invalid: `item ${k} is in bin ${bin}, but only ${loads.length} are open` }
    const load = (loads[bin] ?? 0) + (items[k] as number)
    if (load > capacity) return { invalid: `bin ${bin} overflows` }
    loads[bin] = load
  }
  const bins = loads.length
  const bound = Math.ceil(items.reduce((sum, item) => sum + item, 0) / capacity)
  const full = (100 * loads.filter((load) => load === capacity).length) / bins
  return { score: (100 * (bins - bound)) / bound, metrics: { bins, bound, full, items: items.length } }
}
