import type { AssignmentExpression, CallExpression, Node } from 'estree'
import type { Names } from './names.ts'
import { call } from './tree.ts'

/** Names of what built-in objects lend to those that inherit from them, and that may be given another value there. */
export const LENT: ReadonlySet<string> = new Set(
  [Array, ArrayBuffer, Boolean, DataView, Date, Error, Function, Iterator, Map, Number, RegExp, Set, String, Symbol, WeakMap, WeakSet]
    .concat([Object.getPrototypeOf(Int8Array), Int8Array] as never)
    .flatMap((made) => [made, made.prototype])
    .concat([[].values(), function* () {}.prototype].map((made) => Object.getPrototypeOf(made) as never))
    .flatMap((holder) => Object.entries(Object.getOwnPropertyDescriptors(holder)))
    .flatMap(([name, { writable }]) => (writable === true ? [name] : [])),
)

const nameOf = (node: Node, computed: boolean): string | undefined =>
  node.type === 'Literal' && typeof node.value === 'string' ? node.value : node.type === 'Identifier' && !computed ? node.name : undefined

/**
 * A plain assignment to a property that is called like one of a built-in object, as a call that puts it there: what is inherited from a frozen
 * object cannot be assigned to. Every other node as it is.
 */
export function assigned(node: AssignmentExpression, names: Names): AssignmentExpression | CallExpression {
  if (node.operator !== '=' || node.left.type !== 'MemberExpression' || node.left.object.type === 'Super') return node
  const name = nameOf(node.left.property, node.left.computed)
  if (name === undefined || !LENT.has(name)) return node
  return call(names.put, node.left.object, { type: 'Literal', value: name }, node.right) as CallExpression
}
