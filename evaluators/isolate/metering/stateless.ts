import type { Expression, Node, Program as Tree } from 'estree'
import { eachName, targetOf } from './counted.ts'
import { eachChild } from './tree.ts'

/** Whether an expression is a number, a text, or the like, written out. */
const isPrimitive = (node: Expression): boolean =>
  node.type === 'UnaryExpression' ? isPrimitive(node.argument) : node.type === 'Literal' && !('regex' in node)

/** Whether a function leaves nothing behind where it stands: a generator's objects inherit from one that it keeps, and an own name leads to it. */
const isPlainFunction = (node: Node): boolean =>
  node.type === 'ArrowFunctionExpression' || (node.type === 'FunctionExpression' && node.id == null && node.generator !== true)

/** What the top level of a program declares: functions, and values that cannot be changed; undefined where it has anything else. */
interface Declared {
  readonly functions: Set<string>
  readonly values: Set<string>
}

/** Adds what a statement of the top level declares; false where it does more than to declare. */
function declare(node: Node, { functions, values }: Declared): boolean {
  switch (node.type) {
    case 'EmptyStatement':
      return true
    case 'ExportNamedDeclaration':
      return node.source == null && (node.declaration == null || declare(node.declaration, { functions, values }))
    case 'FunctionDeclaration':
      functions.add(node.id.name)
      return node.generator !== true
    case 'VariableDeclaration':
      return node.declarations.every(({ id, init }) => {
        if (id.type !== 'Identifier') return false
        const isCode = init != null && isPlainFunction(init)
        ;(isCode ? functions : values).add(id.name)
        return isCode || init == null || isPrimitive(init)
      })
    default:
      return false
  }
}

/** Whether a part of a tree calls the functions of the top level and does nothing else with them, nor gives its values others. */
function isCalling(node: Node, { functions, values }: Declared): boolean {
  if (node.type === 'Identifier') return node.name !== 'arguments' && !functions.has(node.name)
  if (node.type === 'ExportSpecifier') return true
  let isSound = true
  const target = targetOf(node)
  if (target !== undefined) eachName(target, (name) => void (isSound &&= !values.has(name)))
  const isName = (child: Node): boolean =>
    (node.type === 'CallExpression' && child === node.callee && child.type === 'Identifier' && child.name !== 'arguments') ||
    (node.type === 'MemberExpression' && !node.computed && child === node.property) ||
    (node.type === 'Property' && !node.computed && !node.shorthand && child === node.key)
  eachChild(node, (child) => {
    isSound &&= isName(child) || isCalling(child, { functions, values })
  })
  return isSound
}

/**
 * Whether a file makes nothing that could hold anything from one case to the next, and does nothing where it begins: its top level declares functions
 * and primitive values alone, the functions are called and never looked at as objects, and the values never assigned. What comes of such a file is
 * as good on any later case as made anew.
 */
export function isStateless(tree: Tree): boolean {
  const declared: Declared = { functions: new Set(), values: new Set() }
  if (!tree.body.every((node) => declare(node, declared))) return false
  const parts = tree.body.flatMap((node): Node[] => {
    const own = node.type === 'ExportNamedDeclaration' && node.declaration ? node.declaration : node
    if (own.type === 'FunctionDeclaration') return [...own.params, own.body]
    return own.type === 'VariableDeclaration' ? own.declarations.flatMap(({ init }) => init ?? []) : []
  })
  return parts.every((part) => isCalling(part, declared))
}
