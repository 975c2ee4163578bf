import type { Random } from '../../engine/contracts/random.ts'
import type { Component } from './component.ts'
import { components, CONDITION } from './components.ts'
import { fresh } from './higher.ts'
import { iterators, REDUCE } from './iterators.ts'
import type { Weighed } from './literals.ts'
import { call, iterate, listTerm, literal, memberTerm, type Name, nameTerm, recordTerm, type Term, tupleTerm } from './term.ts'
import { BOOLEAN, bound, NUMBER, STRING, type Type, unify } from './types.ts'

/** What terms are grown from. */
export interface Garden {
  readonly names: readonly Name[]
  readonly literals: readonly Weighed[]
  /** Types that may come up in between. */
  readonly types: readonly Type[]
  readonly random: Random
}

/** A component whose result is of a type, with what its variables stand for; `free` are those that the result says nothing of. */
interface Producer {
  readonly component: Component
  readonly parameters: readonly Type[]
}

const producers = new WeakMap<readonly Type[], Map<string, readonly Producer[]>>()

/** The components that return a type, with parameters of types that come up. */
function producersOf(type: Type, types: readonly Type[]): readonly Producer[] {
  const known = producers.get(types) ?? new Map<string, readonly Producer[]>()
  producers.set(types, known)
  const found = known.get(type.key)
  if (found !== undefined) return found
  const keys = new Set(types.map(({ key }) => key))
  const made = components.flatMap((component): Producer[] => {
    const bindings = unify(component.returns, type)
    if (bindings === undefined) return []
    const isOpen = component.parameters.some((parameter) => bound(parameter, bindings).key.includes('unknown'))
    return (isOpen ? types : [undefined]).flatMap((one) => {
      const all = one === undefined ? bindings : { ...bindings, T: one }
      const parameters = component.parameters.map((parameter) => bound(parameter, all))
      return parameters.every(({ key }) => keys.has(key)) ? [{ component, parameters }] : []
    })
  })
  known.set(type.key, made)
  return made
}

/** Everything of a type that can be read without an operation: names, and members of records and tuples. */
export function readable(type: Type, names: readonly Name[]): Term[] {
  const found: Term[] = []
  const visit = (term: Term): void => {
    if (term.type.key === type.key) found.push(term)
    if (term.type.kind === 'record') for (const field of term.type.fields) visit(memberTerm(term, field.name, field.type))
    if (term.type.kind === 'tuple') term.type.elements.forEach((element, k) => visit(memberTerm(term, String(k), element)))
  }
  for (const name of names) visit(nameTerm(name))
  return found
}

/** The plainest term of a type. */
function plain(type: Type): Term {
  switch (type.kind) {
    case 'string':
      return literal('', STRING)
    case 'boolean':
      return literal(false, BOOLEAN)
    case 'list':
      return listTerm([], type.element)
    case 'tuple':
      return tupleTerm(type.elements.map(plain), type)
    case 'record':
      return recordTerm(
        type.fields.map(({ name }) => name),
        type.fields.map((field) => plain(field.type)),
        type,
      )
    default:
      return literal(0, NUMBER)
  }
}

/** A name or a literal of a type. */
export function terminal(type: Type, { names, literals, random }: Garden): Term {
  const read = readable(type, names)
  const written = literals.filter(({ term }) => term.type.key === type.key)
  if (read.length > 0 && (written.length === 0 || random.next() < 0.7)) return random.pick(read)
  return written.length > 0 ? random.pick(written).term : plain(type)
}

/** A random term of a type, at most so many operations deep, branches ending early by chance. */
export function grow(type: Type, garden: Garden, depth: number): Term {
  const { random, names, types } = garden
  if (depth <= 0 || random.next() < 0.15) return terminal(type, garden)
  if (type.kind === 'tuple')
    return tupleTerm(
      type.elements.map((element) => grow(element, garden, depth - 1)),
      type,
    )
  if (type.kind === 'record')
    return recordTerm(
      type.fields.map(({ name }) => name),
      type.fields.map((field) => grow(field.type, garden, depth - 1)),
      type,
    )
  const through = growThrough(type, garden, depth)
  if (through !== undefined) return through
  const given = producersOf(type, types)
  // conditions are one component among many, and deep ones seldom of use
  const chosen = given.length === 0 ? undefined : random.pick(given)
  if (chosen === undefined || (chosen.component === CONDITION && random.next() < 0.5)) return terminal(type, { ...garden, names })
  return call(
    chosen.component,
    chosen.parameters.map((parameter) => grow(parameter, garden, depth - 1)),
    type,
  )
}

/** Share of terms that go through a list, where there is one. */
const THROUGH = 0.25

/** A term that goes through a list with a function that is grown itself. */
function growThrough(type: Type, garden: Garden, depth: number): Term | undefined {
  const { random, names, types } = garden
  if (depth < 2 || random.next() >= THROUGH) return undefined
  const lists = types.filter((one) => one.kind === 'list')
  const fitting = lists.flatMap((list) =>
    iterators.flatMap((iterator) => {
      if (iterator.name === 'map') return type.kind === 'list' ? [{ iterator, list, body: type.element }] : []
      const body = iterator.body ?? BOOLEAN
      return iterator.returns(list.element, body).key === type.key ? [{ iterator, list, body }] : []
    }),
  )
  const isHeld = type.kind !== 'list' && lists.length > 0
  if (isHeld && (fitting.length === 0 || random.next() < 0.3)) {
    const list = random.pick(lists)
    const parameters: Name[] = [
      { name: fresh('held', names), type },
      { name: fresh('item', names), type: list.element },
      { name: fresh('at', names), type: NUMBER },
    ]
    const inner = { ...garden, names: [...names, ...parameters] }
    return iterate(
      REDUCE,
      parameters,
      [grow(list, garden, depth - 2), grow(type, inner, depth - 1), terminal(type, { ...garden, names: [] })],
      type,
    )
  }
  if (fitting.length === 0) return undefined
  const { iterator, list, body } = random.pick(fitting)
  const item: Name = { name: fresh('item', names), type: list.element }
  const parameters: Name[] = iterator.name === 'toSorted' ? [item] : [item, { name: fresh('at', names), type: NUMBER }]
  const inner = { ...garden, names: [...names, ...parameters] }
  return iterate(iterator, parameters, [grow(list, garden, depth - 2), grow(body, inner, depth - 1)], type)
}

/** A random operation of a type one of whose operands is a given term; undefined where none takes it. */
export function growAround(term: Term, type: Type, garden: Garden): Term | undefined {
  const { random } = garden
  const taking = producersOf(type, garden.types).flatMap((producer) =>
    producer.parameters.flatMap(({ key }, at) => (key === term.type.key ? [{ ...producer, at }] : [])),
  )
  if (taking.length === 0) return undefined
  const { component, parameters, at } = random.pick(taking)
  return call(
    component,
    parameters.map((parameter, k) => (k === at ? term : grow(parameter, garden, random.integer(2)))),
    type,
  )
}
