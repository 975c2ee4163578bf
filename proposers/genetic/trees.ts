import type { CallExpression, Expression } from 'estree'
import { shapeOf } from '../../languages/javascript/inference.ts'
import type { Shape } from '../../languages/javascript/shape.ts'
import { isBelow, isLeaf, type Site, transplant } from '../../languages/javascript/sites.ts'
import { type Edit, replaceExpression } from '../../languages/javascript/source.ts'
import { isReadable } from './names.ts'
import { type Workspace, drawn, drawnWhere, expressionAt, kindAt } from './workspace.ts'
import { conditional, member } from './build.ts'
import { growAround, grow, type GrowContext, terminal } from './grow.ts'

/** What grows at a site. */
export const growContextAt = (workspace: Workspace, site: Site): GrowContext => ({
  scope: workspace.scope(site),
  vocabulary: workspace.context.vocabulary,
  random: workspace.random,
})

/**
 * Subtree mutation: grows a new expression in the place of one (Koza 1992).
 *
 *     return a + b   ->   return a + Math.max(b, 3)
 */
export function subtreeMutation(workspace: Workspace): Edit[] | undefined {
  const site = drawn(workspace.random, workspace.expressions)
  return site === undefined
    ? undefined
    : [
        replaceExpression(
          workspace.source,
          site,
          grow(kindAt(workspace, site), growContextAt(workspace, site), 1 + workspace.random.integer(3)),
        ),
      ]
}

/**
 * Insert mutation: makes an expression an operand of a new operator whose other operands are grown.
 *
 *     return a + b   ->   return Math.max(a + b, c)
 */
export function insertMutation(workspace: Workspace): Edit[] | undefined {
  const site = drawn(workspace.random, workspace.expressions)
  return site === undefined
    ? undefined
    : [
        replaceExpression(
          workspace.source,
          site,
          growAround(expressionAt(site), kindAt(workspace, site), growContextAt(workspace, site), workspace.random.integer(2)),
        ),
      ]
}

const isMath = ({ callee }: CallExpression): boolean =>
  callee.type === 'MemberExpression' && callee.object.type === 'Identifier' && callee.object.name === 'Math'

/** Where an expression stands as a whole value: a definition, an assignment, an argument, a result. */
const isValue = ({ key }: Site): boolean => key === 'init' || key === 'right' || key === 'argument' || key === 'arguments'

/**
 * Wrap mutation: hands an expression to a call that stands elsewhere in the program, in the place of a name that the call is given there. The
 * result of the call, or a member of it, has the expression's kind.
 *
 *     const y = scaled(a); return x   ->   const y = scaled(a); return scaled(x)
 */
export function wrapInCall(workspace: Workspace): Edit[] | undefined {
  const { random, source } = workspace
  const calls = source.sites.flatMap((site) => {
    const { node } = site
    if (node.type !== 'CallExpression' || isMath(node)) return []
    return node.arguments.flatMap((argument, at) => {
      const shape = shapeOf(argument, workspace.scope(site))
      return argument.type === 'Identifier' && shape.kind !== 'unknown' && shape.kind !== 'function' ? [{ site, node, at, shape }] : []
    })
  })
  const call = drawn(random, calls)
  if (call === undefined) return undefined
  const like = (shape: Shape): boolean => shape.kind === call.shape.kind && shape.element?.kind === call.shape.element?.kind
  const wrapped = (site: Site): Expression[] => {
    const scope = workspace.scope(site)
    const given = transplant(call.node)
    const node: Expression = { ...given, arguments: given.arguments.with(call.at, transplant(expressionAt(site))) }
    if (!isReadable(node, scope)) return []
    const members = shapeOf(node, scope).members ?? []
    return [node, ...members.map(({ name }) => member(node, name))].filter((made) => like(shapeOf(made, scope)))
  }
  const site = drawnWhere(
    random,
    workspace.expressions.filter((item) => isValue(item) && !isBelow(item, call.site) && !isBelow(call.site, item) && item !== call.site),
    (item) => like(shapeOf(item.node, workspace.scope(item))) && wrapped(item).length > 0,
  )
  return site === undefined ? undefined : [replaceExpression(source, site, random.pick(wrapped(site)))]
}

/**
 * Hoist mutation: puts a part of an expression in its place (Kinnear 1994).
 *
 *     return Math.max(a + b, c)   ->   return a + b
 */
export function hoistMutation(workspace: Workspace): Edit[] | undefined {
  const inner = workspace.expressions.filter(({ node }) => !isLeaf(node))
  const site = drawn(workspace.random, inner)
  if (site === undefined) return undefined
  const kind = kindAt(workspace, site)
  const part = drawnWhere(
    workspace.random,
    workspace.expressions.filter((other) => isBelow(other, site)),
    (other) => kindAt(workspace, other) === kind && isReadable(expressionAt(other), workspace.scope(site)),
  )
  return part === undefined ? undefined : [replaceExpression(workspace.source, site, expressionAt(part))]
}

/**
 * Shrink mutation: puts a name or a constant in the place of a composed expression (Angeline 1996).
 *
 *     return Math.max(a + b, c)   ->   return Math.max(a, c)
 */
export function shrinkMutation(workspace: Workspace): Edit[] | undefined {
  const site = drawn(
    workspace.random,
    workspace.expressions.filter(({ node }) => !isLeaf(node)),
  )
  return site === undefined
    ? undefined
    : [replaceExpression(workspace.source, site, terminal(kindAt(workspace, site), growContextAt(workspace, site)))]
}

/**
 * Conditional wrap mutation: lets an expression hold under a condition, and another one otherwise.
 *
 *     return a + b   ->   return a < 3 ? a + b : c
 */
export function wrapInCondition(workspace: Workspace): Edit[] | undefined {
  const { random } = workspace
  const site = drawn(
    random,
    workspace.expressions.filter((item) => kindAt(workspace, item) !== 'boolean'),
  )
  if (site === undefined) return undefined
  const growing = growContextAt(workspace, site)
  const other: Expression = grow(kindAt(workspace, site), growing, 1 + random.integer(2))
  const test = grow('boolean', growing, 2)
  const node = random.next() < 0.5 ? conditional(test, expressionAt(site), other) : conditional(test, other, expressionAt(site))
  return [replaceExpression(workspace.source, site, node)]
}
