import type { Expression, Node } from 'estree'
import type { Scope } from '../../languages/javascript/inference.ts'
import { sitesOf } from '../../languages/javascript/sites.ts'
import type { Site } from '../../languages/javascript/sites.ts'

const GLOBALS = new Set(
  'Math Number Array Object String Boolean Map Set JSON Infinity NaN undefined parseInt parseFloat isNaN isFinite'.split(' '),
)

/** Whether an identifier is the name of a property, which is no name of the scope. */
const isProperty = ({ key, parent }: Site): boolean =>
  (parent?.node.type === 'MemberExpression' && key === 'property' && !parent.node.computed) ||
  (parent?.node.type === 'Property' && key === 'key' && !parent.node.computed)

/** Whether an identifier introduces its name. */
const isBinding = ({ key, parent }: Site): boolean =>
  key === 'params' ||
  key === 'id' ||
  (key === 'left' && parent?.node.type === 'AssignmentPattern') ||
  (key === 'elements' && parent?.node.type === 'ArrayPattern') ||
  (key === 'value' && parent?.parent?.node.type === 'ObjectPattern')

/** Whether a site reads a name, or assigns to one, that is no global of the language. */
export const isReference = (site: Site): boolean =>
  site.node.type === 'Identifier' && !isProperty(site) && !isBinding(site) && !GLOBALS.has(site.node.name)

/** The identifiers that an expression reads and does not bind itself. */
export function freeNames(node: Node): ReadonlySet<string> {
  const bound = new Set<string>()
  const read = new Set<string>()
  for (const site of sitesOf(node)) {
    if (site.node.type !== 'Identifier' || isProperty(site)) continue
    if (isBinding(site)) bound.add(site.node.name)
    else if (!GLOBALS.has(site.node.name)) read.add(site.node.name)
  }
  for (const name of bound) read.delete(name)
  return read
}

/** Whether an expression can be read at a place with this scope. */
export function isReadable(node: Expression, scope: Scope): boolean {
  for (const name of freeNames(node)) if (!scope.some((item) => item.name === name)) return false
  return true
}

/** Every name that a tree mentions, also those that it binds itself. */
export function mentionedNames(node: Node): ReadonlySet<string> {
  let names = mentioned.get(node)
  if (names === undefined) {
    names = new Set(sitesOf(node).flatMap((site) => (site.node.type === 'Identifier' && !isProperty(site) ? [site.node.name] : [])))
    mentioned.set(node, names)
  }
  return names
}

const mentioned = new WeakMap<Node, ReadonlySet<string>>()

/** Every name that a tree assigns to. */
export function assignedNames(node: Node): ReadonlySet<string> {
  let names = assigned.get(node)
  if (names === undefined) {
    names = new Set(
      sitesOf(node).flatMap(({ node: part }) => {
        const target = part.type === 'AssignmentExpression' ? part.left : part.type === 'UpdateExpression' ? part.argument : undefined
        return target?.type === 'Identifier' ? [target.name] : []
      }),
    )
    assigned.set(node, names)
  }
  return names
}

const assigned = new WeakMap<Node, ReadonlySet<string>>()
