import type { Node, Statement } from 'estree'
import { parseExpression } from '../../languages/javascript/parse.ts'
import type { Component } from './component.ts'
import { components, CONDITION } from './components.ts'
import { iteratorOf } from './iterators.ts'
import {
  call,
  iterate,
  listTerm,
  literal,
  loopTerm,
  memberTerm,
  type Name,
  nameTerm,
  recordTerm,
  tableTerm,
  type Term,
  tupleTerm,
} from './term.ts'
import { type Bindings, BOOLEAN, bound, NUMBER, recordOf, STRING, type Type, unify } from './types.ts'

type Fields = Readonly<Record<string, unknown>>

const IGNORED = new Set(['start', 'end', 'range', 'loc', 'raw'])
const HOLE = /^_([1-3])$/

/** Whether a node is as a template says, with what stands for the template's holes. */
function matches(template: unknown, node: unknown, holes: Map<number, Node>): boolean {
  if (typeof template !== 'object' || template === null) return template === node
  if (typeof node !== 'object' || node === null) return false
  if (Array.isArray(template))
    return Array.isArray(node) && node.length === template.length && template.every((item, k) => matches(item, node[k], holes))
  const own = template as Fields
  const hole = own['type'] === 'Identifier' ? HOLE.exec(String(own['name'])) : null
  if (hole !== null) {
    holes.set(Number(hole[1]), node as Node)
    return true
  }
  if (own['type'] !== (node as Fields)['type']) return false
  return Object.keys(own).every((key) => IGNORED.has(key) || own[key] === undefined || matches(own[key], (node as Fields)[key], holes))
}

const nameOf = (node: Node | undefined): string => (node?.type === 'Identifier' ? node.name : '')

/** What nodes are told apart by before they are compared in full. */
function headOf(node: Node): string {
  const operator = 'operator' in node ? node.operator : ''
  const called = node.type === 'CallExpression' && node.callee.type === 'MemberExpression' ? nameOf(node.callee.property) : ''
  return `${node.type} ${operator} ${called}`
}

const byHead = new Map<string, { readonly component: Component; readonly template: Node }[]>()
for (const component of components) {
  const template = parseExpression(component.text) as Node
  byHead.set(headOf(template), [...(byHead.get(headOf(template)) ?? []), { component, template }])
}

/** Reads an expression as a well-typed term over names; undefined for one that is none. */
export function readExpression(node: Node, names: readonly Name[], expected?: Type): Term | undefined {
  return readLeaf(node, names, expected) ?? readCall(node, names) ?? readOther(node, names, expected)
}

function readLeaf(node: Node, names: readonly Name[], expected?: Type): Term | undefined {
  if (node.type === 'Literal') {
    if (typeof node.value === 'number') return literal(node.value, NUMBER)
    if (typeof node.value === 'string') return literal(node.value, STRING)
    return typeof node.value === 'boolean' ? literal(node.value, BOOLEAN) : undefined
  }
  if (node.type === 'Identifier') {
    const found = names.findLast(({ name }) => name === node.name)
    return found && nameTerm(found)
  }
  if (
    node.type === 'UnaryExpression' &&
    node.operator === '-' &&
    node.argument.type === 'Literal' &&
    typeof node.argument.value === 'number'
  )
    return literal(-node.argument.value, NUMBER)
  if (node.type === 'ArrayExpression' && node.elements.length === 0 && expected?.kind === 'list') return listTerm([], expected.element)
  return undefined
}

function readCall(node: Node, names: readonly Name[]): Term | undefined {
  for (const { component, template } of byHead.get(headOf(node)) ?? []) {
    const holes = new Map<number, Node>()
    if (!matches(template, node, holes)) continue
    const read = readArgs(component, holes, names)
    if (read !== undefined) return call(component, read.args, bound(component.returns, read.bindings))
  }
  return undefined
}

function readArgs(
  { parameters }: Component,
  holes: ReadonlyMap<number, Node>,
  names: readonly Name[],
): { args: Term[]; bindings: Bindings } | undefined {
  let bindings: Bindings = {}
  const args: Term[] = []
  for (const [k, parameter] of parameters.entries()) {
    const node = holes.get(k + 1)
    const arg = node && readExpression(node, names, bound(parameter, bindings))
    const next = arg && unify(parameter, arg.type, bindings)
    if (arg === undefined || next === undefined) return undefined
    args.push(arg)
    bindings = next
  }
  return { args, bindings }
}

