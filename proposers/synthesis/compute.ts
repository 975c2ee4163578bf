import type { Term } from './term.ts'

/** Values of names, each in its slot. */
export type Env = unknown[]

/** Computes a term where its names have values; undefined where it fails. */
export type Computed = (env: Env) => unknown

/** Rounds of a loop beyond which it has no value. */
const ROUNDS = 400

type Slots = ReadonlyMap<string, number>

/** Compiles a term to a function of the values of its names, which stand at their slots. Names that it makes itself have slots behind those. */
export function compile(term: Term, slots: Slots): Computed {
  const { operation } = term
  switch (operation.kind) {
    case 'literal': {
      const { value } = operation
      return () => value
    }
    case 'name': {
      const slot = slots.get(operation.name)
      return slot === undefined ? () => undefined : (env) => env[slot]
    }
    case 'call':
      return compileCall(term, operation.component.apply as (...args: unknown[]) => unknown, operation.component.lazy === true, slots)
    case 'list': {
      const args = term.args.map((arg) => compile(arg, slots))
      return (env) => {
        const values = args.map((arg) => arg(env))
        return values.includes(undefined) ? undefined : values
      }
    }
    case 'record': {
      const args = term.args.map((arg) => compile(arg, slots))
      return (env) => {
        const values = args.map((arg) => arg(env))
        return values.includes(undefined) ? undefined : Object.fromEntries(operation.names.map((name, k) => [name, values[k]]))
      }
    }
    case 'member': {
      const object = compile(term.args[0] as Term, slots)
      return (env) => (object(env) as Record<string, unknown> | undefined)?.[operation.name]
    }
    case 'table': {
      const key = compile(term.args[0] as Term, slots)
      const values = new Map(operation.entries)
      return (env) => {
        const at = key(env) as string | number | undefined
        return at === undefined ? undefined : (values.get(String(at)) ?? operation.otherwise)
      }
    }
    case 'traverse':
      return compileIterate(term, slots)
    case 'loop':
      return compileLoop(term, slots)
  }
}

function compileCall({ args }: Term, apply: (...args: unknown[]) => unknown, lazy: boolean, slots: Slots): Computed {
  const [first, second, third] = args.map((arg) => compile(arg, slots))
  if (first === undefined) return () => undefined
  if (lazy && third !== undefined && second !== undefined)
    return (env) => {
      const test = first(env)
      return test === undefined ? undefined : test === true ? second(env) : third(env)
    }
  if (lazy && second !== undefined)
    return (env) => {
      const a = first(env)
      return a === undefined ? undefined : apply(a, apply(a, undefined) === undefined ? second(env) : undefined)
    }
  if (second === undefined)
    return (env) => {
      const a = first(env)
      return a === undefined ? undefined : apply(a)
    }
  if (third === undefined)
    return (env) => {
      const a = first(env)
      const b = second(env)
      return a === undefined || b === undefined ? undefined : apply(a, b)
    }
  return (env) => {
    const [a, b, c] = [first(env), second(env), third(env)]
    return a === undefined || b === undefined || c === undefined ? undefined : apply(a, b, c)
  }
}

/** Slots with further names in the next ones. */
function extended(slots: Slots, names: readonly string[]): Map<string, number> {
  const more = new Map(slots)
  const next = Math.max(-1, ...slots.values()) + 1
  names.forEach((name, k) => more.set(name, next + k))
  return more
}

function compileIterate({ operation, args }: Term, slots: Slots): Computed {
  if (operation.kind !== 'traverse') return () => undefined
  const names = operation.parameters.map(({ name }) => name)
  const inner = extended(slots, names)
  const slotOf = names.map((name) => inner.get(name) as number)
  const list = compile(args[0] as Term, slots)
  const body = compile(args[1] as Term, inner)
  if (operation.iterator.name === 'reduce') {
    const begin = compile(args[2] as Term, slots)
    const [held = 0, element = 0, at = 0] = slotOf
    return (env) => {
      const items = list(env) as readonly unknown[] | undefined
      let value = begin(env)
      if (items === undefined || value === undefined) return undefined
      for (let k = 0; k < items.length; k++) {
        env[held] = value
        env[element] = items[k]
        env[at] = k
        value = body(env)
        if (value === undefined) return undefined
      }
      return value
    }
  }
  const collect = COLLECT[operation.iterator.name]
  const [element = 0, at] = slotOf
  return (env) => {
    const items = list(env) as readonly unknown[] | undefined
    if (items === undefined) return undefined
    return collect?.(items, (k) => {
      env[element] = items[k]
      if (at !== undefined) env[at] = k
      return body(env)
    })
  }
}

type Collect = (items: readonly unknown[], body: (k: number) => unknown) => unknown

/** The position of the first element for which the body is `wanted`; -1 for none, undefined where the body fails before. */
function firstWhere(items: readonly unknown[], body: (k: number) => unknown, wanted: boolean): number | undefined {
  for (let k = 0; k < items.length; k++) {
    const value = body(k)
    if (value === undefined) return undefined
    if (value === wanted) return k
  }
  return -1
}

const COLLECT: Readonly<Record<string, Collect>> = {
  map(items, body) {
    const out: unknown[] = []
    for (let k = 0; k < items.length; k++) {
      const value = body(k)
      if (value === undefined) return undefined
      out.push(value)
    }
    return out
  },
  filter(items, body) {
    const out: unknown[] = []
    for (let k = 0; k < items.length; k++) {
      const value = body(k)
      if (value === undefined) return undefined
      if (value === true) out.push(items[k])
    }
    return out
  },
  some(items, body) {
    const at = firstWhere(items, body, true)
    return at === undefined ? undefined : at >= 0
  },
  every(items, body) {
    const at = firstWhere(items, body, false)
    return at === undefined ? undefined : at < 0
  },
  find(items, body) {
    const at = firstWhere(items, body, true)
    return at === undefined ? undefined : items[at]
  },
  findIndex: (items, body) => firstWhere(items, body, true),
  toSorted(items, body) {
    const keys: number[] = []
    for (let k = 0; k < items.length; k++) {
      const value = body(k)
      if (typeof value !== 'number') return undefined
      keys.push(value)
    }
    return items
      .map((_, k) => k)
      .sort((a, b) => (keys[a] as number) - (keys[b] as number))
      .map((k) => items[k])
  },
}

function compileLoop({ operation, args }: Term, slots: Slots): Computed {
  if (operation.kind !== 'loop') return () => undefined
  const names = operation.states.map(({ name }) => name)
  const inner = extended(slots, names)
  const slotOf = names.map((name) => inner.get(name) as number)
  const begin = args.slice(0, names.length).map((arg) => compile(arg, slots))
  const [test, ...rest] = args.slice(names.length).map((arg) => compile(arg, inner))
  const result = rest.pop()
  if (test === undefined || result === undefined) return () => undefined
  return (env) => {
    let values = begin.map((one) => one(env))
    for (let round = 0; round <= ROUNDS; round++) {
      if (values.includes(undefined)) return undefined
      for (let k = 0; k < slotOf.length; k++) env[slotOf[k] as number] = values[k]
      const goesOn = test(env)
      if (goesOn === undefined) return undefined
      if (goesOn !== true) return result(env)
      values = rest.map((one) => one(env))
    }
    return undefined
  }
}
