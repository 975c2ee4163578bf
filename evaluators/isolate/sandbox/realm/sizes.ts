import type { Natives } from './natives.ts'

/** How large values are, asked without running any of their code. */
export interface Sizes {
  /** Elements of a string, array, typed array, set or map; 0 for everything else. */
  size(value: unknown): number
  /** Elements of anything with a length, eight times over where each is looked up by name. @throws TypeError when only code could tell */
  listSize(value: unknown): number
  /** Elements of a set or map, whatever its prototype; 0 for everything else. */
  collectionSize(value: unknown): number
  keyCount(value: unknown): number
  /** Keys of an object and of those that it inherits from, and how many those are. */
  inheritedCount(value: unknown): number
  /** Bytes of a buffer; 0 for everything else. */
  byteSize(value: unknown): number
  isProxy(value: unknown): boolean
  /** Remembers a proxy: from outside it cannot be told from what it stands for. */
  noteProxy(proxy: object): void
}

/** Measures values of the realm that it is evaluated in. */
export function makeSizes({ ownKeys, prototypeOf, isArray, isView, uncurry, getter, isObject, prototypes }: Natives): Sizes {
  const typedLength = getter<number>(prototypes.typed, 'length')
  const typedTag = getter<string | undefined>(prototypes.typed, Symbol.toStringTag)
  const bufferLength = getter<number>(ArrayBuffer.prototype, 'byteLength')
  const setSize = getter<number>(Set.prototype, 'size')
  const mapSize = getter<number>(Map.prototype, 'size')
  const setPrototype = Set.prototype
  const mapPrototype = Map.prototype
  const objectPrototype = Object.prototype
  const arrayPrototype: object = Array.prototype
  const toNumber = Number
  const proxies = new WeakSet()
  const isKnown = uncurry<boolean>(WeakSet.prototype.has)
  const note = uncurry<unknown>(WeakSet.prototype.add)

  const isProxy = (value: unknown): boolean => isObject(value) && isKnown(proxies, value)
  /** What a getter says of a value that it may not be meant for. */
  const measured = (read: (receiver: unknown) => number, value: unknown): number => {
    try {
      return read(value)
    } catch {
      return 0
    }
  }
  const size = (value: unknown): number => {
    if (typeof value === 'string') return value.length
    if (typeof value !== 'object' || value === null || isProxy(value)) return 0
    if (isArray(value)) return value.length
    if (isView(value)) return typedTag(value) === undefined ? 0 : typedLength(value)
    for (let level = prototypeOf(value), k = 0; level !== null && level !== objectPrototype && k < 8; level = prototypeOf(level), k++) {
      if (level === setPrototype) return measured(setSize, value)
      if (level === mapPrototype) return measured(mapSize, value)
      if (isProxy(level)) return 0
    }
    return 0
  }
  const keyCount = (value: unknown): number => {
    if (typeof value === 'string' || isArray(value) || isView(value)) return size(value)
    return isObject(value) && !isProxy(value) ? ownKeys(value).length : 0
  }
  return {
    size,
    listSize(value) {
      if (!isObject(value) || isArray(value) || isView(value)) return size(value)
      const { length } = value as { readonly length?: unknown }
      if (isObject(length)) throw new TypeError('the length of a list is no number')
      const n = typeof length === 'number' ? length : typeof length === 'string' ? toNumber(length) : 1
      return n > 0 ? n * 8 : 0
    },
    collectionSize: (value) => measured(setSize, value) || measured(mapSize, value),
    keyCount,
    inheritedCount(value) {
      let n = keyCount(value)
      let level = isObject(value) && !isProxy(value) ? prototypeOf(value) : null
      for (; level !== null && level !== objectPrototype && level !== arrayPrototype && !isProxy(level); level = prototypeOf(level))
        n += 1 + keyCount(level)
      return n
    },
    byteSize: (value) => measured(bufferLength, value),
    isProxy,
    noteProxy: (proxy) => void note(proxies, proxy),
  }
}
