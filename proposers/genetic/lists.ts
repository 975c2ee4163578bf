import type { ArrayExpression } from 'estree'
import { isExpressionSite, type Site } from '../../language/sites.ts'
import { type Edit, isEditable, replaceExpression } from '../../language/source.ts'
import { type Bench, drawn, drawnWhere, expressionAt } from './bench.ts'
import { isReadable } from './names.ts'
import { grow } from './grow.ts'
import { soilAt } from './trees.ts'

type List = Site & { readonly node: ArrayExpression }

const isList = (site: Site): site is List => site.node.type === 'ArrayExpression'

const isElement = ({ parent }: Site): boolean => parent?.node.type === 'ArrayExpression'

const withElements = (bench: Bench, list: List, elements: readonly ArrayExpression['elements'][number][]): Edit[] => [
  replaceExpression(bench.source, list, { type: 'ArrayExpression', elements: [...elements] }),
]

/** Grows one more element of a list of numbers. */
export function addElement(bench: Bench): Edit[] | undefined {
  const list = drawn(bench.random, bench.expressions.filter(isList))
  if (list === undefined) return undefined
  return withElements(bench, list, [...list.node.elements, grow('number', soilAt(bench, list), bench.random.integer(4))])
}

/** Takes an element out of a list that has several. */
export function dropElement(bench: Bench): Edit[] | undefined {
  const list = drawn(
    bench.random,
    bench.expressions.filter(isList).filter(({ node }) => node.elements.length > 1),
  )
  if (list === undefined) return undefined
  return withElements(bench, list, list.node.elements.toSpliced(bench.random.integer(list.node.elements.length), 1))
}

/** Adds an element of another program's list, or puts it in the place of one. */
export function borrowElement(bench: Bench): Edit[] | undefined {
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
