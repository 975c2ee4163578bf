import type { ArrayPattern, AssignmentProperty, Expression, Node, ObjectPattern, SimpleCallExpression } from 'estree'
import { LENT } from './inherited.ts'
import type { Names } from './names.ts'
import { call, eachChild, identifier } from './tree.ts'

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

/** Whether a pattern gathers the rest of an object. */
export const gathersKeys = (pattern: Node): boolean => pattern.type === 'ObjectPattern' && pattern.properties.at(-1)?.type === 'RestElement'

/** A pattern that gathers the rest of what is iterated, as one of a list that has been paid for. */
function gathering(node: ArrayPattern, { gathered }: Names): ObjectPattern {
  const property: AssignmentProperty = {
    type: 'Property',
    kind: 'init',
    method: false,
    shorthand: false,
    computed: true,
    key: identifier(gathered),
    value: { ...node },
  }
  return { type: 'ObjectPattern', properties: [property] }
}

/** Patterns that gather a rest of what they are given, and the places that are assigned to, charged. */
export function charged(node: Node, names: Names): Node {
  return node.type === 'ArrayPattern' && node.elements.at(-1)?.type === 'RestElement' ? gathering(node, names) : node
}

/** Properties of which a value may cost what it is large. */
const GROWING = new Set(['length', 'prototype'])

/** Charges what is assigned to, lengths of lists and prototypes of functions, and has objects own what they were lent. */
export function chargeTarget(target: Node | null | undefined, names: Names, owning = true): void {
  if (!target) return
  if (target.type === 'MemberExpression') {
    if (target.object.type === 'Super' || target.property.type === 'PrivateIdentifier') return
    const { property } = target
    const name =
      !target.computed && property.type === 'Identifier' ? property.name : property.type === 'Literal' ? property.value : undefined
    if (GROWING.has(String(name))) target.object = call(names.grown, target.object)
    else if (owning && LENT.has(String(name))) target.object = call(names.own, target.object, { type: 'Literal', value: String(name) })
    else if (
      target.computed &&
      isAsked(property, names) &&
      (target.object.type === 'Identifier' || target.object.type === 'ThisExpression')
    ) {
      target.property = call(names.placed, { ...target.object }, property.arguments[0] as Expression)
    }
  } else if (target.type === 'AssignmentPattern') chargeTarget(target.left, names)
  else if (target.type === 'Property') chargeTarget(target.value, names)
  else if (target.type === 'ArrayPattern' || target.type === 'ObjectPattern' || target.type === 'RestElement')
    eachChild(target, (child) => chargeTarget(child, names))
}

/** Whether a key is asked, and may be a text. */
const isAsked = (key: Node, { key: name }: Names): key is SimpleCallExpression => {
  if (key.type !== 'CallExpression' || key.callee.type !== 'Identifier' || key.callee.name !== name) return false
  const [asked] = key.arguments
  return asked?.type !== 'BinaryExpression' || asked.operator === '+'
}

/** Charges what grows with a constructor's only argument, what is spread into a call or a literal, and keys that may be no indices. */
export function charge(node: Node, names: Names, isIndex: (key: Node) => boolean): void {
  if (node.type === 'ObjectExpression') {
    for (const item of node.properties) {
      if (item.type === 'SpreadElement') item.argument = call(names.copied, item.argument)
      else if (!item.computed && !item.shorthand && !item.method && item.kind === 'init' && isNamed(item.key, '__proto__'))
        item.value = call(names.heir, item.value as Expression)
    }
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
  if (node.type === 'VariableDeclarator' && node.init && gathersKeys(node.id)) node.init = call(names.keys, node.init)
  if (node.type === 'AssignmentExpression') {
    if (gathersKeys(node.left)) node.right = call(names.keys, node.right)
    // a plain assignment is made by a call of its own
    chargeTarget(node.left, names, node.operator !== '=' || node.left.type !== 'MemberExpression')
  }
  if (node.type === 'UpdateExpression') chargeTarget(node.argument, names)
  if (node.type === 'UnaryExpression' && node.operator === '+' && node.argument.type !== 'Literal')
    node.argument = call(names.number, node.argument)
  if ((node.type === 'ClassDeclaration' || node.type === 'ClassExpression') && node.superClass)
    node.superClass = call(names.heir, node.superClass)
}

const isNamed = (key: Node, name: string): boolean =>
  key.type === 'Identifier' ? key.name === name : key.type === 'Literal' && key.value === name
