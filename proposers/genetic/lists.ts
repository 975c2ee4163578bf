import type { ArrayExpression, Expression } from 'estree'
import type { Random } from '../../engine/contracts/random.ts'
import { isExpressionSite, type Site } from '../../languages/javascript/sites.ts'
import { type Edit, isEditable, replaceExpression } from '../../languages/javascript/source.ts'
import { type Workspace, drawn, drawnWhere, expressionAt } from './workspace.ts'
import { number } from './build.ts'
import { isReadable } from './names.ts'
import { grow } from './grow.ts'
import { drawRow, isEvenRow, numberOf, numbersOf, type Pattern, patternAround } from './rows.ts'
import { growContextAt } from './trees.ts'

type List = Site & { readonly node: ArrayExpression }
type Elements = ArrayExpression['elements']

const isList = (site: Site): site is List => site.node.type === 'ArrayExpression'

const isElement = ({ parent }: Site): boolean => parent?.node.type === 'ArrayExpression'

const withElements = (workspace: Workspace, list: List, elements: Elements): Edit[] => [
  replaceExpression(workspace.source, list, { type: 'ArrayExpression', elements: [...elements] }),
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
function drawElement(workspace: Workspace, list: List): Expression {
  const { random } = workspace
  const pattern = patternAround(list)
  return pattern === undefined
    ? grow('number', growContextAt(workspace, list), random.integer(4))
    : drawLike(random.pick(list.node.elements) as Expression, pattern, random)
}

/**
 * Insertion: draws one more element of a list, which comes to a place that is drawn.
 *
 *     [[0, 1], [2, 3], [1, 2]]   ->   [[0, 1], [0, 3], [2, 3], [1, 2]]
 */
export function insertElement(workspace: Workspace): Edit[] | undefined {
  const list = drawList(workspace, 1)
  if (list === undefined) return undefined
  const { elements } = list.node
  return withElements(workspace, list, elements.toSpliced(workspace.random.integer(elements.length + 1), 0, drawElement(workspace, list)))
}

/**
 * Point mutation: draws an element of a list anew.
 *
 *     [[0, 1], [2, 3], [1, 2]]   ->   [[0, 1], [0, 2], [1, 2]]
 */
export function redrawElement(workspace: Workspace): Edit[] | undefined {
  const list = drawList(workspace, 1)
  if (list === undefined) return undefined
  const { elements } = list.node
  return withElements(workspace, list, elements.with(workspace.random.integer(elements.length), drawElement(workspace, list)))
}

/**
 * Insertion mutation of permutations (Fogel 1988): moves an element of a list to another place.
 *
 *     [4, 1, 3, 2]   ->   [1, 3, 4, 2]
 */
export function moveElement(workspace: Workspace): Edit[] | undefined {
  const list = drawList(workspace, 2)
  if (list === undefined) return undefined
  const { elements } = list.node
  const from = workspace.random.integer(elements.length)
  const to = workspace.random.integer(elements.length - 1)
  return withElements(workspace, list, elements.toSpliced(from, 1).toSpliced(to < from ? to : to + 1, 0, elements[from] ?? null))
}

/**
 * Exchange mutation of permutations (Banzhaf 1990): two elements of a list change places.
 *
 *     [4, 1, 3, 2]   ->   [2, 1, 3, 4]
 */
export function swapElements(workspace: Workspace): Edit[] | undefined {
  const list = drawList(workspace, 2)
  if (list === undefined) return undefined
  const { elements } = list.node
  const first = workspace.random.integer(elements.length)
  const second = (first + 1 + workspace.random.integer(elements.length - 1)) % elements.length
  return withElements(workspace, list, elements.with(first, elements[second] ?? null).with(second, elements[first] ?? null))
}

/**
 * Duplication: puts a copy of an element into a list, at a place that is drawn.
 *
 *     [4, 1, 3]   ->   [4, 1, 3, 4]
 */
export function duplicateElement(workspace: Workspace): Edit[] | undefined {
  const list = drawList(workspace, 1)
  if (list === undefined) return undefined
  const { elements } = list.node
  const copied = elements[workspace.random.integer(elements.length)] ?? null
  return withElements(workspace, list, elements.toSpliced(workspace.random.integer(elements.length + 1), 0, copied))
}

/**
 * Deletion: takes an element out of a list that has several.
 *
 *     [4, 1, 3]   ->   [4, 3]
 */
export function dropElement(workspace: Workspace): Edit[] | undefined {
  const list = drawList(workspace, 2)
  if (list === undefined) return undefined
  return withElements(workspace, list, list.node.elements.toSpliced(workspace.random.integer(list.node.elements.length), 1))
}

/**
 * Insertion: grows one more element at the end of a list of numbers.
 *
 *     return [x]   ->   return [x, x * x]
 */
export function addElement(workspace: Workspace): Edit[] | undefined {
  const list = drawn(workspace.random, workspace.expressions.filter(isList))
  if (list === undefined) return undefined
  return withElements(workspace, list, [...list.node.elements, grow('number', growContextAt(workspace, list), workspace.random.integer(4))])
}

/**
 * Element crossover: appends an element of another program's list, or puts it in the place of one.
 *
 *     return [x, y], with a donor's [Math.sin(x)]   ->   return [x, Math.sin(x)]
 */
export function borrowElement(workspace: Workspace): Edit[] | undefined {
  const { random } = workspace
  const list = drawn(random, workspace.expressions.filter(isList))
  const donor = workspace.donor()
  if (list === undefined || donor === undefined) return undefined
  const scope = workspace.scope(list)
  const sites = donor.sites.filter((site) => isElement(site) && isExpressionSite(site) && isEditable(donor, site))
  const element = drawnWhere(random, sites, (site) => isReadable(expressionAt(site), scope))
  if (element === undefined) return undefined
  const { elements } = list.node
  const at = random.integer(2) === 0 ? elements.length : random.integer(elements.length)
  return withElements(workspace, list, elements.toSpliced(at, 1, expressionAt(element)))
}
