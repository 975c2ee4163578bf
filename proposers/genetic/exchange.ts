import type { BinaryOperator, Expression, LogicalOperator } from 'estree'
import { shapeOf } from '../../languages/javascript/inference.ts'
import { transplant, type Site } from '../../languages/javascript/sites.ts'
import { type Edit, replaceExpression } from '../../languages/javascript/source.ts'
import { type Workspace, drawn, expressionAt, isOf, kindAt } from './workspace.ts'
import { fill, grow, terms } from './grow.ts'
import { matches, readAll } from './templates.ts'
import { growContextAt } from './trees.ts'

const GROUPS: readonly (readonly string[])[] = [
  ['+', '-', '*', '/'],
  ['*', '/', '%', '**'],
  ['<', '<=', '>', '>='],
  ['===', '!==', '<', '>'],
  ['&&', '||'],
  ['&', '|', '^'],
  ['<<', '>>', '>>>'],
]

const MATH_GROUPS: readonly (readonly string[])[] = [
  ['min', 'max'],
  ['floor', 'ceil', 'round', 'trunc'],
  ['sqrt', 'cbrt', 'abs', 'log', 'log1p', 'exp', 'tanh', 'sign'],
  ['sin', 'cos', 'tanh'],
]

/** Another member of one of the groups that hold `name`. */
function sibling(groups: readonly (readonly string[])[], name: string, { random }: Workspace): string | undefined {
  return drawn(
    random,
    groups
      .filter((group) => group.includes(name))
      .flat()
      .filter((other) => other !== name),
  )
}

/**
 * Point mutation of operators: exchanges an operator for a related one.
 *
 *     return a + b   ->   return a - b
 */
export function pointMutation(workspace: Workspace): Edit[] | undefined {
  const site = drawn(
    workspace.random,
    workspace.expressions.filter(({ node }) => node.type === 'BinaryExpression' || node.type === 'LogicalExpression'),
  )
  if (site === undefined || (site.node.type !== 'BinaryExpression' && site.node.type !== 'LogicalExpression')) return undefined
  const operator = sibling(GROUPS, site.node.operator, workspace)
  if (operator === undefined) return undefined
  const { left, right } = site.node
  const node = { type: site.node.type, operator: operator as BinaryOperator & LogicalOperator, left, right } as Expression
  return [replaceExpression(workspace.source, site, node)]
}

/**
 * Point mutation of functions: exchanges a function of `Math` for a related one.
 *
 *     Math.min(a, b)   ->   Math.max(a, b)
 */
export function swapFunction(workspace: Workspace): Edit[] | undefined {
  const calls = workspace.expressions.flatMap((site) => {
    const { node } = site
    if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression' || node.callee.computed) return []
    const { object, property } = node.callee
    return object.type === 'Identifier' && object.name === 'Math' && property.type === 'Identifier'
      ? [{ site, node, callee: node.callee, name: property.name }]
      : []
  })
  const call = drawn(workspace.random, calls)
  const name = call === undefined ? undefined : sibling(MATH_GROUPS, call.name, workspace)
  if (call === undefined || name === undefined) return undefined
  const callee = {
    type: 'MemberExpression',
    object: call.callee.object,
    property: { type: 'Identifier', name },
    computed: false,
    optional: false,
  } as const
  return [
    replaceExpression(workspace.source, call.site, { type: 'CallExpression', callee, arguments: call.node.arguments, optional: false }),
  ]
}

/** A place where a function of the vocabulary stands, drawn among those with so many operands or more. */
const drawnTemplate = (
  { random, context, expressions }: Workspace,
  operands: number,
): (ReturnType<typeof matches>[number] & { readonly site: Site }) | undefined =>
  drawn(
    random,
    expressions.flatMap((site) =>
      matches(site, context.vocabulary).flatMap((item) => (item.holes.length < operands ? [] : [{ site, ...item }])),
    ),
  )

/**
 * Permutation mutation: exchanges two operands of a function of the vocabulary.
 *
 *     pow(a, b)   ->   pow(b, a)
 */
export function swapHoles(workspace: Workspace): Edit[] | undefined {
  const made = drawnTemplate(workspace, 2)
  if (made === undefined) return undefined
  const { site, pattern, holes } = made
  const first = workspace.random.integer(holes.length)
  const second = holes.findIndex((hole, k) => k !== first && isOf(kindAt(workspace, hole), kindAt(workspace, holes[first] as Site)))
  if (second === -1) return undefined
  const order = holes.with(first, holes[second] as Site).with(second, holes[first] as Site)
  return [
    replaceExpression(
      workspace.source,
      site,
      fill(pattern, kindAt(workspace, site), (_, hole) => expressionAt(order[hole] as Site)),
    ),
  ]
}

