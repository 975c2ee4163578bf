import type { Expression, Statement } from 'estree'
import { parseExpression } from '../../languages/javascript/parse.ts'
import { replaceNames } from '../../languages/javascript/sites.ts'
import type { Term } from './term.ts'

const identifier = (name: string): Expression => ({ type: 'Identifier', name })

/** A value as it is written. */
export function valueNode(value: number | string | boolean): Expression {
  if (typeof value === 'number' && (value < 0 || Object.is(value, -0)))
    return { type: 'UnaryExpression', operator: '-', prefix: true, argument: { type: 'Literal', value: -value } }
  return { type: 'Literal', value, ...(typeof value === 'string' ? { raw: quoted(value) } : {}) }
}

const quoted = (text: string): string =>
  `'${JSON.stringify(text)
    .slice(1, -1)
    .replaceAll(String.raw`\"`, '"')
    .replaceAll("'", String.raw`\'`)}'`

const holes = (args: readonly Term[]): ReadonlyMap<string, Expression> => new Map(args.map((arg, k) => [`_${k + 1}`, expressionOf(arg)]))

const arrow = (names: readonly string[], body: Expression): Expression => ({
  type: 'ArrowFunctionExpression',
  params: names.map((name) => ({ type: 'Identifier', name })),
  body,
  expression: true,
  async: false,
})

const method = (object: Expression, name: string, args: readonly Expression[]): Expression => ({
  type: 'CallExpression',
  callee: { type: 'MemberExpression', object, property: { type: 'Identifier', name }, computed: false, optional: false },
  arguments: [...args],
  optional: false,
})

const isNumeral = (name: string): boolean => /^\d+$/.test(name)

/** Parameters of a function but for those at the end that it does not read. */
function read(names: readonly string[], body: Term, least: number): string[] {
  const kept = [...names]
  const reads = namesIn(body)
  while (kept.length > least && !reads.has(kept.at(-1) as string)) kept.pop()
  return kept
}

function namesIn(term: Term, into: Set<string> = new Set()): Set<string> {
  if (term.operation.kind === 'name') into.add(term.operation.name)
  for (const arg of term.args) namesIn(arg, into)
  return into
}

/** A term with one name for another. */
export function renamed(term: Term, from: string, to: string): Term {
  const operation = term.operation.kind === 'name' && term.operation.name === from ? { ...term.operation, name: to } : term.operation
  return { ...term, operation, args: term.args.map((arg) => renamed(arg, from, to)) }
}

function iterateNode({ operation, args }: Term): Expression {
  if (operation.kind !== 'traverse') throw new RangeError('goes through no list')
  const [list, body, begin] = args as [Term, Term, Term | undefined]
  const names = operation.parameters.map(({ name }) => name)
  const { name } = operation.iterator
  if (name === 'toSorted') {
    const [element = ''] = names
    const other = `${element}B`
    const key = expressionOf(body)
    const subtraction: Expression = {
      type: 'BinaryExpression',
      operator: '-',
      left: key,
      right: expressionOf(renamed(body, element, other)),
    }
    return method(expressionOf(list), name, [arrow([element, other], subtraction)])
  }
  const parameters = arrow(read(names, body, name === 'reduce' ? 2 : 1), expressionOf(body))
  return method(expressionOf(list), name, begin === undefined ? [parameters] : [parameters, expressionOf(begin)])
}

function loopNode({ operation, args }: Term): Expression {
  if (operation.kind !== 'loop') throw new RangeError('is no loop')
  const names = operation.states.map(({ name }) => name)
  const count = names.length
  const [test, ...rest] = args.slice(count).map(expressionOf)
  const result = rest.pop()
  const next: Statement = {
    type: 'ExpressionStatement',
    expression:
      count === 1
        ? {
            type: 'AssignmentExpression',
            operator: '=',
            left: { type: 'Identifier', name: names[0] as string },
            right: rest[0] as Expression,
          }
        : {
            type: 'AssignmentExpression',
            operator: '=',
            left: { type: 'ArrayPattern', elements: names.map((name) => ({ type: 'Identifier', name })) },
            right: { type: 'ArrayExpression', elements: rest },
          },
  }
  return {
    type: 'CallExpression',
    callee: {
      type: 'ArrowFunctionExpression',
      params: names.map((name) => ({ type: 'Identifier', name })),
      expression: false,
      async: false,
      body: {
        type: 'BlockStatement',
        body: [
          { type: 'WhileStatement', test: test as Expression, body: { type: 'BlockStatement', body: [next] } },
          { type: 'ReturnStatement', argument: result as Expression },
        ],
      },
    } as Expression,
    arguments: args.slice(0, count).map(expressionOf),
    optional: false,
  }
}

/** A term as an expression of JavaScript. */
export function expressionOf(term: Term): Expression {
  const { operation, args } = term
  switch (operation.kind) {
    case 'literal':
      return valueNode(operation.value)
    case 'name':
      return identifier(operation.name)
    case 'call':
      return replaceNames(parseExpression(operation.component.text) as Expression, holes(args))
    case 'list':
      return { type: 'ArrayExpression', elements: args.map(expressionOf) }
    case 'record':
      return {
        type: 'ObjectExpression',
        properties: operation.names.map((name, k) => ({
          type: 'Property',
          kind: 'init',
          method: false,
          shorthand: false,
          computed: false,
          key: { type: 'Identifier', name },
          value: expressionOf(args[k] as Term),
        })),
      }
    case 'member':
      return {
        type: 'MemberExpression',
        object: expressionOf(args[0] as Term),
        property: isNumeral(operation.name) ? valueNode(Number(operation.name)) : { type: 'Identifier', name: operation.name },
        computed: isNumeral(operation.name),
        optional: false,
      }
    case 'table':
      return tableNode(operation.entries, operation.otherwise, expressionOf(args[0] as Term))
    case 'traverse':
      return iterateNode(term)
    case 'loop':
      return loopNode(term)
  }
}

/** `({ a: 1 })[key] ?? 0` */
function tableNode(entries: readonly (readonly [string, number | string])[], otherwise: number | string, key: Expression): Expression {
  return {
    type: 'LogicalExpression',
    operator: '??',
    left: {
      type: 'MemberExpression',
      object: {
        type: 'ObjectExpression',
        properties: entries.map(([name, value]) => ({
          type: 'Property',
          kind: 'init',
          method: false,
          shorthand: false,
          computed: false,
          key: /^[A-Za-z_$][\w$]*$|^(?:0|[1-9]\d{0,8})$/.test(name) && name !== '__proto__' ? keyNode(name) : valueNode(name),
          value: valueNode(value),
        })),
      },
      property: key,
      computed: true,
      optional: false,
    },
    right: valueNode(otherwise),
  }
}

const keyNode = (name: string): Expression => (/^\d/.test(name) ? valueNode(Number(name)) : identifier(name))

/** A term as the statements of a body: conditions return early. */
export function statementsOf(term: Term): Statement[] {
  const { operation, args } = term
  const [test, then, otherwise] = args
  if (operation.kind === 'call' && operation.component.text === '_1 ? _2 : _3' && test && then && otherwise)
    return [
      {
        type: 'IfStatement',
        test: expressionOf(test),
        consequent: { type: 'ReturnStatement', argument: expressionOf(then) },
        alternate: null,
      },
      ...statementsOf(otherwise),
    ]
  return [{ type: 'ReturnStatement', argument: expressionOf(term) }]
}
