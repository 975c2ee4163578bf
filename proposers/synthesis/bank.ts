import type { Component } from './component.ts'
import { components, CONDITION } from './components.ts'
import type { Env } from './compute.ts'
import { hashOf } from './hash.ts'
import { call, memberTerm, type Name, nameTerm, type Term } from './term.ts'
import { bound, type Type, unify } from './types.ts'

/** Names, and what they stand for in each of some situations: a value in each name's place. */
export interface World {
  readonly names: readonly Name[]
  readonly envs: readonly Env[]
}

/** A term and what it comes to in each situation of a world; undefined where it fails. */
export interface Entry {
  readonly term: Term
  readonly values: readonly unknown[]
}

/** A component with types in the place of its variables. */
interface Instance {
  readonly component: Component
  readonly parameters: readonly Type[]
  readonly returns: Type
}

/** A behaviour by its type and hash. */
export interface SoughtBehaviour {
  readonly key: string
  readonly hash: number
  isRight(term: Term): boolean
}

/** What is enumerated. */
export interface BankOptions {
  readonly world: World
  /** Types that terms may have. */
  readonly types: readonly Type[]
  /** Literals, and what each counts as. */
  readonly literals: readonly { readonly term: Term; readonly cost: number }[]
  /** Applications of components after which it ends. */
  readonly budget: number
  /** Makes terms of another kind of those that are there, once those up to `cost` are. */
  readonly further?: { readonly cost: number; make(bank: Bank): Iterable<{ readonly entry: Entry; readonly cost: number }> }
  /** A behaviour that is looked for, and whether a term that has it is right elsewhere too; the enumeration ends with the size at which one is. */
  readonly goal?: SoughtBehaviour
  readonly largest?: number
}

/** Components by what they may be of the types that there are. */
function instancesOf(types: readonly Type[]): Instance[] {
  const known = new Set(types.map(({ key }) => key))
  return components.flatMap((component) => {
    if (component === CONDITION) return []
    const variable = component.parameters.some((parameter) => /\bT\b/.test(parameter.key))
    return (variable ? types : [undefined]).flatMap((type) => {
      const bindings = type === undefined ? {} : (unify({ kind: 'variable', key: 'T' }, type) ?? {})
      const parameters = component.parameters.map((parameter) => bound(parameter, bindings))
      const returns = bound(component.returns, bindings)
      return [...parameters, returns].every(({ key }) => known.has(key)) ? [{ component, parameters, returns }] : []
    })
  })
}

/** Entries of a type that are kept at most. */
const MOST = 40_000

/**
 * Programs of every type, from the smallest on, each with a behaviour of its own: of those that come to the same in every situation the first one is
 * kept (bottom-up enumeration with observational equivalence: Udupa et al., TRANSIT, PLDI 2013; Albarghouthi et al., CAV 2013). It is a function of its
 * options alone.
 */
export class Bank {
  readonly world: World
  /** Entries by the key of their type, and by cost. */
  readonly #entries = new Map<string, Entry[][]>()
  readonly #known = new Map<string, Map<number, Entry>>()
  readonly #types: ReadonlySet<string>
  readonly #goal: SoughtBehaviour | undefined
  /** Terms that have the behaviour that is looked for, and are right, the smallest first. */
  readonly found: Term[] = []
  /** Values that are being computed; they are copied where they are kept. */
  readonly #scratch: unknown[]
  /** Applications that are left. */
  left: number

  constructor(options: BankOptions) {
    this.world = options.world
    this.left = options.budget
    this.#scratch = Array.from({ length: options.world.envs.length })
    this.#goal = options.goal
    this.#types = new Set(options.types.map(({ key }) => key))
    this.#begin(options)
    this.#grow(options)
  }

