import type { Fuel } from './fuel.ts'
import type { Natives } from './natives.ts'
import type { Sizes } from './sizes.ts'

/** Charges for what natives take out of iterators: where no code of the program runs between two steps, no tick is passed. */
export interface Iteration {
  /** The value itself where its size is known, and charged; else a list of what it iterates, charged step by step. */
  gather(value: unknown): unknown
  /** The same of what is spread. @throws TypeError for what cannot be iterated: the machine would say so of a name that is the meter's */
  spread(value: unknown): unknown
  /** The same, where natives are to call functions of the program between two steps: what is not of a known size is charged as it is taken. */
  metered(value: unknown): unknown
  /** An iterator that takes from another one and charges for each step. */
  stepping(iterator: unknown): unknown
  /** What is to be turned into numbers one by one, as `gather` makes it, charged for the texts among it. */
  numbers(items: object): unknown
  /** A set-like as natives ask it, whose keys are charged as they are taken. */
  setLike(value: unknown): unknown
  /** A key under which every value has what `gather` makes of it, for patterns. */
  readonly gathered: symbol
}

/** Makes the charges of a realm's iterators. */
export function makeIteration(
  { apply, define, floor, isArray, isObject, isView, ownKeys, prototypeOf, prototypes }: Natives,
  { collectionSize, isProxy, size }: Sizes,
  fuel: Fuel,
): Iteration {
  const iterator: typeof Symbol.iterator = Symbol.iterator
  const arrayValues = Array.prototype[iterator]
  const typedValues = (prototypes.typed as Iterable<unknown>)[iterator]
  const mapEntries = Map.prototype[iterator]
  const setValues = Set.prototype[iterator]
  const mapIterator = prototypeOf(new Map()[iterator]())
  const setIterator = prototypeOf(new Set()[iterator]())
  const { generator } = prototypes
  const { charge } = fuel

  type Method = (...args: unknown[]) => unknown

  /** Whether what a value iterates is bounded by a size that can be asked without running its code; charges for it if so. */
  const isPaid = (value: object, method: unknown): boolean => {
    if (isProxy(value)) return false
    if (method === arrayValues && isArray(value)) charge(floor(value.length / 8))
    else if (method === typedValues && isView(value)) charge(floor(size(value) / 8))
    else if (method === setValues) charge(floor(collectionSize(value) / 2))
    else if (method === mapEntries) charge(collectionSize(value))
    else return false
    return true
  }
  /** Whether a value is an iterator of a map or set, whose elements have been paid for when they were put there. */
  const isTour = (value: object): boolean => {
    if (isProxy(value)) return false
    const prototype = prototypeOf(value)
    return (prototype === mapIterator || prototype === setIterator) && ownKeys(value).length === 0
  }
  /** The method by which a value is iterated; undefined where natives have to say that there is none. */
  const methodOf = (value: object): Method | undefined => {
    const method = (value as { readonly [iterator]?: unknown })[iterator]
    return typeof method === 'function' ? (method as Method) : undefined
  }
  const once = (made: unknown): Iterable<unknown> => ({ [iterator]: () => made }) as Iterable<unknown>

  const refuse = (value: unknown): never => {
    const what = value === undefined || value === null ? `${value as null}` : typeof value === 'object' ? 'an object' : `a ${typeof value}`
    throw new TypeError(`${what} is not iterable`)
  }

  const gather = (value: unknown, refused?: (value: unknown) => never): unknown => {
    if (typeof value === 'string') {
      charge(value.length >> 3)
      return value
    }
    if (!isObject(value)) return refused === undefined ? value : refused(value)
    if (isTour(value)) {
      const list = [...(value as Iterable<unknown>)]
      charge(isArray(list[0]) ? list.length : floor(list.length / 2))
      return list
    }
    const method = methodOf(value)
    if (method === undefined) return refused === undefined ? value : refused(value)
    if (isPaid(value, method)) return value
    const list: unknown[] = []
    let n = 0
    for (const item of once(apply(method, value, []))) {
      list[n++] = item
      charge(1)
    }
    return list
  }

  const numbers = (items: object): unknown => {
    if (isView(items)) return items
    const gathered = gather(items)
    if (!isArray(gathered)) return gathered
    let characters = 0
    for (let k = 0; k < gathered.length; k++) {
      const item: unknown = gathered[k]
      if (typeof item === 'string') characters += item.length
    }
    charge(characters >> 3)
    return gathered
  }

  const stepping = (given: unknown): unknown => {
    if (!isObject(given)) return given
    if (prototypeOf(given) !== null && prototypeOf(prototypeOf(given) as object) === generator && !isProxy(given)) return given
    const { next } = given as { readonly next?: unknown }
    if (typeof next !== 'function') return given
    return {
      next: (): unknown => {
        charge(1)
        return apply(next as Method, given, [])
      },
      get return() {
        const method = (given as { readonly return?: unknown }).return
        return typeof method === 'function' ? (): unknown => apply(method as Method, given, []) : method
      },
    }
  }

  const metered = (value: unknown): unknown => {
    if (!isObject(value)) return gather(value)
    const method = methodOf(value)
    if (method === undefined || isPaid(value, method)) return value
    return { [iterator]: (): unknown => stepping(apply(method, value, [])) }
  }

  const setLike = (value: unknown): unknown => {
    if (!isObject(value) || size(value) > 0) return value
    const { size: many, has, keys } = value as { readonly size?: unknown; readonly has?: unknown; readonly keys?: unknown }
    const bound = (method: unknown, step: (made: unknown) => unknown): unknown =>
      typeof method === 'function' ? (...args: unknown[]): unknown => step(apply(method as Method, value, args)) : method
    return { size: many, has: bound(has, (made) => made), keys: bound(keys, stepping) }
  }

  const gathered = Symbol('gathered')
  define(Object.prototype, gathered, {
    get(this: unknown) {
      return gather(this)
    },
    enumerable: false,
    configurable: false,
  })
  return { gather: (value) => gather(value), spread: (value) => gather(value, refuse), metered, numbers, stepping, setLike, gathered }
}
