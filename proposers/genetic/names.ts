import type { Expression, Node } from 'estree'
import type { Scope } from '../../language/scope.ts'
import { sitesOf } from '../../language/sites.ts'

const GLOBALS = new Set([
  'Math',
  'Number',
  'Array',
  'Object',
  'String',
  'Boolean',
  'Map',
  'Set',
  'JSON',
  'Infinity',
  'NaN',
  'undefined',
  'parseInt',
  'parseFloat',
  'isNaN',
  'isFinite',
])

/** The identifiers that an expression reads and does not bind itself. */
export function freeNames(node: Node): ReadonlySet<string> {
  const bound = new Set<string>()
  const read = new Set<string>()
  for (const { node: item, parent, key } of sitesOf(node)) {
    if (item.type !== 'Identifier') continue
    const owner = parent?.node
    if (
      (owner?.type === 'MemberExpression' && key === 'property' && !owner.computed) ||
      (owner?.type === 'Property' && key === 'key' && !owner.computed)
    )
      continue
    const binds =
      key === 'params' ||
      key === 'id' ||
      (key === 'left' && owner?.type === 'AssignmentPattern') ||
      (key === 'elements' && owner?.type === 'ArrayPattern')
    if (binds) bound.add(item.name)
    else if (!GLOBALS.has(item.name)) read.add(item.name)
  }
  for (const name of bound) read.delete(name)
  return read
}

/** Whether an expression can be read at a place with this scope. */
export function isReadable(node: Expression, scope: Scope): boolean {
  const names = freeNames(node)
  for (const name of names) if (!scope.some((item) => item.name === name)) return false
  return true
}