  /** All entries of a type, the cheapest first. */
  of(type: Type, cost: number = Infinity): Entry[] {
    return (this.#entries.get(type.key) ?? []).slice(0, cost === Infinity ? undefined : cost + 1).flat()
  }

  /** The types of lists that there are terms of, in the order in which these came. */
  lists(): Type[] {
    return [...this.#entries.values()]
      .flatMap((costs) => costs.find((list) => list.length > 0)?.[0]?.term.type ?? [])
      .filter(({ kind }) => kind === 'list')
  }

  /** The entry of a behaviour, if there is one. */
  at(type: Type, hash: number): Entry | undefined {
    return this.#known.get(type.key)?.get(hash)
  }

  /** Whether terms of a type are enumerated. */
  has(type: Type): boolean {
    return this.#types.has(type.key)
  }

  /** Whether a behaviour is a new one, or the one that is looked for. */
  #isNew(key: string, values: readonly unknown[]): boolean {
    const hash = hashOf(values)
    return this.#known.get(key)?.has(hash) !== true || (this.#goal?.key === key && this.#goal.hash === hash)
  }

  /** Adds an entry; returns whether its behaviour is a new one. */
  add(entry: Entry, cost: number): boolean {
    const { term, values } = entry
    const { key } = term.type
    let some = false
    for (let k = 0; k < values.length && !some; k++) some = values[k] !== undefined
    if (!some || !this.#types.has(key)) return false
    const hash = hashOf(values)
    const known = this.#known.get(key) ?? new Map<number, Entry>()
    if (this.#goal?.key === key && this.#goal.hash === hash && this.#goal.isRight(term)) this.found.push(term)
    if (known.has(hash) || known.size >= MOST) return false
    known.set(hash, entry)
    this.#known.set(key, known)
    const list = this.#entries.get(key) ?? []
    while (list.length <= cost) list.push([])
    list[cost]?.push(entry)
    this.#entries.set(key, list)
    return true
  }

  #begin({ world, literals }: BankOptions): void {
    world.names.forEach((name, slot) => {
      const entry = { term: nameTerm(name), values: world.envs.map((env) => env[slot]) }
      this.#addWithMembers(entry, 1)
    })
    for (const { term, cost } of literals) {
      const { operation } = term
      if (operation.kind === 'literal') this.add({ term, values: world.envs.map(() => operation.value) }, cost)
    }
  }

  /** Adds an entry, and what it has for members. */
  #addWithMembers(entry: Entry, cost: number): void {
    this.add(entry, cost)
    const { type } = entry.term
    const members =
      type.kind === 'record'
        ? type.fields
        : type.kind === 'tuple'
          ? type.elements.map((element, k) => ({ name: String(k), type: element }))
          : []
    for (const { name, type: of } of members) {
      const values = entry.values.map((value) => (value as Record<string, unknown> | undefined)?.[name])
      this.#addWithMembers({ term: memberTerm(entry.term, name, of), values }, cost)
    }
  }

  #grow({ types, further, largest = 14 }: BankOptions): void {
    const instances = instancesOf(types)
    if (this.found.length > 0) return
    for (let cost = 2; cost <= largest && this.left > 0; cost++) {
      for (const instance of instances) {
        if (this.left <= 0) break
        this.#apply(instance, cost)
      }
      if (further?.cost === cost) for (const made of further.make(this)) this.add(made.entry, Math.max(made.cost, cost + 1))
      if (this.found.length > 0) return
    }
  }

  /** The lists of entries of a type by cost. */
  #costs(type: Type | undefined): readonly (readonly Entry[])[] {
    return (type && this.#entries.get(type.key)) ?? []
  }

  #apply({ component, parameters, returns }: Instance, total: number): void {
    const rest = total - (component.cost ?? 1)
    const [first, second, third] = parameters.map((type) => this.#costs(type))
    if (first === undefined) return
    if (second === undefined) {
      for (const a of first[rest] ?? []) this.#make(component, returns, total, a)
      return
    }
    for (let cost = 1; cost < rest; cost++) {
      const firsts = first[cost] ?? []
      if (firsts.length === 0) continue
      if (third === undefined) {
        if (component.commutes === true && cost > rest - cost) continue
        const seconds = second[rest - cost] ?? []
        firsts.forEach((a, k) => {
          for (let at = component.commutes === true && 2 * cost === rest ? k : 0; at < seconds.length; at++)
            this.#make(component, returns, total, a, seconds[at])
        })
        continue
      }
      for (let middle = 1; middle < rest - cost; middle++)
        for (const a of firsts)
          for (const b of second[middle] ?? [])
            for (const c of third[rest - cost - middle] ?? []) this.#make(component, returns, total, a, b, c)
    }
  }

  #make(component: Component, returns: Type, cost: number, ...args: (Entry | undefined)[]): void {
    if (this.left <= 0) return
    this.left -= 1
    const given = args.filter((entry) => entry !== undefined)
    if (given.every(({ term }) => term.operation.kind === 'literal')) return
    const apply = component.apply as (...values: unknown[]) => unknown
    const [a, b, c] = given.map(({ values }) => values)
    const { length } = this.world.envs
    const lazy = component.lazy === true
    const values = this.#scratch
    for (let k = 0; k < length; k++) {
      const [x, y, z] = [a?.[k], b?.[k], c?.[k]]
      const fails = x === undefined || (!lazy && ((b !== undefined && y === undefined) || (c !== undefined && z === undefined)))
      values[k] = fails ? undefined : apply(x, y, z)
    }
    if (this.#isNew(returns.key, values))
      this.add(
        {
          term: call(
            component,
            given.map(({ term }) => term),
            returns,
          ),
          values: [...values],
        },
        cost,
      )
  }
}
