import type { BinaryOperator, Expression, LogicalOperator } from 'estree'
import { shapeOf } from '../../languages/javascript/inference.ts'
import { transplant, type Site } from '../../languages/javascript/sites.ts'
import { type Edit, replaceExpression } from '../../languages/javascript/source.ts'
import { type Workspace, drawn, expressionAt, isOf, kindAt } from './workspace.ts'
import { fill, grow, terms } from './grow.ts'
import { matches, readAll } from './templates.ts'
import { soilAt } from './trees.ts'

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

/** Exchanges an operator for a related one. */
export function swapOperator(bench: Workspace): Edit[] | undefined {
  const site = drawn(
    bench.random,
    bench.expressions.filter(({ node }) => node.type === 'BinaryExpression' || node.type === 'LogicalExpression'),
  )
  if (site === undefined || (site.node.type !== 'BinaryExpression' && site.node.type !== 'LogicalExpression')) return undefined
  const operator = sibling(GROUPS, site.node.operator, bench)
  if (operator === undefined) return undefined
  const { left, right } = site.node
  const node = { type: site.node.type, operator: operator as BinaryOperator & LogicalOperator, left, right } as Expression
  return [replaceExpression(bench.source, site, node)]
}

/** Exchanges a function of Math for a related one. */
export function swapFunction(bench: Workspace): Edit[] | undefined {
  const calls = bench.expressions.flatMap((site) => {
    const { node } = site
    if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression' || node.callee.computed) return []
    const { object, property } = node.callee
    return object.type === 'Identifier' && object.name === 'Math' && property.type === 'Identifier'
      ? [{ site, node, callee: node.callee, name: property.name }]
      : []
  })
  const call = drawn(bench.random, calls)
  const name = call === undefined ? undefined : sibling(MATH_GROUPS, call.name, bench)
  if (call === undefined || name === undefined) return undefined
  const callee = {
    type: 'MemberExpression',
    object: call.callee.object,
    property: { type: 'Identifier', name },
    computed: false,
    optional: false,
  } as const
  return [replaceExpression(bench.source, call.site, { type: 'CallExpression', callee, arguments: call.node.arguments, optional: false })]
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

/** Exchanges two operands of a function of the vocabulary. */
export function swapHoles(bench: Workspace): Edit[] | undefined {
  const made = drawnTemplate(bench, 2)
  if (made === undefined) return undefined
  const { site, pattern, holes } = made
  const first = bench.random.integer(holes.length)
  const second = holes.findIndex((hole, k) => k !== first && isOf(kindAt(bench, hole), kindAt(bench, holes[first] as Site)))
  if (second === -1) return undefined
  const order = holes.with(first, holes[second] as Site).with(second, holes[first] as Site)
  return [
    replaceExpression(
      bench.source,
      site,
      fill(pattern, kindAt(bench, site), (_, hole) => expressionAt(order[hole] as Site)),
    ),
  ]
}

/** Exchanges a function of the vocabulary for another one of its kind; an operand is grown where there is none. */
export function swapTemplate(bench: Workspace): Edit[] | undefined {
  const { random, context, source } = bench
  const made = drawnTemplate(bench, 1)
  if (made === undefined) return undefined
  const { site, pattern, holes } = made
  const kind = kindAt(bench, site)
  const other = drawn(
    random,
    readAll(context.vocabulary.functions).filter((item) => item !== pattern && isOf(kind, shapeOf(item, bench.scope(site)).kind)),
  )
  if (other === undefined) return undefined
  const operands = random.next() < 0.5 ? holes : holes.toReversed()
  const soil = soilAt(bench, site)
  const node = fill(other, kind, (asked, hole) => {
    const operand = operands[hole]
    return operand !== undefined && isOf(asked, kindAt(bench, operand)) ? expressionAt(operand) : grow(asked, soil, 0)
  })
  return [replaceExpression(source, site, node)]
}

const isTerm = ({ node, parent, key }: Site): boolean =>
  (node.type === 'Identifier' ||
    (node.type === 'MemberExpression' && (node.object.type === 'Identifier' || node.object.type === 'MemberExpression'))) &&
  !(key === 'object' && parent?.node.type === 'MemberExpression' && parent.node.object === node && !parent.node.computed)

/** Exchanges an identifier, or what hangs from one, for another term of its kind that can be read there. */
export function swapTerm(bench: Workspace): Edit[] | undefined {
  const site = drawn(bench.random, bench.expressions.filter(isTerm))
  if (site === undefined) return undefined
  const choice = drawn(
    bench.random,
    terms(kindAt(bench, site), { scope: bench.scope(site), vocabulary: bench.context.vocabulary, random: bench.random }),
  )
  return choice === undefined ? undefined : [replaceExpression(bench.source, site, choice)]
}

/** Exchanges the operands of an operator, or the branches of a condition. */
export function swapOperands(bench: Workspace): Edit[] | undefined {
  const site = drawn(
    bench.random,
    bench.expressions.filter(
      ({ node }) => node.type === 'BinaryExpression' || node.type === 'LogicalExpression' || node.type === 'ConditionalExpression',
    ),
  )
  if (site === undefined) return undefined
  const { node } = site
  if (node.type === 'ConditionalExpression') {
    return [
      replaceExpression(bench.source, site, {
        type: 'ConditionalExpression',
        test: node.test,
        consequent: node.alternate,
        alternate: node.consequent,
      }),
    ]
  }
  if (node.type !== 'BinaryExpression' && node.type !== 'LogicalExpression') return undefined
  return [
    replaceExpression(bench.source, site, { type: node.type, operator: node.operator, left: node.right, right: node.left } as Expression),
  ]
}

/** Exchanges two arguments of a call, or two elements of a list. */
export function swapArguments(bench: Workspace): Edit[] | undefined {
  const one = drawn(bench.random, bench.expressions)
  if (one === undefined) return undefined
  const other = drawn(
    bench.random,
    bench.expressions.filter((site) => site !== one && site.parent === one.parent && kindAt(bench, site) === kindAt(bench, one)),
  )
  if (other?.parent === undefined) return undefined
  const list = one.key === other.key ? (other.parent.node as unknown as Record<string, unknown>)[one.key] : undefined
  if (!Array.isArray(list)) return undefined
  const swapped = list.with(one.index, other.node).with(other.index, one.node)
  return bench.expressions.includes(other.parent)
    ? [replaceExpression(bench.source, other.parent, { ...transplant(expressionAt(other.parent)), [one.key]: swapped })]
    : undefined
}
