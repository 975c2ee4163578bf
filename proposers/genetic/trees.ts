import type { Expression } from 'estree'
import { isBelow, isLeaf, type Site } from '../../language/sites.ts'
import { type Edit, replaceExpression } from '../../language/source.ts'
import { isReadable } from './names.ts'
import { type Bench, drawn, drawnWhere, expressionAt, kindAt } from './bench.ts'
import { conditional } from './build.ts'
import { graft, grow, type Soil, terminal } from './grow.ts'

/** What grows at a site. */
export const soilAt = (bench: Bench, site: Site): Soil => ({
  scope: bench.scope(site),
  vocabulary: bench.context.vocabulary,
  random: bench.random,
})

/** Grows a new expression in the place of one. */
export function replaceSubtree(bench: Bench): Edit[] | undefined {
  const site = drawn(bench.random, bench.expressions)
  return site === undefined
    ? undefined
    : [replaceExpression(bench.source, site, grow(kindAt(bench, site), soilAt(bench, site), 1 + bench.random.integer(3)))]
}

/** Makes an expression the operand of a new operator, the other operands grown. */
export function growAround(bench: Bench): Edit[] | undefined {
  const site = drawn(bench.random, bench.expressions)
  return site === undefined
    ? undefined
    : [replaceExpression(bench.source, site, graft(expressionAt(site), kindAt(bench, site), soilAt(bench, site), bench.random.integer(2)))]
}

/** Puts one of its parts in the place of an expression. */
export function hoist(bench: Bench): Edit[] | undefined {
  const inner = bench.expressions.filter(({ node }) => !isLeaf(node))
  const site = drawn(bench.random, inner)
  if (site === undefined) return undefined
  const kind = kindAt(bench, site)
  const part = drawnWhere(
    bench.random,
    bench.expressions.filter((other) => isBelow(other, site)),
    (other) => kindAt(bench, other) === kind && isReadable(expressionAt(other), bench.scope(site)),
  )
  return part === undefined ? undefined : [replaceExpression(bench.source, site, expressionAt(part))]
}

/** Puts a name or a constant in the place of a composed expression. */
export function prune(bench: Bench): Edit[] | undefined {
  const site = drawn(
    bench.random,
    bench.expressions.filter(({ node }) => !isLeaf(node)),
  )
  return site === undefined ? undefined : [replaceExpression(bench.source, site, terminal(kindAt(bench, site), soilAt(bench, site)))]
}

/** Lets an expression hold under a condition, and another one otherwise. */
export function wrapInCondition(bench: Bench): Edit[] | undefined {
  const { random } = bench
  const site = drawn(
    random,
    bench.expressions.filter((item) => kindAt(bench, item) !== 'boolean'),
  )
  if (site === undefined) return undefined
  const soil = soilAt(bench, site)
  const other: Expression = grow(kindAt(bench, site), soil, 1 + random.integer(2))
  const test = grow('boolean', soil, 2)
  const node = random.next() < 0.5 ? conditional(test, expressionAt(site), other) : conditional(test, other, expressionAt(site))
  return [replaceExpression(bench.source, site, node)]
}
