import { Bank, type BankOptions, type Entry, type World } from './bank.ts'
import { compile, type Computed, type Env } from './compute.ts'
import { hashOf } from './hash.ts'
import { iterators, REDUCE } from './iterators.ts'
import type { Weighed } from './literals.ts'
import { freeNames, iterate, type Name, type Term } from './term.ts'
import { BOOLEAN, NUMBER, type Type } from './types.ts'

/** What functions of elements are enumerated with. */
export interface HigherOptions {
  readonly types: readonly Type[]
  readonly literals: readonly Weighed[]
  /** Types of what an accumulator may be; none: no list is reduced. */
  readonly held: readonly Type[]
  /** Applications for each list. */
  readonly budget: number
  /** Lists that are gone through. */
  readonly lists: number
  /** How deep functions are in functions. */
  readonly depth: number
}

/** Situations of an element that are looked at. */
const SITUATIONS = 72
/** Bodies of a type that are tried. */
const BODIES = 700

/** Positions at even distances. */
export function spread<T>(list: readonly T[], count: number): T[] {
  if (list.length <= count) return [...list]
  return Array.from({ length: count }, (_, k) => list[Math.floor((k * list.length) / count)] as T)
}

/** A name that is none of those that there are. */
export function fresh(name: string, names: readonly Name[]): string {
  for (let k = 1; ; k++) {
    const tried = k === 1 ? name : `${name}${k}`
    if (!names.some((other) => other.name === tried)) return tried
  }
}

/** What a function of an element may read, in each situation that comes up where a list is gone through. */
export function elementsOf({ names, envs }: World, list: readonly unknown[], element: Type, most: number = SITUATIONS): World {
  const own: Name[] = [
    { name: fresh('item', names), type: element },
    { name: fresh('at', names), type: NUMBER },
  ]
  const situations = envs.flatMap((env, k) => ((list[k] as readonly unknown[] | undefined) ?? []).map((item, at) => [...env, item, at]))
  return { names: [...names, ...own], envs: spread(situations, most) }
}

/** Entries for what goes through a list, its bodies taken from a bank of its elements. */
function* through(bank: Bank, entry: Entry, element: Type, options: HigherOptions): Generator<{ entry: Entry; cost: number }> {
  const world = elementsOf(bank.world, entry.values, element)
  if (world.envs.length < 2) return
  const types = [...new Map([...options.types, element].map((type) => [type.key, type])).values()]
  const inner = bankOf(world, { ...options, types, budget: options.budget, depth: options.depth + 1, lists: 2, held: [] })
  const own = world.names.slice(-2)
  const slots = new Map(bank.world.names.map(({ name }, slot) => [name, slot]))
  for (const iterator of iterators) {
    const bodies =
      iterator.body === undefined ? types.flatMap((type) => inner.of(type).slice(0, BODIES)) : inner.of(iterator.body).slice(0, BODIES)
    for (const body of bodies) {
      if (!freeNames(body.term).has((own[0] as Name).name) && !freeNames(body.term).has((own[1] as Name).name)) continue
      if (body.term.operation.kind === 'name' && iterator.name === 'map' && body.term.operation.name === own[0]?.name) continue
      const type = iterator.returns(element, body.term.type)
      const sorts = iterator.name === 'toSorted'
      if (!bank.has(type) || (sorts && freeNames(body.term).has((own[1] as Name).name))) continue
      const term = iterate(iterator, sorts ? own.slice(0, 1) : own, [entry.term, body.term], type)
      yield { entry: { term, values: valuesOf(term, bank.world, slots) }, cost: term.size }
    }
  }
}

const valuesOf = (term: Term, { envs }: World, slots: ReadonlyMap<string, number>): unknown[] => {
  const computed: Computed = compile(term, slots)
  return envs.map((env) => computed([...env]))
}

