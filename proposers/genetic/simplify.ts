import type { Expression, Node } from 'estree'
import type { Vocabulary } from '../../engine/contracts/problem.ts'
import { isBelow, isExpressionSite, rangeOf, type Site, sitesOf } from '../../languages/javascript/sites.ts'
import { type Edit, removeStatement, replaceExpression } from '../../languages/javascript/source.ts'
import type { Workspace } from './workspace.ts'
import { binary, conditional, logical, number } from './build.ts'
import { same } from './same.ts'

/** The value of a written number, boolean or string. */
function valueOf(node: Node): number | boolean | string | undefined {
  if (node.type === 'Literal')
    return typeof node.value === 'number' || typeof node.value === 'boolean' || typeof node.value === 'string' ? node.value : undefined
  if (node.type !== 'UnaryExpression' || node.operator !== '-') return undefined
  const value = valueOf(node.argument)
  return typeof value === 'number' ? -value : undefined
}

const truth = (value: boolean): Expression => ({ type: 'Literal', value })

/** A computed constant as an expression, unless it would not be finite. */
const written = (value: number | boolean): Expression | undefined =>
  typeof value === 'boolean' ? truth(value) : Number.isFinite(value) ? number(value) : undefined

const ARITHMETIC: Readonly<Record<string, (a: number, b: number) => number | boolean>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '**': (a, b) => a ** b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '===': (a, b) => a === b,
  '!==': (a, b) => a !== b,
}
const OF_EQUALS: Readonly<Record<string, number | boolean>> = {
  '-': 0,
  '/': 1,
  '<': false,
  '<=': true,
  '>': false,
  '>=': true,
  '===': true,
  '!==': false,
}
const OPPOSITE: Readonly<Record<string, '<' | '<=' | '>' | '>=' | '===' | '!=='>> = {
  '<': '>=',
  '<=': '>',
  '>': '<=',
  '>=': '<',
  '===': '!==',
  '!==': '===',
}
const PURE =
  /^(Identifier|Literal|BinaryExpression|UnaryExpression|ConditionalExpression|LogicalExpression|MemberExpression|CallExpression)$/

/** One step at the top of a tree; its operands are simple already. Numbers are taken to be finite. */
function step(node: Expression): Expression | undefined {
  switch (node.type) {
    case 'BinaryExpression': {
      const { operator, right } = node
      const left = node.left as Expression
      const [a, b] = [valueOf(left), valueOf(right)]
      if (typeof a === 'number' && typeof b === 'number') return written(ARITHMETIC[operator]?.(a, b) ?? Number.NaN)
      if ((a === 0 && operator === '+') || (a === 1 && operator === '*')) return right
      if ((b === 0 && /^[+-]$/.test(operator)) || (b === 1 && /^(\*|\/|\*\*)$/.test(operator))) return left
      if ((a === 0 && /^[*/%]$/.test(operator)) || (b === 0 && operator === '*')) return number(0)
      if (b === 0 && operator === '**') return number(1)
      if (a === 0 && operator === '-') return { type: 'UnaryExpression', operator: '-', prefix: true, argument: right }
      if (/^[+-]$/.test(operator) && right.type === 'UnaryExpression' && right.operator === '-')
        return binary(operator === '+' ? '-' : '+', left, right.argument)
      const equal = OF_EQUALS[operator]
      return equal !== undefined && same(left, right) && PURE.test(left.type) ? written(equal) : undefined
    }
    case 'LogicalExpression': {
      const { operator, left, right } = node
      const [a, b] = [valueOf(left), valueOf(right)]
      if (operator === '??') return undefined
      if (typeof a === 'boolean') return a === (operator === '&&') ? right : left
      if (b === (operator === '&&')) return left
      if (typeof b === 'boolean' && PURE.test(left.type)) return truth(b)
      return same(left, right) ? left : undefined
    }
    case 'ConditionalExpression': {
      const value = valueOf(node.test)
      if (value !== undefined) return value ? node.consequent : node.alternate
      if (same(node.consequent, node.alternate)) return node.consequent
      const { consequent: inner } = node
      if (node.test.type === 'UnaryExpression' && node.test.operator === '!')
        return conditional(node.test.argument, node.alternate, node.consequent)
      if (inner.type === 'ConditionalExpression' && same(inner.alternate, node.alternate))
        return conditional(logical('&&', node.test, inner.test), inner.consequent, node.alternate)
      return node.alternate.type === 'ConditionalExpression' && same(node.alternate.consequent, inner)
        ? conditional(logical('||', node.test, node.alternate.test), inner, node.alternate.alternate)
        : undefined
    }
    case 'UnaryExpression': {
      const { argument, operator } = node
      if (operator === '!') {
        const value = valueOf(argument)
        if (value !== undefined) return truth(!value)
        if (argument.type === 'BinaryExpression' && OPPOSITE[argument.operator] !== undefined)
          return { ...argument, operator: OPPOSITE[argument.operator] } as Expression
      }
      if (operator === '-' && argument.type === 'BinaryExpression' && argument.operator === '-')
        return binary('-', argument.right, argument.left as Expression)
      return argument.type === 'UnaryExpression' && argument.operator === operator && (operator === '!' || operator === '-')
        ? argument.argument
        : undefined
    }
    case 'CallExpression': {
      const { callee } = node
      if (
        callee.type !== 'MemberExpression' ||
        callee.object.type !== 'Identifier' ||
        callee.object.name !== 'Math' ||
        callee.property.type !== 'Identifier'
      )
        return undefined
      const { name } = callee.property
      const values = node.arguments.map(valueOf)
      const compute = (Math as unknown as Record<string, unknown>)[name]
      if (typeof compute === 'function' && name !== 'random' && values.every((value) => typeof value === 'number'))
        return written((compute as (...args: number[]) => number)(...values))
      const [first, second] = node.arguments
      if ((name === 'min' || name === 'max') && second !== undefined && node.arguments.length === 2 && same(first, second))
        return first as Expression
      if (name === 'abs' && first?.type === 'UnaryExpression' && first.operator === '-') return { ...node, arguments: [first.argument] }
      return undefined
    }
    default:
      return undefined
  }
}

