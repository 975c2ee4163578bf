import type { BlockStatement, Expression, Node, Pattern, SimpleCallExpression } from 'estree'
import { eachChild, mapChildren } from './tree.ts'

/** Code that neither calls, loops nor fails: safe where no counter stands before it. */
export function isHarmless(node: Node): boolean {
  switch (node.type) {
    case 'Literal':
    case 'Identifier':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return true
    case 'UnaryExpression':
      return node.argument.type === 'Literal'
    case 'ArrayExpression':
      return node.elements.every((item) => item === null || (item.type !== 'SpreadElement' && isHarmless(item)))
    case 'ObjectExpression':
      return node.properties.every((item) => item.type === 'Property' && !item.computed && isHarmless(item.value))
    default:
      return false
  }
}

/** Whether a pattern evaluates code of its own, or gathers as much as it is given: defaults that are not harmless, computed keys, a rest. */
export function evaluates(pattern: Node): boolean {
  if (pattern.type === 'AssignmentPattern') return !isHarmless(pattern.right) || evaluates(pattern.left)
  if (pattern.type === 'Property' && pattern.computed && !isHarmless(pattern.key)) return true
  if (!['ObjectPattern', 'ArrayPattern', 'RestElement', 'Property'].includes(pattern.type)) return false
  const parts: readonly (Node | null)[] =
    pattern.type === 'ArrayPattern' ? pattern.elements : pattern.type === 'ObjectPattern' ? pattern.properties : []
  let found = parts.at(-1)?.type === 'RestElement'
  eachChild(pattern, (child) => {
    found ||= evaluates(child)
  })
  return found
}

/** Names that a function body declares with `var` or as a function. */
export function declaredIn(body: Node): Set<string> {
  const names = new Set<string>()
  const bind = (pattern: Node): void => {
    if (pattern.type === 'Identifier') names.add(pattern.name)
    else if (pattern.type === 'Property') bind(pattern.value)
    else if (pattern.type === 'AssignmentPattern') bind(pattern.left)
    else eachChild(pattern, bind)
  }
  const look = (node: Node): void => {
    if (node.type === 'FunctionDeclaration') return void (node.id && names.add(node.id.name))
    if (node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression') return
    if (node.type === 'VariableDeclaration' && node.kind === 'var') for (const item of node.declarations) bind(item.id)
    eachChild(node, look)
  }
  eachChild(body, look)
  return names
}

/** Code as a call of a function of its own; its `this` and `arguments` are those around it. */
export const apply = (body: Expression | BlockStatement): SimpleCallExpression => {
  const callee: Expression = {
    type: 'ArrowFunctionExpression',
    params: [],
    body,
    expression: body.type !== 'BlockStatement',
    generator: false,
    async: false,
  }
  return { type: 'CallExpression', callee, arguments: [], optional: false }
}

/** A pattern whose code stands in functions of its own, counted like any. */
export function apart(pattern: Node): Node {
  if (pattern.type === 'AssignmentPattern') {
    pattern.left = apart(pattern.left) as Pattern
    if (!isHarmless(pattern.right)) pattern.right = apply(pattern.right)
    return pattern
  }
  if (pattern.type === 'Property') {
    if (pattern.computed && !isHarmless(pattern.key)) pattern.key = apply(pattern.key)
    pattern.value = apart(pattern.value) as Pattern
    return pattern
  }
  if (pattern.type !== 'Identifier') mapChildren(pattern, (child) => apart(child))
  return pattern
}
