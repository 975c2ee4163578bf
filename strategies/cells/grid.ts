import { UNKNOWN } from '../../engine/contracts/cells.ts'
import { defineCells } from '../../engine/contracts/part.ts'
import type { CellsPart } from '../../engine/contracts/part.ts'

/** A grid: for each descriptor, how many of its edges lie at or below the value (MAP-Elites: Mouret and Clune 2015). */
export const grid: CellsPart = defineCells({
  name: 'grid',
  create: () => ({
    divide: (descriptors) => (values) =>
      descriptors
        .map(({ edges }, k) => {
          const value = values[k] ?? Number.NaN
          return Number.isNaN(value) ? UNKNOWN : String(edges.filter((edge) => edge <= value).length)
        })
        .join('.'),
  }),
})
