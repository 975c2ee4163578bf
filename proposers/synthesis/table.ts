import type { Bank } from './bank.ts'
import { component } from './components.ts'
import { type Goal, isRight, valuesIn } from './goal.ts'
import { fresh } from './higher.ts'
import { iteratorOf } from './iterators.ts'
import { call, iterate, literal, type Name, nameTerm, tableTerm, type Term } from './term.ts'
import { listOf, NUMBER, STRING, type Type } from './types.ts'

/** Keys of a table at most, and examples beyond as many as there are keys. */
const KEYS = 90
const MORE = 4
/** Lists that are tried. */
const LISTS = 10

/** How often each key comes in each situation. */
function countsOf(
  lists: readonly (readonly string[])[],
): { readonly keys: readonly string[]; readonly rows: readonly number[][] } | undefined {
  const keys = [...new Set(lists.flat())].sort()
  if (keys.length === 0 || keys.length > KEYS || lists.length < keys.length + MORE) return undefined
  const at = new Map(keys.map((key, k) => [key, k]))
  const rows = lists.map((list) => {
    const row = Array.from({ length: keys.length }, () => 0)
    for (const key of list) row[at.get(key) as number] = (row[at.get(key) as number] ?? 0) + 1
    return row
  })
  return { keys, rows }
}

/** The solution of linear equations, by Gaussian elimination with pivots; undefined where they do not say every unknown or contradict each other. */
export function solveLinear(rows: readonly (readonly number[])[], targets: readonly number[]): number[] | undefined {
  const width = rows[0]?.length ?? 0
  const matrix = rows.map((row, k) => [...row, targets[k] as number])
  for (let column = 0; column < width; column++) {
    let pivot = column
    for (let row = column; row < matrix.length; row++)
      if (Math.abs(matrix[row]?.[column] ?? 0) > Math.abs(matrix[pivot]?.[column] ?? 0)) pivot = row
    const chosen = matrix[pivot]
    if (chosen === undefined || Math.abs(chosen[column] ?? 0) < 1e-9) return undefined
    matrix[pivot] = matrix[column] as number[]
    matrix[column] = chosen
    for (let row = 0; row < matrix.length; row++) {
      const other = matrix[row] as number[]
      if (row === column) continue
      const factor = (other[column] as number) / (chosen[column] as number)
      if (factor !== 0) for (let k = column; k <= width; k++) other[k] = (other[k] as number) - factor * (chosen[k] as number)
    }
  }
  return Array.from({ length: width }, (_, k) => {
    const value = (matrix[k]?.[width] as number) / (matrix[k]?.[k] as number)
    return Math.abs(value - Math.round(value)) < 1e-6 ? Math.round(value) : Number(value.toPrecision(8))
  })
}

const MAP = iteratorOf('map')
const SUM = component('_1.reduce((p, q) => p + q, 0)')

/** Keys of an element: itself, alike in capital and small letters, and with whether its position is even. */
function keyTerms(item: Name, at: Name): Term[] {
  const text = item.type.kind === 'string' ? nameTerm(item) : call(component('String(_1)'), [nameTerm(item)], STRING)
  const parity = call(component('String(_1)'), [call(component('_1 % _2'), [nameTerm(at), literal(2, NUMBER)], NUMBER)], STRING)
  const small = item.type.kind === 'string' ? [call(component('_1.toLowerCase()'), [text], STRING)] : []
  return [...small, text, call(component('_1 + _2', 'string'), [parity, text], STRING)]
}

/**
 * A sum over the elements of a list of what a table has for each, where train cases say all of the table: what each kind of element adds is the solution
 * of linear equations.
 */
export function* sumsOfTables(bank: Bank, goal: Goal): Generator<Term> {
  if (goal.type.kind !== 'number' || MAP === undefined) return
  for (const element of [STRING, NUMBER] satisfies Type[]) {
    for (const { term: list } of bank.of(listOf(element), 3).slice(0, LISTS)) {
      const lists = valuesIn(goal.world, list)
      if (lists.includes(undefined)) continue
      const item: Name = { name: fresh('item', goal.world.names), type: element }
      const at: Name = { name: fresh('at', goal.world.names), type: NUMBER }
      for (const key of keyTerms(item, at)) {
        const keyed = valuesIn(goal.world, iterate(MAP, [item, at], [list, key], listOf(STRING)))
        if (keyed.includes(undefined)) continue
        const counts = countsOf(keyed as string[][])
        const solved = counts && solveLinear(counts.rows, goal.expected as number[])
        if (counts === undefined || solved === undefined) continue
        const entries = counts.keys.map((name, k) => [name, solved[k] as number] as const).filter(([, value]) => value !== 0)
        const looked = tableTerm(key, entries, 0, NUMBER)
        const sum = call(SUM, [iterate(MAP, [item, at], [list, looked], listOf(NUMBER))], NUMBER)
        if (isRight(goal, sum)) yield sum
      }
    }
  }
}
