import type { Fuel } from './fuel.ts'
import type { Natives } from './natives.ts'
import type { Sizes } from './sizes.ts'

/**
 * What objects inherit from the realm's own can be given another value there, as in a realm that is not frozen: before it is assigned to it
 * becomes a property of their own.
 */
export interface Lending {
  /** Whether nothing but a frozen object of the realm's own keeps a property from being assigned. */
  isLent(object: unknown, name: PropertyKey): boolean
  /** Makes such a property the object's own. */
  give(object: unknown, name: unknown): void
  /** The same of what is copied onto an object. */
  giveAll(object: unknown, source: unknown): void
}

/** Looks for what the realm's own objects lend; to be called before they are frozen. */
export function findLoans(
  { describe, isExtensible, isObject, ownKeys, prototypeOf, put, prototypes, uncurry }: Natives,
  { isProxy }: Sizes,
  { charge }: Fuel,
): Lending {
  const lenders = new Map<object, Set<unknown>>()
  const names = new Set<unknown>()
  const lends = (holder: unknown): void => {
    if (!isObject(holder) || lenders.has(holder)) return
    const own = ownKeys(holder).filter((name) => describe(holder, name)?.writable === true)
    lenders.set(holder, new Set(own))
    for (const name of own) names.add(name)
  }
  for (const holder of [...prototypes.functions, prototypes.typed, prototypes.generator, prototypes.iterator, prototypes.helper])
    lends(holder)
  for (const name of ownKeys(globalThis)) {
    const made: unknown = describe(globalThis, name)?.value
    if (typeof made !== 'function') continue
    lends(made)
    lends(made.prototype)
  }
  for (const list of [[].values(), new Map().values(), new Set().values(), ''[Symbol.iterator](), ''.matchAll(/a/g)])
    lends(prototypeOf(list))
  lends(prototypeOf(Int8Array))

  const has = uncurry<boolean>(Set.prototype.has)
  const lentBy = uncurry<Set<unknown> | undefined>(Map.prototype.get)
  const objectPrototype = Object.prototype
  const isLent: Lending['isLent'] = (object, name) => {
    if (!has(names, name) || !isObject(object) || isProxy(object) || describe(object, name) !== undefined || !isExtensible(object))
      return false
    let levels = 0
    for (let level = prototypeOf(object); level !== null && !isProxy(level); level = prototypeOf(level)) {
      if (++levels % 8 === 0) charge(1)
      if (describe(level, name) === undefined) continue
      const lent = lentBy(lenders, level)
      return lent !== undefined && has(lent, name)
    }
    return false
  }
  const give: Lending['give'] = (object, name) => {
    if ((typeof name === 'string' || typeof name === 'symbol') && isLent(object, name))
      put(object as object, name, (object as Readonly<Record<PropertyKey, unknown>>)[name], true)
  }
  return {
    isLent,
    give,
    giveAll(object, source) {
      if (!isObject(object) || !isObject(source) || isProxy(object) || isProxy(source)) return
      const prototype = prototypeOf(object)
      if (prototype === null || prototype === objectPrototype) return
      const keys = ownKeys(source)
      for (let k = 0; k < keys.length; k++) if (describe(source, keys[k] as PropertyKey)?.enumerable === true) give(object, keys[k])
    },
  }
}
