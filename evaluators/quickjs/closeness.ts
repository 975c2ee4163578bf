import { makePacking } from './packing.ts'

const { pack } = makePacking()

/** How far numbers may lie apart that functions left to the implementation went into: absolute below 1, relative above. */
export const TOLERANCE = 1e-9

const areClose = (a: number, b: number): boolean =>
  Object.is(a, b) || a === b || Math.abs(a - b) <= TOLERANCE * Math.max(1, Math.abs(a), Math.abs(b))

function isClose(a: unknown, b: unknown): boolean {
  if (typeof a === 'number' && typeof b === 'number') return areClose(a, b)
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b
  const [left, right] = [Object.entries(a), Object.entries(b)]
  return (
    Array.isArray(a) === Array.isArray(b) &&
    left.length === right.length &&
    left.every(([key, value], k) => right[k]?.[0] === key && isClose(value, right[k]?.[1]))
  )
}

/** How two answers, plain data both, compare: the same to the last bit, with numbers that lie close, or different. */
export function closenessOf(a: unknown, b: unknown): 'equal' | 'close' | 'different' {
  if (pack(a) === pack(b)) return 'equal'
  return isClose(a, b) ? 'close' : 'different'
}
