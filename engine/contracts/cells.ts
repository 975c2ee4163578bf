import type { Descriptor } from './problem.ts'
import type { Ref } from './ref.ts'

/** The division that a problem has unless it names one. */
export const GRID: Ref = { use: 'grid' }

/** Stands in a cell's name for a value that is not known. */
export const UNKNOWN = '-'

/** Names the cell of a program from the values of its descriptors, in their order; NaN for one that is not known. */
export type CellOf = (values: readonly number[]) => string

/**
 * Divides descriptor space into cells: the best program of each is an elite.
 *
 * Requirements: `divide` is a function of the descriptors alone, and a cell of the values alone. Its name has at most 60 letters, digits,
 * dots and dashes. Where values are not known, their places in the name are dashes, among as many places as there are descriptors,
 * with dots between them: `-.0`. A dash stands in no other name. Without descriptors there is one cell, whose name is empty.
 */
export interface Cells {
  divide(descriptors: readonly Descriptor[]): CellOf
}