/** Values that an accumulator is tried with: some of its type that came up, so that bodies which differ are told apart. */
function heldValues(bank: Bank, type: Type): unknown[] {
  const seen = new Map<number, unknown>()
  for (const { values } of bank.of(type, 2))
    for (const value of values) if (value !== undefined && seen.size < 400) seen.set(hashOf([value]), value)
  return spread([...seen.values()], 24)
}

/** Entries for what reduces a list, from literals and the first element on. */
function* reduced(bank: Bank, entry: Entry, element: Type, options: HigherOptions): Generator<{ entry: Entry; cost: number }> {
  const slots = new Map(bank.world.names.map(({ name }, slot) => [name, slot]))
  const elements = elementsOf(bank.world, entry.values, element)
  if (elements.envs.length < 2) return
  for (const type of options.held) {
    const values = heldValues(bank, type)
    if (values.length === 0) continue
    const held: Name = { name: fresh('held', bank.world.names), type }
    const width = bank.world.names.length
    const world: World = {
      names: [...bank.world.names, held, ...elements.names.slice(width)],
      envs: elements.envs.map((env: Env, k) => [...env.slice(0, width), values[(k * 7) % values.length], ...env.slice(width)]),
    }
    const types = [...new Map([...options.types, element].map((one) => [one.key, one])).values()]
    const inner = bankOf(world, { ...options, types, depth: options.depth + 1, lists: 0, held: [] })
    const begins = bank
      .of(type, 2)
      .filter(({ term }) => term.operation.kind === 'literal')
      .slice(0, 3)
    for (const body of inner.of(type).slice(0, 3 * BODIES)) {
      const free = freeNames(body.term)
      if (!free.has(held.name) || !(free.has(elements.names[width]?.name ?? '') || free.has(elements.names[width + 1]?.name ?? '')))
        continue
      for (const begin of begins) {
        const term = iterate(REDUCE, [held, ...elements.names.slice(width)], [entry.term, body.term, begin.term], type)
        yield { entry: { term, values: valuesOf(term, bank.world, slots) }, cost: term.size }
      }
    }
  }
}

/** Cost up to which a list is gone through. */
const LISTS_COST = 3

function* furtherOf(bank: Bank, options: HigherOptions): Generator<{ entry: Entry; cost: number }> {
  let left = options.lists
  for (const type of options.types) {
    if (type.kind !== 'list') continue
    const lists = bank.of(type, LISTS_COST).slice(0, Math.max(1, Math.ceil(options.lists / 2)))
    for (const list of lists) {
      if (left-- <= 0) return
      yield* through(bank, list, type.element, options)
      if (options.depth === 0) yield* reduced(bank, list, type.element, { ...options, budget: options.budget / 2 })
    }
  }
}

/** Enumerates the programs of a world, functions of the elements of lists among them. */
export function bankOf(world: World, options: HigherOptions, goal?: BankOptions['goal'], budget: number = options.budget): Bank {
  return new Bank({
    world,
    types: options.types,
    literals: options.literals,
    budget,
    ...(goal === undefined ? {} : { goal }),
    ...(options.lists > 0 && options.depth < 3
      ? {
          further: {
            cost: LISTS_COST,
            make: (bank) => furtherOf(bank, { ...options, budget: options.depth === 0 ? options.budget : options.budget / 8 }),
          },
        }
      : {}),
  })
}

/** Types that may come up between those of a signature: elements and lists of them, and what everything is put together from. */
export function typesAround(given: readonly Type[]): Type[] {
  const found = new Map<string, Type>()
  const visit = (type: Type): void => {
    if (found.has(type.key)) return
    found.set(type.key, type)
    if (type.kind === 'list') visit(type.element)
    if (type.kind === 'tuple') type.elements.forEach(visit)
    if (type.kind === 'record') type.fields.forEach((field) => visit(field.type))
  }
  given.forEach(visit)
  visit(NUMBER)
  visit(BOOLEAN)
  visit({ kind: 'list', key: 'number[]', element: NUMBER })
  if (found.has('string')) visit({ kind: 'list', key: 'string[]', element: { kind: 'string', key: 'string' } })
  return [...found.values()]
}