/**
 * Point mutation in a closed vocabulary: exchanges a function of the vocabulary for another one of its kind, and grows an operand where there is none.
 *
 *     _ + _ of a and b   ->   _ * _ of a and b
 */
export function swapTemplate(workspace: Workspace): Edit[] | undefined {
  const { random, context, source } = workspace
  const made = drawnTemplate(workspace, 1)
  if (made === undefined) return undefined
  const { site, pattern, holes } = made
  const kind = kindAt(workspace, site)
  const other = drawn(
    random,
    readAll(context.vocabulary.functions).filter((item) => item !== pattern && isOf(kind, shapeOf(item, workspace.scope(site)).kind)),
  )
  if (other === undefined) return undefined
  const operands = random.next() < 0.5 ? holes : holes.toReversed()
  const growing = growContextAt(workspace, site)
  const node = fill(other, kind, (asked, hole) => {
    const operand = operands[hole]
    return operand !== undefined && isOf(asked, kindAt(workspace, operand)) ? expressionAt(operand) : grow(asked, growing, 0)
  })
  return [replaceExpression(source, site, node)]
}

const isTerm = ({ node, parent, key }: Site): boolean =>
  (node.type === 'Identifier' ||
    (node.type === 'MemberExpression' && (node.object.type === 'Identifier' || node.object.type === 'MemberExpression'))) &&
  !(key === 'object' && parent?.node.type === 'MemberExpression' && parent.node.object === node && !parent.node.computed)

/**
 * Point mutation of terminals: exchanges a name, or a member of one, for another term of its kind that can be read there.
 *
 *     return box.width * 2   ->   return box.height * 2
 */
export function swapTerm(workspace: Workspace): Edit[] | undefined {
  const site = drawn(workspace.random, workspace.expressions.filter(isTerm))
  if (site === undefined) return undefined
  const choice = drawn(
    workspace.random,
    terms(kindAt(workspace, site), { scope: workspace.scope(site), vocabulary: workspace.context.vocabulary, random: workspace.random }),
  )
  return choice === undefined ? undefined : [replaceExpression(workspace.source, site, choice)]
}

/**
 * Permutation mutation (Koza 1992): exchanges the operands of an operator, or the branches of a condition.
 *
 *     a - b   ->   b - a
 */
export function swapOperands(workspace: Workspace): Edit[] | undefined {
  const site = drawn(
    workspace.random,
    workspace.expressions.filter(
      ({ node }) => node.type === 'BinaryExpression' || node.type === 'LogicalExpression' || node.type === 'ConditionalExpression',
    ),
  )
  if (site === undefined) return undefined
  const { node } = site
  if (node.type === 'ConditionalExpression') {
    return [
      replaceExpression(workspace.source, site, {
        type: 'ConditionalExpression',
        test: node.test,
        consequent: node.alternate,
        alternate: node.consequent,
      }),
    ]
  }
  if (node.type !== 'BinaryExpression' && node.type !== 'LogicalExpression') return undefined
  return [
    replaceExpression(workspace.source, site, {
      type: node.type,
      operator: node.operator,
      left: node.right,
      right: node.left,
    } as Expression),
  ]
}

/**
 * Permutation mutation of lists: exchanges two arguments of a call, or two elements of a list.
 *
 *     f(a, b)   ->   f(b, a)
 */
export function swapArguments(workspace: Workspace): Edit[] | undefined {
  const one = drawn(workspace.random, workspace.expressions)
  if (one === undefined) return undefined
  const other = drawn(
    workspace.random,
    workspace.expressions.filter(
      (site) => site !== one && site.parent === one.parent && kindAt(workspace, site) === kindAt(workspace, one),
    ),
  )
  if (other?.parent === undefined) return undefined
  const list = one.key === other.key ? (other.parent.node as unknown as Record<string, unknown>)[one.key] : undefined
  if (!Array.isArray(list)) return undefined
  const swapped = list.with(one.index, other.node).with(other.index, one.node)
  return workspace.expressions.includes(other.parent)
    ? [replaceExpression(workspace.source, other.parent, { ...transplant(expressionAt(other.parent)), [one.key]: swapped })]
    : undefined
}