function readOther(node: Node, names: readonly Name[], expected?: Type): Term | undefined {
  switch (node.type) {
    case 'CallExpression':
      return node.callee.type === 'ArrowFunctionExpression' ? readLoop(node.callee, node.arguments, names) : readIterate(node, names)
    case 'ArrayExpression':
      return readList(node.elements, names, expected)
    case 'ObjectExpression':
      return readRecord(node, names, expected)
    case 'MemberExpression':
      return readMember(node, names)
    case 'LogicalExpression':
      return node.operator === '??' ? readTable(node.left, node.right, names) : undefined
    default:
      return undefined
  }
}

function readList(elements: readonly (Node | null)[], names: readonly Name[], expected?: Type): Term | undefined {
  const types = expected?.kind === 'tuple' && expected.elements.length === elements.length ? expected.elements : undefined
  const args = elements.map((item, k) =>
    item === null ? undefined : readExpression(item, names, types?.[k] ?? (expected?.kind === 'list' ? expected.element : undefined)),
  )
  if (args.includes(undefined)) return undefined
  const terms = args as Term[]
  if (types !== undefined && expected !== undefined)
    return terms.every(({ type }, k) => type.key === types[k]?.key) ? tupleTerm(terms, expected) : undefined
  const [first] = terms
  return first !== undefined && terms.every(({ type }) => type.key === first.type.key) ? listTerm(terms, first.type) : undefined
}

function readRecord(node: Extract<Node, { type: 'ObjectExpression' }>, names: readonly Name[], expected?: Type): Term | undefined {
  const fields = expected?.kind === 'record' ? expected.fields : undefined
  const read = node.properties.map((property, k) => {
    if (property.type !== 'Property' || property.computed) return undefined
    const value = readExpression(property.value, names, fields?.[k]?.type)
    return value && { name: nameOf(property.key), value }
  })
  const members = read.filter((item) => item !== undefined)
  if (members.length !== read.length || members.length === 0) return undefined
  const type = recordOf(members.map(({ name, value }) => ({ name, type: value.type })))
  return recordTerm(
    members.map(({ name }) => name),
    members.map(({ value }) => value),
    type,
  )
}

function readMember(node: Extract<Node, { type: 'MemberExpression' }>, names: readonly Name[]): Term | undefined {
  const object = node.object.type === 'Super' ? undefined : readExpression(node.object, names)
  if (object === undefined) return undefined
  if (object.type.kind === 'record' && !node.computed) {
    const field = object.type.fields.find(({ name }) => name === nameOf(node.property as Node))
    return field && memberTerm(object, field.name, field.type)
  }
  if (object.type.kind !== 'tuple' || node.property.type !== 'Literal') return undefined
  const element = object.type.elements[Number(node.property.value)]
  return element && memberTerm(object, String(node.property.value), element)
}

function readTable(left: Node, right: Node, names: readonly Name[]): Term | undefined {
  if (left.type !== 'MemberExpression' || !left.computed || left.object.type !== 'ObjectExpression') return undefined
  const key = readExpression(left.property, names)
  const otherwise = readExpression(right, names)
  if (key === undefined || otherwise?.operation.kind !== 'literal' || typeof otherwise.operation.value === 'boolean') return undefined
  const entries: [string, number | string][] = []
  for (const property of left.object.properties) {
    const value = property.type === 'Property' ? readExpression(property.value, []) : undefined
    if (property.type !== 'Property' || value?.operation.kind !== 'literal' || typeof value.operation.value === 'boolean') return undefined
    const { key: at } = property
    entries.push([at.type === 'Literal' ? String(at.value) : nameOf(at), value.operation.value])
  }
  return tableTerm(key, entries, otherwise.operation.value, otherwise.type)
}

/** Names of a function's parameters; undefined where one is no plain name. */
function parametersOf(node: Node): string[] | undefined {
  if (node.type !== 'ArrowFunctionExpression') return undefined
  const names = node.params.map(nameOf)
  return names.includes('') ? undefined : names
}

