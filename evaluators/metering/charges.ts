import type { Expression, Node } from 'estree'
import type { Names } from './names.ts'
import { call, identifier } from './tree.ts'

/** A stretch of code that runs as often as its tick: its nodes set the price of the tick. */
export interface Region {
  nodes: number
}

/** Nodes that cost one unit of fuel, and nodes whose frame counts as one call more. */
const NODES_PER_FUEL = 16
const NODES_PER_FRAME = 64

/** What a tick of a region costs. */
export const price = (region: Region): number => 1 + Math.floor(region.nodes / NODES_PER_FUEL)

/** Frames that a call of a function counts as, by the nodes of its body. */
export const frames = (region: Region): number => 1 + Math.floor(region.nodes / NODES_PER_FRAME)

/** Counters are 32-bit elements of a typed array: the compiler keeps them untagged, and `| 0` spares it checks for overflow. */
export const take = (counter: string, units: number): string => `${counter} = (${counter} - ${units}) | 0`
export const give = (counter: string, units: number): string => `${counter} = (${counter} + ${units}) | 0`

/** The part of the kernel that charges for what a pattern gathers in its rest, if it has one. */
function gathers(pattern: Node, { spread, keys }: Names): string | undefined {
  if (pattern.type === 'ArrayPattern') return pattern.elements.at(-1)?.type === 'RestElement' ? spread : undefined
  return pattern.type === 'ObjectPattern' && pattern.properties.at(-1)?.type === 'RestElement' ? keys : undefined
}

/** Charges what grows with a constructor's only argument, what is spread into a call or a literal, and keys that may be no indices. */
export function charge(node: Node, names: Names, isIndex: (key: Node) => boolean): void {
  if (node.type === 'ObjectExpression') {
    for (const item of node.properties) if (item.type === 'SpreadElement') item.argument = call(names.keys, item.argument)
  }
  const asked = (key: Node): Expression => (isIndex(key) ? (key as Expression) : call(names.key, key as Expression))
  if (node.type === 'MemberExpression' && node.computed) node.property = asked(node.property)
  if ((node.type === 'Property' || node.type === 'MethodDefinition') && node.computed) node.key = asked(node.key)
  if (node.type === 'BinaryExpression' && node.operator === 'in' && node.left.type !== 'PrivateIdentifier') node.left = asked(node.left)
  const items =
    node.type === 'ArrayExpression' ? node.elements : node.type === 'CallExpression' || node.type === 'NewExpression' ? node.arguments : []
  for (const item of items) {
    if (item?.type === 'SpreadElement') item.argument = call(node.type === 'ArrayExpression' ? names.spread : names.passed, item.argument)
  }
  if (
    (node.type === 'NewExpression' || node.type === 'CallExpression') &&
    node.callee.type === 'Identifier' &&
    node.arguments.length === 1
  ) {
    const [only] = node.arguments
    const sized = node.type === 'NewExpression' || node.callee.name === 'Array'
    if (sized && only !== undefined && only.type !== 'SpreadElement')
      node.arguments = [call(names.sized, identifier(node.callee.name), only)]
  }
  const gathered = node.type === 'VariableDeclarator' ? gathers(node.id, names) : undefined
  if (node.type === 'VariableDeclarator' && node.init && gathered !== undefined) node.init = call(gathered, node.init)
  const regathered = node.type === 'AssignmentExpression' ? gathers(node.left, names) : undefined
  if (node.type === 'AssignmentExpression' && regathered !== undefined) node.right = call(regathered, node.right)
}
