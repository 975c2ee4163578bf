import type { Node } from 'estree'
import { BOOLEAN, NUMBER, type Shape, STRING, UNKNOWN } from './shape.ts'

/** An identifier that can be read at a site. */
export interface Name {
  readonly name: string
  readonly shape: Shape
  /** Declared by `let` or `var` in the innermost function, so that a statement may assign to it. */
  readonly writable: boolean
}

/** The identifiers that can be read at a site, innermost first. */
export type Scope = readonly Name[]

const MATH_LIKE = /^(Math|Number)$/
const NUMBER_METHODS = /^(indexOf|lastIndexOf|findIndex|charCodeAt|codePointAt|push|unshift|localeCompare|search|getTime)$/
const BOOLEAN_METHODS = /^(includes|some|every|startsWith|endsWith|has|isArray|isInteger|isFinite|isNaN|test)$/
const STRING_METHODS =
  /^(join|toString|toFixed|trim|toUpperCase|toLowerCase|charAt|repeat|padStart|padEnd|replace|replaceAll|fromCharCode)$/
const SAME_METHODS = /^(slice|filter|concat|reverse|sort|toSorted|toReversed|with|fill)$/

function shapeOfCall(callee: Node, scope: Scope): Shape {
  if (callee.type === 'Identifier') {
    return callee.name === 'Number' || /^parse(Int|Float)$/.test(callee.name)
      ? NUMBER
      : callee.name === 'String'
        ? STRING
        : callee.name === 'Boolean'
          ? BOOLEAN
          : (scope.find((item) => item.name === callee.name)?.shape.returns ?? UNKNOWN)
  }
  if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return UNKNOWN
  const method = callee.property.name
  const own = shapeOf(callee.object, scope).members?.find((member) => member.name === method)?.shape.returns
  if (own !== undefined) return own
  if (BOOLEAN_METHODS.test(method)) return BOOLEAN
  if (callee.object.type === 'Identifier' && MATH_LIKE.test(callee.object.name)) return NUMBER
  if (NUMBER_METHODS.test(method)) return NUMBER
  if (STRING_METHODS.test(method)) return STRING
  if (SAME_METHODS.test(method)) return shapeOf(callee.object, scope)
  if (/^(map|flatMap|split|from|keys|values|entries)$/.test(method)) return { kind: 'array' }
  if (/^(at|find|pop|shift)$/.test(method)) return shapeOf(callee.object, scope).element ?? UNKNOWN
  return UNKNOWN
}

/** What is roughly known of an expression's value. */
export function shapeOf(node: Node, scope: Scope): Shape {
  switch (node.type) {
    case 'Literal':
      return typeof node.value === 'number'
        ? NUMBER
        : typeof node.value === 'boolean'
          ? BOOLEAN
          : typeof node.value === 'string'
            ? STRING
            : UNKNOWN
    case 'TemplateLiteral':
      return STRING
    case 'Identifier':
      if (node.name === 'Infinity' || node.name === 'NaN') return NUMBER
      return scope.find((item) => item.name === node.name)?.shape ?? UNKNOWN
    case 'UnaryExpression':
      return node.operator === '!' || node.operator === 'delete'
        ? BOOLEAN
        : node.operator === 'typeof'
          ? STRING
          : node.operator === 'void'
            ? UNKNOWN
            : NUMBER
    case 'UpdateExpression':
      return NUMBER
    case 'BinaryExpression': {
      if (/^([<>]=?|[!=]==?|in|instanceof)$/.test(node.operator)) return BOOLEAN
      if (node.operator !== '+') return NUMBER
      const kinds = [shapeOf(node.left, scope).kind, shapeOf(node.right, scope).kind]
      return kinds.includes('string') ? STRING : kinds.every((kind) => kind === 'number') ? NUMBER : UNKNOWN
    }
    case 'LogicalExpression':
    case 'ConditionalExpression': {
      const first = shapeOf(node.type === 'LogicalExpression' ? node.left : node.consequent, scope)
      return first.kind === 'unknown' ? shapeOf(node.type === 'LogicalExpression' ? node.right : node.alternate, scope) : first
    }
    case 'AssignmentExpression':
      return shapeOf(node.right, scope)
    case 'ArrayExpression': {
      const first = node.elements[0]
      return first === undefined || first === null || first.type === 'SpreadElement'
        ? { kind: 'array' }
        : { kind: 'array', element: shapeOf(first, scope) }
    }
    case 'ObjectExpression':
      return { kind: 'object' }
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return { kind: 'function' }
    case 'NewExpression':
      return node.callee.type === 'Identifier' && node.callee.name.endsWith('Array') ? { kind: 'array', element: NUMBER } : UNKNOWN
    case 'CallExpression':
      return shapeOfCall(node.callee, scope)
    case 'ChainExpression':
      return shapeOf(node.expression, scope)
    case 'MemberExpression': {
      const object = shapeOf(node.object, scope)
      if (node.object.type === 'Identifier' && MATH_LIKE.test(node.object.name)) return NUMBER
      if (node.computed) return object.kind === 'string' ? STRING : (object.element ?? UNKNOWN)
      const name = node.property.type === 'Identifier' ? node.property.name : ''
      if (name === 'length' || name === 'size') return NUMBER
      return object.members?.find((member) => member.name === name)?.shape ?? UNKNOWN
    }
    default:
      return UNKNOWN
  }
}