/** Whether a closed vocabulary has what a step comes to: a part of what was there, or one of its constants. */
function isKept(next: Expression, before: Expression, { constants = [] }: Vocabulary): boolean {
  const value = valueOf(next)
  return typeof value === 'number' ? constants.includes(value) : sitesOf(before).some(({ node }) => node === next)
}

/**
 * An equivalent expression without idle parts, as far as a few rules see; the node itself when there is nothing to do. Of a closed
 * vocabulary nothing else comes in.
 */
export function simplified(node: Expression, vocabulary: Vocabulary): Expression {
  let built = node
  const fields = node as unknown as Record<string, unknown>
  if (!PURE.test(node.type) && node.type !== 'AssignmentExpression') return node
  for (const key in fields) {
    if (key === 'callee' || key === 'property' || (key === 'left' && node.type === 'AssignmentExpression')) continue
    const value = fields[key]
    const simple =
      Array.isArray(value) && key !== 'range'
        ? value.map((item: Expression) => simplified(item, vocabulary))
        : typeof value === 'object' && value !== null && 'type' in value
          ? simplified(value as Expression, vocabulary)
          : value
    const changed = Array.isArray(value) && Array.isArray(simple) ? simple.some((item, k) => item !== value[k]) : simple !== value
    if (!changed) continue
    if (built === node) {
      const { start: _start, end: _end, range: _range, ...rest } = fields
      built = rest as unknown as Expression
    }
    ;(built as unknown as Record<string, unknown>)[key] = simple
  }
  const next = step(built)
  if (next === undefined || (vocabulary.closed === true && !isKept(next, built, vocabulary))) return built
  return simplified(next, vocabulary)
}

const isFull = (site: Site): boolean => /Statement$|^VariableDeclarator$|^Arrow/.test(site.parent?.node.type ?? '')

/**
 * Simplification (editing: Koza 1992): removes idle parts of a program: computed constants, operands without effect, branches that are never taken,
 * names that are never read.
 *
 *     return 0 + a * (2 - 1)   ->   return a
 */
export function simplify(workspace: Workspace): Edit[] | undefined {
  const { source, expressions, statements } = workspace
  const { vocabulary } = workspace.context
  const gone: Site[] = []
  for (const site of statements) {
    const { node, parent, index } = site
    const afterReturn =
      parent?.node.type === 'BlockStatement' && parent.node.body.slice(0, index).some((item) => item.type === 'ReturnStatement')
    const never = node.type === 'IfStatement' && node.alternate == null && valueOf(simplified(node.test, vocabulary)) === false
    if (never || (afterReturn && node.type !== 'FunctionDeclaration') || isUnread(workspace, node)) gone.push(site)
  }
  const outside = expressions.filter(
    (site) => isFull(site) && isExpressionSite(site) && !gone.some((statement) => isBelow(site, statement)),
  )
  const edits = outside.flatMap((site) => {
    const simple = simplified(site.node as Expression, vocabulary)
    return simple === site.node ? [] : [replaceExpression(source, site, simple)]
  })
  edits.push(...gone.map((site) => removeStatement(source, site)))
  return edits.length === 0 ? undefined : edits
}

/** Whether a statement declares one constant that nothing reads. */
function isUnread({ source }: Workspace, node: Node): boolean {
  const declarator = node.type === 'VariableDeclaration' && node.declarations.length === 1 ? node.declarations[0] : undefined
  if (declarator?.id.type !== 'Identifier' || declarator.init == null || !PURE.test(declarator.init.type)) return false
  const { id } = declarator
  return !source.sites.some(
    (site) => site.node.type === 'Identifier' && site.node.name === id.name && rangeOf(site.node)?.start !== rangeOf(id)?.start,
  )
}
