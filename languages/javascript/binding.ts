import type { Node, Pattern } from 'estree'
import { type Name, shapeOf } from './inference.ts'
import { type Shape, shapeOfType, UNKNOWN } from './shape.ts'
import { rangeOf } from './sites.ts'
import type { Source } from './source.ts'

/** The type written behind a name or a pattern; type stripping left blanks in its place. */
function annotation(source: Source, node: Pattern): string | undefined {
  const end = rangeOf(node)?.end
  if (end === undefined) return undefined
  const after = source.script.slice(end)
  const written = source.text.slice(end, end + after.length - after.trimStart().length).trimStart()
  const marked = written.startsWith('?') || written.startsWith('!') ? written.slice(1).trimStart() : written
  return marked.startsWith(':') ? marked.slice(1) : undefined
}

/** Where types may be declared: the source itself, then the other files. */
const typesOf = ({ text, beside }: Source): string => (beside.length === 0 ? text : [text, ...beside.map((other) => other.text)].join('\n'))

const shapes = new WeakMap<Source, Map<string, Shape>>()

/** The shape of a type written in a source. */
export function shapeWritten(source: Source, type: string): Shape {
  let known = shapes.get(source)
  if (known === undefined) shapes.set(source, (known = new Map<string, Shape>()))
  let shape = known.get(type)
  if (shape === undefined) known.set(type, (shape = shapeOfType(type, typesOf(source))))
  return shape
}

/** The names that a pattern binds, with what is known of them. */
export function bind(source: Source, pattern: Pattern, inferred: Shape, writable: boolean): Name[] {
  const written = annotation(source, pattern)
  const known = written === undefined ? inferred : shapeWritten(source, written)
  switch (pattern.type) {
    case 'Identifier':
      return [{ name: pattern.name, shape: known, writable }]
    case 'AssignmentPattern':
      return bind(source, pattern.left, known.kind === 'unknown' ? shapeOf(pattern.right, []) : known, writable)
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element === null ? [] : bind(source, element, known.element ?? UNKNOWN, writable)))
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) => {
        if (property.type === 'RestElement') return bind(source, property.argument, UNKNOWN, writable)
        const key = property.key.type === 'Identifier' ? property.key.name : ''
        return bind(source, property.value, known.members?.find((member) => member.name === key)?.shape ?? UNKNOWN, writable)
      })
    case 'RestElement':
      return bind(source, pattern.argument, { kind: 'array' }, writable)
    default:
      return []
  }
}

/** The names that a pattern binds. */
function boundBy(pattern: Pattern): string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name]
    case 'AssignmentPattern':
      return boundBy(pattern.left)
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element === null ? [] : boundBy(element)))
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) => boundBy(property.type === 'RestElement' ? property.argument : property.value))
    case 'RestElement':
      return boundBy(pattern.argument)
    default:
      return []
  }
}

/** The names that a statement declares in the list it stands in. */
export function namesIn(node: Node): string[] {
  if (node.type === 'VariableDeclaration') return node.declarations.flatMap(({ id }) => boundBy(id))
  return node.type === 'FunctionDeclaration' || node.type === 'ClassDeclaration' ? [node.id.name] : []
}
