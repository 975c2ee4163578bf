import type { Expression, PropertyDefinition } from 'estree'

/** Whether an expression takes its name from where it stands. */
const isAnonymous = (node: Expression): boolean =>
  node.type === 'ArrowFunctionExpression' || ((node.type === 'FunctionExpression' || node.type === 'ClassExpression') && !node.id)

/** An expression that keeps the name which it would take from its place, in another place. */
export function named(node: Expression, name: string | undefined): Expression {
  if (name === undefined || !isAnonymous(node)) return node
  const key = (): Expression => ({ type: 'Literal', value: name })
  return {
    type: 'MemberExpression',
    object: {
      type: 'ObjectExpression',
      properties: [{ type: 'Property', kind: 'init', key: key(), value: node, computed: true, method: false, shorthand: false }],
    },
    property: key(),
    computed: true,
    optional: false,
  }
}

/** An expression that takes no name from its place. */
export const unnamed = (node: Expression): Expression =>
  isAnonymous(node) ? { type: 'SequenceExpression', expressions: [{ type: 'Literal', value: 0 }, node] } : node

/** The name that a field gives to its value; undefined for a key that is computed. */
export function nameOf({ key, computed }: PropertyDefinition): string | undefined {
  if (key.type === 'PrivateIdentifier') return `#${key.name}`
  if (key.type === 'Literal') return String(key.value)
  return key.type === 'Identifier' && !computed ? key.name : undefined
}
