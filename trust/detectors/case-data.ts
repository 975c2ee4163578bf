import type { Case } from '../../engine/contracts/problem.ts'

/** Values of one case that are looked at. */
const MOST = 20_000

/** Calls `visit` with every text and number, and with every list of numbers, in a value: at most so many, none deeper than 64 levels. */
function walk(value: unknown, visit: (leaf: string | number | readonly number[]) => void): void {
  let left = MOST
  const look = (inner: unknown, level: number): void => {
    if (left-- <= 0 || level > 64) return
    if (typeof inner === 'string' || typeof inner === 'number') return visit(inner)
    if (typeof inner !== 'object' || inner === null) return
    const items: readonly unknown[] = ArrayBuffer.isView(inner) ? Array.from(inner as Float64Array) : Object.values(inner)
    if (items.length > 0 && items.every((item) => typeof item === 'number')) visit(items)
    for (const item of items) look(item, level + 1)
  }
  look(value, 0)
}

/** Texts, numbers and lists of numbers in the inputs, labels and metadata of cases. */
export interface CaseData {
  readonly texts: ReadonlySet<string>
  readonly numbers: ReadonlySet<number>
  readonly lists: readonly (readonly number[])[]
}

/** What stands in cases. */
export function dataOf(cases: readonly Case[]): CaseData {
  const texts = new Set<string>()
  const numbers = new Set<number>()
  const lists: (readonly number[])[] = []
  for (const { input, expected, metadata } of cases)
    walk([input, expected, metadata], (leaf) => {
      if (typeof leaf === 'string') texts.add(leaf)
      else if (typeof leaf === 'number') numbers.add(leaf)
      else lists.push(leaf)
    })
  return { texts, numbers, lists }
}
