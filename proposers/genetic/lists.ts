import type { ArrayExpression, Expression } from 'estree'
import type { Random } from '../../engine/contracts/random.ts'
import { isExpressionSite, type Site } from '../../languages/javascript/sites.ts'
import { type Edit, isEditable, replaceExpression } from '../../languages/javascript/source.ts'
import { type Workspace, drawn, drawnWhere, expressionAt } from './workspace.ts'
import { number } from './build.ts'
import { isReadable } from './names.ts'
import { grow } from './grow.ts'
import { drawRow, isEvenRow, numberOf, numbersOf, type Pattern, patternAround } from './rows.ts'
import { soilAt } from './trees.ts'

type List = Site & { readonly node: ArrayExpression }
type Elements = ArrayExpression['elements']

const isList = (site: Site): site is List => site.node.type === 'ArrayExpression'

const isElement = ({ parent }: Site): boolean => parent?.node.type === 'ArrayExpression'

const withElements = (bench: Workspace, list: List, elements: Elements): Edit[] => [
  replaceExpression(bench.source, list, { type: 'ArrayExpression', elements: [...elements] }),
]

/** A list literal of at least so many elements that may have more or fewer of them: no row of a table whose rows are all of one length. */
const drawList = ({ random, expressions }: Workspace, least: number): List | undefined =>
  drawn(
    random,
    expressions.filter(isList).filter((list) => list.node.elements.length >= least && !isEvenRow(list)),
  )

/** Something like an element of a table: a number, or a row, or lists of such, drawn as what is there. */
function drawLike(element: Expression, pattern: Pattern, random: Random): Expression {
  const length = numberOf(element) === undefined ? numbersOf(element)?.length : 1
  const drawnNumbers = length === undefined ? [] : drawRow(pattern, length, random).map(number)
  if (element.type !== 'ArrayExpression') return drawnNumbers[0] ?? element
  const elements = length === undefined ? element.elements.map((item) => drawLike(item as Expression, pattern, random)) : drawnNumbers
  return { type: 'ArrayExpression', elements }
}

/** Another element for a list: as the others are where these are numbers or lists of numbers, grown otherwise. */
function drawElement(bench: Workspace, list: List): Expression {
  const { random } = bench
  const pattern = patternAround(list)
  return pattern === undefined
    ? grow('number', soilAt(bench, list), random.integer(4))
    : drawLike(random.pick(list.node.elements) as Expression, pattern, random)
}

/**
 * Insertion: draws one more element of a list, which comes to a place that is drawn.
 *
 *     [[0, 1], [2, 3], [1, 2]]   ->   [[0, 1], [0, 3], [2, 3], [1, 2]]
 */
export function insertElement(bench: Workspace): Edit[] | undefined {
  const list = drawList(bench, 1)
  if (list === undefined) return undefined
  const { elements } = list.node
  return withElements(bench, list, elements.toSpliced(bench.random.integer(elements.length + 1), 0, drawElement(bench, list)))
}

/**
 * Point mutation: draws an element of a list anew.
 *
 *     [[0, 1], [2, 3], [1, 2]]   ->   [[0, 1], [0, 2], [1, 2]]
 */
export function redrawElement(bench: Workspace): Edit[] | undefined {
  const list = drawList(bench, 1)
  if (list === undefined) return undefined
  const { elements } = list.node
  return withElements(bench, list, elements.with(bench.random.integer(elements.length), drawElement(bench, list)))
}

/**
 * Insertion mutation of permutations (Fogel 1988): moves an element of a list to another place.
 *
 *     [4, 1, 3, 2]   ->   [1, 3, 4, 2]
 */
export function moveElement(bench: Workspace): Edit[] | undefined {
  const list = drawList(bench, 2)
  if (list === undefined) return undefined
  const { elements } = list.node
  const from = bench.random.integer(elements.length)
  const to = bench.random.integer(elements.length - 1)
  return withElements(bench, list, elements.toSpliced(from, 1).toSpliced(to < from ? to : to + 1, 0, elements[from] ?? null))
}

/**
 * Exchange mutation of permutations (Banzhaf 1990): two elements of a list change places.
 *
 *     [4, 1, 3, 2]   ->   [2, 1, 3, 4]
 */
export function swapElements(bench: Workspace): Edit[] | undefined {
  const list = drawList(bench, 2)
  if (list === undefined) return undefined
  const { elements } = list.node
  const first = bench.random.integer(elements.length)
  const second = (first + 1 + bench.random.integer(elements.length - 1)) % elements.length
  return withElements(bench, list, elements.with(first, elements[second] ?? null).with(second, elements[first] ?? null))
}

/**
 * Duplication: puts a copy of an element into a list, at a place that is drawn.
 *
 *     [4, 1, 3]   ->   [4, 1, 3, 4]
 */
export function duplicateElement(bench: Workspace): Edit[] | undefined {
  const list = drawList(bench, 1)
  if (list === undefined) return undefined
  const { elements } = list.node
  const copied = elements[bench.random.integer(elements.length)] ?? null
  return withElements(bench, list, elements.toSpliced(bench.random.integer(elements.length + 1), 0, copied))
}

/**
 * Deletion: takes an element out of a list that has several.
 *
 *     [4, 1, 3]   ->   [4, 3]
 */
export function dropElement(bench: Workspace): Edit[] | undefined {
  const list = drawList(bench, 2)
  if (list === undefined) return undefined
  return withElements(bench, list, list.node.elements.toSpliced(bench.random.integer(list.node.elements.length), 1))
}

/** Grows one more element of a list of numbers. */
export function addElement(bench: Workspace): Edit[] | undefined {
  const list = drawn(bench.random, bench.expressions.filter(isList))
  if (list === undefined) return undefined
  return withElements(bench, list, [...list.node.elements, grow('number', soilAt(bench, list), bench.random.integer(4))])
}

/** Adds an element of another program's list, or puts it in the place of one. */
export function borrowElement(bench: Workspace): Edit[] | undefined {
  const { random } = bench
  const list = drawn(random, bench.expressions.filter(isList))
  const donor = bench.donor()
  if (list === undefined || donor === undefined) return undefined
  const scope = bench.scope(list)
  const sites = donor.sites.filter((site) => isElement(site) && isExpressionSite(site) && isEditable(donor, site))
  const element = drawnWhere(random, sites, (site) => isReadable(expressionAt(site), scope))
  if (element === undefined) return undefined
  const { elements } = list.node
  const at = random.integer(2) === 0 ? elements.length : random.integer(elements.length)
  return withElements(bench, list, elements.toSpliced(at, 1, expressionAt(element)))
}
