import type { BlockStatement, Expression, Node, Pattern, SimpleCallExpression } from 'estree'
import { eachName } from './counted.ts'
import { named } from './named.ts'
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
    case 'ClassExpression':
      // its fields' values and static blocks are functions of their own wherever it stands
      return (
        (node.superClass == null || isHarmless(node.superClass)) &&
        node.body.body.every((item) => !('computed' in item) || !item.computed || isHarmless(item.key))
      )
    default:
      return false
  }
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

/** A pattern whose code stands in functions of its own, counted like any: their scope, `this` and `arguments` are those of the pattern. */
export function apart(pattern: Node): Node {
  if (pattern.type === 'AssignmentPattern') {
    pattern.left = apart(pattern.left) as Pattern
    const name = pattern.left.type === 'Identifier' ? pattern.left.name : undefined
    if (!isHarmless(pattern.right)) pattern.right = apply(named(pattern.right, name))
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

/** What a parameter's patterns gather in their rests, by name: elements of a list, or keys of an object. */
export function gatheredIn(pattern: Node): readonly { readonly name: string; readonly kind: 'elements' | 'keys' }[] {
  const parts: readonly (Node | null)[] =
    pattern.type === 'ArrayPattern' ? pattern.elements : pattern.type === 'ObjectPattern' ? pattern.properties : []
  const rest = parts.at(-1)
  const kind = pattern.type === 'ArrayPattern' ? 'elements' : 'keys'
  const own = rest?.type === 'RestElement' ? [{ name: rest.argument.type === 'Identifier' ? rest.argument.name : '', kind } as const] : []
  const inner: Node[] = []
  if (pattern.type === 'AssignmentPattern') inner.push(pattern.left)
  else if (pattern.type === 'Property') inner.push(pattern.value)
  else if (pattern.type === 'RestElement') inner.push(pattern.argument)
  for (const part of parts) if (part !== null) inner.push(part)
  return [...own, ...inner.flatMap(gatheredIn)]
}

/** Names that a function's body declares with `var` or as a function. */
export function declaredIn(body: Node): ReadonlySet<string> {
  const names = new Set<string>()
  const look = (node: Node): void => {
    if (node.type === 'FunctionDeclaration') return void (node.id && names.add(node.id.name))
    if (node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression') return
    if (node.type === 'VariableDeclaration' && node.kind === 'var')
      for (const { id } of node.declarations) eachName(id, (name) => names.add(name))
    eachChild(node, look)
  }
  eachChild(body, look)
  return names
}
