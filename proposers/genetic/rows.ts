import type { ArrayExpression, Node } from 'estree'
import type { Random } from '../../engine/contracts/random.ts'
import type { Site } from '../../languages/javascript/sites.ts'
import { round } from './build.ts'

/** The value of a written number, a minus sign included. */
export function numberOf(node: Node | null | undefined): number | undefined {
  if (node?.type === 'Literal' && typeof node.value === 'number') return node.value
  if (node?.type !== 'UnaryExpression' || node.operator !== '-' || node.argument.type !== 'Literal') return undefined
  return typeof node.argument.value === 'number' ? -node.argument.value : undefined
}

/** The numbers of a list literal that holds nothing else; undefined for any other node. */
export function numbersOf(node: Node | null | undefined): readonly number[] | undefined {
  if (node?.type !== 'ArrayExpression' || node.elements.length === 0) return undefined
  const values = node.elements.map(numberOf)
  return values.every((value) => value !== undefined) ? values : undefined
}

/** Values that a number may have. */
export interface Range {
  readonly least: number
  readonly most: number
  readonly whole: boolean
}

/** What holds in every row of a table of numbers, and goes on holding when a row is changed or drawn. */
export interface Pattern {
  /** The range of each number of a row where all rows are of one length; that of all numbers otherwise. */
  readonly columns: readonly Range[] | undefined
  readonly all: Range
  /** Whether the numbers of a row differ from each other, and whether they rise. */
  readonly distinct: boolean
  readonly rising: boolean
}

/** Rows, or numbers of a list that is no table, from which what holds in all of them is no chance. */
const ENOUGH = 4

const rises = (row: readonly number[]): boolean => row.every((value, k) => k === 0 || value > (row[k - 1] as number))
const differs = (row: readonly number[]): boolean => new Set(row).size === row.length

const rangeOfAll = (values: readonly number[]): Range => ({
  least: Math.min(...values),
  most: Math.max(...values),
  whole: values.every(Number.isInteger),
})

/** The lists of numbers in a list literal of lists, however deep; undefined when it holds anything else. */
function rowsIn({ elements }: ArrayExpression): (readonly number[])[] | undefined {
  const rows: (readonly number[])[] = []
  for (const item of elements) {
    const row = numbersOf(item)
    const below = row === undefined && item?.type === 'ArrayExpression' ? rowsIn(item) : undefined
    if (row === undefined && below === undefined) return undefined
    rows.push(...(row === undefined ? (below ?? []) : [row]))
  }
  return rows
}

function findPattern(list: ArrayExpression): Pattern | undefined {
  const flat = numbersOf(list)
  const rows = flat === undefined ? (rowsIn(list) ?? []) : [flat]
  const all = rangeOfAll(rows.flat())
  if (flat !== undefined)
    return flat.length < 2 ? undefined : { columns: undefined, all, distinct: flat.length >= ENOUGH && differs(flat), rising: false }
  if (rows.length === 0) return undefined
  const width = rows[0]?.length ?? 0
  const isEven = rows.every((row) => row.length === width)
  const isSure = rows.length >= ENOUGH && rows.some((row) => row.length > 1)
  return {
    columns: isEven
      ? Array.from({ length: width }, (_, k) => (rows.length === 1 ? all : rangeOfAll(rows.map((row) => row[k] as number))))
      : undefined,
    all,
    distinct: isSure && rows.every(differs),
    rising: isSure && rows.every(rises),
  }
}

const patterns = new WeakMap<ArrayExpression, { readonly pattern: Pattern | undefined }>()

/** The pattern of the table that a list literal is a part of, or is; of a list of numbers alone that of its one row. Undefined where it holds anything else. */
export function patternAround(list: Site): Pattern | undefined {
  let outer = list
  while (outer.parent?.node.type === 'ArrayExpression' && outer.key === 'elements') outer = outer.parent
  if (outer.node.type !== 'ArrayExpression') return undefined
  const known = patterns.get(outer.node) ?? { pattern: findPattern(outer.node) }
  patterns.set(outer.node, known)
  return known.pattern
}

/** Whether a list is a row of a table whose rows are all of one length. */
export const isEvenRow = (list: Site): boolean => numbersOf(list.node) !== undefined && patternAround(list)?.columns !== undefined

/** The range of the number at a place of a row. */
export const rangeAt = ({ columns, all }: Pattern, index: number): Range => columns?.[index] ?? all

/** Whether a row is as all rows of a table are. */
export const follows = ({ distinct, rising }: Pattern, row: readonly number[]): boolean =>
  (!rising || rises(row)) && (!distinct || differs(row))

/** A number of a range, with equal chances. */
const within = ({ least, most, whole }: Range, random: Random): number =>
  whole ? least + random.integer(most - least + 1) : round(least + random.next() * (most - least))

/** Rows that are drawn before one is taken that does not follow the pattern. */
const TRIES = 40

/** A row of so many numbers as the rows of a table are. */
export function drawRow(pattern: Pattern, length: number, random: Random): readonly number[] {
  const draw = (): number[] => Array.from({ length }, (_, k) => within(rangeAt(pattern, k), random))
  let row = draw()
  for (let k = 0; k < TRIES && !follows(pattern, row); k++) row = draw()
  return row
}
