import type { BinaryOperator, Expression, Identifier, Literal, LogicalOperator, Statement } from 'estree'

/** Small constructors of syntax trees. */
export const identifier = (name: string): Identifier => ({ type: 'Identifier', name })

/** Four significant digits: finer differences are noise to a search and clutter to a reader. */
export const round = (value: number): number => (Number.isInteger(value) && Math.abs(value) < 1e6 ? value : Number(value.toPrecision(4)))

export function number(value: number): Expression {
  const literal: Literal = { type: 'Literal', value: Math.abs(round(value)) }
  return round(value) < 0 ? { type: 'UnaryExpression', operator: '-', prefix: true, argument: literal } : literal
}

export const binary = (operator: BinaryOperator, left: Expression, right: Expression): Expression => ({
  type: 'BinaryExpression',
  operator,
  left,
  right,
})

export const logical = (operator: LogicalOperator, left: Expression, right: Expression): Expression => ({
  type: 'LogicalExpression',
  operator,
  left,
  right,
})

export const conditional = (test: Expression, consequent: Expression, alternate: Expression): Expression => ({
  type: 'ConditionalExpression',
  test,
  consequent,
  alternate,
})

export const member = (object: Expression, property: string): Expression => ({
  type: 'MemberExpression',
  object,
  property: identifier(property),
  computed: false,
  optional: false,
})

export const at = (object: Expression, index: Expression): Expression => ({
  type: 'MemberExpression',
  object,
  property: index,
  computed: true,
  optional: false,
})

export const returns = (argument: Expression): Statement => ({ type: 'ReturnStatement', argument })

export const guard = (test: Expression, consequent: Statement): Statement => ({ type: 'IfStatement', test, consequent, alternate: null })

export const assign = (name: string, right: Expression): Statement => ({
  type: 'ExpressionStatement',
  expression: { type: 'AssignmentExpression', operator: '=', left: identifier(name), right },
})

export const declare = (name: string, init: Expression): Statement => ({
  type: 'VariableDeclaration',
  kind: 'const',
  declarations: [{ type: 'VariableDeclarator', id: identifier(name), init }],
})
