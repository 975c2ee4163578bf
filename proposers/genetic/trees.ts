import type { CallExpression, Expression } from 'estree'
import { shapeOf } from '../../languages/javascript/inference.ts'
import type { Shape } from '../../languages/javascript/shape.ts'
import { isBelow, isLeaf, type Site, transplant } from '../../languages/javascript/sites.ts'
import { type Edit, replaceExpression } from '../../languages/javascript/source.ts'
import { isReadable } from './names.ts'
import { type Workspace, drawn, drawnWhere, expressionAt, kindAt } from './workspace.ts'
import { conditional, member } from './build.ts'
import { graft, grow, type Soil, terminal } from './grow.ts'

/** What grows at a site. */
export const soilAt = (bench: Workspace, site: Site): Soil => ({
  scope: bench.scope(site),
  vocabulary: bench.context.vocabulary,
  random: bench.random,
})

/** Grows a new expression in the place of one. */
export function replaceSubtree(bench: Workspace): Edit[] | undefined {
  const site = drawn(bench.random, bench.expressions)
  return site === undefined
    ? undefined
    : [replaceExpression(bench.source, site, grow(kindAt(bench, site), soilAt(bench, site), 1 + bench.random.integer(3)))]
}

/** Makes an expression the operand of a new operator, the other operands grown. */
export function growAround(bench: Workspace): Edit[] | undefined {
  const site = drawn(bench.random, bench.expressions)
  return site === undefined
    ? undefined
    : [replaceExpression(bench.source, site, graft(expressionAt(site), kindAt(bench, site), soilAt(bench, site), bench.random.integer(2)))]
}

const isMath = ({ callee }: CallExpression): boolean =>
  callee.type === 'MemberExpression' && callee.object.type === 'Identifier' && callee.object.name === 'Math'

/** Where an expression stands as a whole value: a definition, an assignment, an argument, a result. */
const isValue = ({ key }: Site): boolean => key === 'init' || key === 'right' || key === 'argument' || key === 'arguments'

/**
 * Hands an expression to a call that stands elsewhere in the program, in the place of a name that the call is given there: what comes
 * out, or a member of it, has the expression's kind again.
 */
export function wrapInCall(bench: Workspace): Edit[] | undefined {
  const { random, source } = bench
  const calls = source.sites.flatMap((site) => {
    const { node } = site
    if (node.type !== 'CallExpression' || isMath(node)) return []
    return node.arguments.flatMap((argument, at) => {
      const shape = shapeOf(argument, bench.scope(site))
      return argument.type === 'Identifier' && shape.kind !== 'unknown' && shape.kind !== 'function' ? [{ site, node, at, shape }] : []
    })
  })
  const call = drawn(random, calls)
  if (call === undefined) return undefined
  const like = (shape: Shape): boolean => shape.kind === call.shape.kind && shape.element?.kind === call.shape.element?.kind
  const wrapped = (site: Site): Expression[] => {
    const scope = bench.scope(site)
    const given = transplant(call.node)
    const node: Expression = { ...given, arguments: given.arguments.with(call.at, transplant(expressionAt(site))) }
    if (!isReadable(node, scope)) return []
    const members = shapeOf(node, scope).members ?? []
    return [node, ...members.map(({ name }) => member(node, name))].filter((made) => like(shapeOf(made, scope)))
  }
  const site = drawnWhere(
    random,
    bench.expressions.filter((item) => isValue(item) && !isBelow(item, call.site) && !isBelow(call.site, item) && item !== call.site),
    (item) => like(shapeOf(item.node, bench.scope(item))) && wrapped(item).length > 0,
  )
  return site === undefined ? undefined : [replaceExpression(source, site, random.pick(wrapped(site)))]
}

/** Puts one of its parts in the place of an expression. */
export function hoist(bench: Workspace): Edit[] | undefined {
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
export function prune(bench: Workspace): Edit[] | undefined {
  const site = drawn(
    bench.random,
    bench.expressions.filter(({ node }) => !isLeaf(node)),
  )
  return site === undefined ? undefined : [replaceExpression(bench.source, site, terminal(kindAt(bench, site), soilAt(bench, site)))]
}

/** Lets an expression hold under a condition, and another one otherwise. */
export function wrapInCondition(bench: Workspace): Edit[] | undefined {
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