function readIterate(node: Extract<Node, { type: 'CallExpression' }>, names: readonly Name[]): Term | undefined {
  const { callee } = node
  const [lambda, beginNode] = node.arguments
  if (callee.type !== 'MemberExpression' || callee.object.type === 'Super' || lambda?.type !== 'ArrowFunctionExpression') return undefined
  const iterator = iteratorOf(nameOf(callee.property))
  const list = iterator && readExpression(callee.object, names)
  const own = parametersOf(lambda)
  if (iterator === undefined || list?.type.kind !== 'list' || own === undefined || lambda.body.type === 'BlockStatement') return undefined
  const { element } = list.type
  if (iterator.name === 'reduce') {
    const begin = beginNode && readExpression(beginNode, names)
    if (begin === undefined) return undefined
    const parameters = named([begin.type, element, NUMBER], own, names)
    const body = readExpression(lambda.body, [...names, ...parameters], begin.type)
    return body?.type.key === begin.type.key ? iterate(iterator, parameters, [list, body, begin], begin.type) : undefined
  }
  const sorts = iterator.name === 'toSorted'
  const parameters = sorts ? named([element], own.slice(0, 1), names) : named([element, NUMBER], own, names)
  const bodyNode =
    sorts && lambda.body.type === 'BinaryExpression' && lambda.body.operator === '-' ? (lambda.body.left as Node) : lambda.body
  const body = readExpression(bodyNode, [...names, ...parameters], iterator.body)
  if (body === undefined || (iterator.body !== undefined && iterator.body.key !== body.type.key)) return undefined
  return iterate(iterator, parameters, [list, body], iterator.returns(element, body.type))
}

/** Names for the values that a function is given; those that it leaves out have names that are free. */
const named = (types: readonly Type[], own: readonly string[], names: readonly Name[]): Name[] =>
  types.map((type, k) => {
    const given = own[k]
    if (given !== undefined) return { name: given, type }
    for (let n = 1; ; n++) {
      const name = n === 1 ? 'at' : `at${n}`
      if (!own.includes(name) && !names.some((other) => other.name === name)) return { name, type }
    }
  })

function readLoop(lambda: Node, given: readonly Node[], names: readonly Name[]): Term | undefined {
  const own = parametersOf(lambda)
  if (own === undefined || lambda.type !== 'ArrowFunctionExpression' || lambda.body.type !== 'BlockStatement') return undefined
  const [round, last] = lambda.body.body
  if (round?.type !== 'WhileStatement' || last?.type !== 'ReturnStatement' || last.argument == null || round.body.type !== 'BlockStatement')
    return undefined
  const [step] = round.body.body
  const assigned =
    step?.type === 'ExpressionStatement' && step.expression.type === 'AssignmentExpression' ? step.expression.right : undefined
  const begin = given.map((node) => readExpression(node, names))
  if (assigned === undefined || begin.includes(undefined) || begin.length !== own.length) return undefined
  const states = own.map((name, k): Name => ({ name, type: (begin[k] as Term).type }))
  const inner = [...names, ...states]
  const nodes = own.length === 1 ? [assigned] : assigned.type === 'ArrayExpression' ? assigned.elements : []
  const next = nodes.map((node) => (node === null ? undefined : readExpression(node, inner)))
  const test = readExpression(round.test, inner)
  const result = readExpression(last.argument, inner)
  if (test?.type.kind !== 'boolean' || result === undefined || next.length !== own.length) return undefined
  if (next.some((term, k) => term?.type.key !== states[k]?.type.key)) return undefined
  return loopTerm(states, [...(begin as Term[]), test, ...(next as Term[]), result], result.type)
}

/** Reads the statements of a body, conditions that return early and a last return; undefined for any others. */
export function readBody(statements: readonly Statement[], names: readonly Name[], returns: Type): Term | undefined {
  const [first, ...rest] = statements
  if (first?.type === 'ReturnStatement' && first.argument != null) {
    const term = readExpression(first.argument, names, returns)
    return term?.type.key === returns.key ? term : undefined
  }
  if (first?.type !== 'IfStatement' || first.alternate != null) return undefined
  const inner = first.consequent.type === 'BlockStatement' ? first.consequent.body : [first.consequent]
  const test = readExpression(first.test, names)
  const then = readBody(inner, names, returns)
  const otherwise = readBody(rest, names, returns)
  if (test?.type.kind !== 'boolean' || then === undefined || otherwise === undefined) return undefined
  return call(CONDITION, [test, then, otherwise], returns)
}
