import type { Fuel } from './fuel.ts'
import type { Iteration } from './iteration.ts'
import type { Lending } from './lending.ts'
import type { Natives } from './natives.ts'
import type { Sizes } from './sizes.ts'

/** Prices that metered code asks for where it does not call a method. */
export interface BuiltinCosts {
  /** Of calling a constructor with this first argument. */
  constructing(constructor: unknown, argument: unknown): number
  /** Of going through the keys of a value. */
  enumerating(value: unknown): number
  /** What an object is copied of, charged for its keys. */
  copied(value: unknown): unknown
  /** What is spread into arguments, charged. @throws RangeError when there are more than the machine's stack is sure to hold */
  passing(value: unknown): unknown
  /** Of giving a list a length. */
  stretching(list: unknown, length: unknown): number
  /** The constructors of typed arrays by name. */
  readonly typed: ReadonlyMap<string, new (source: unknown) => object>
}

/**
 * Replaces the built-ins of the realm whose work grows with their arguments by ones that charge fuel for it first: an eighth of a
 * unit for an element or a character as a rule, more where the work is more. What a result costs is charged when its size is known.
 */
export function priceBuiltIns(
  { apply, describe, floor, likeNative, log2, ownKeys, min, prototypeOf, uncurry, isArray, isView, isObject, prototypes }: Natives,
  { size, listSize, keyCount, inheritedCount, byteSize, isProxy }: Sizes,
  { gather, spread, metered, stepping, setLike }: Iteration,
  { give, giveAll }: Lending,
  fuel: Fuel,
): BuiltinCosts {
  type Shelf = Record<PropertyKey, unknown>
  /** What a call costs; it may put something else in the place of an argument. */
  type Price = (receiver: unknown, args: unknown[]) => number
  type Afterwards = (result: unknown) => number

  const { charge, stop } = fuel
  const own = (target: object, name: PropertyKey): unknown => (target as Shelf)[name]

  /** Frames that a call into native code counts for: natives that call back take more of the machine's stack than functions do. */
  const NATIVE = 8
  /** What it costs to read how texts are to be compared. */
  const COLLATOR = 1024
  /** Most arguments that are spread or applied: they lie on the machine's stack. */
  const MOST_ARGUMENTS = 32_768

  const wrap = (target: object, name: PropertyKey, before: Price, after?: Afterwards): void => {
    const native = own(target, name) as ((this: unknown, ...args: unknown[]) => unknown) | undefined
    if (native === undefined) return
    const { method } = {
      method(this: unknown, ...args: unknown[]): unknown {
        charge(before(this, args))
        const { counters } = fuel
        const depth = counters[1] as number
        counters[1] = depth - NATIVE
        if (depth < NATIVE) stop()
        const result = apply(native, this, args)
        counters[1] = depth
        if (after !== undefined) charge(after(result))
        return result
      },
    }
    likeNative(method, native)
    ;(target as Shelf)[name] = method
  }
  const wrapAll = (target: object, names: string, before: Price, after?: Afterwards): void => {
    for (const name of names.split(' ')) wrap(target, name, before, after)
  }
  const none: Price = () => 0
  const eighth = (n: number): number => floor(n / 8)
  const iterator: typeof Symbol.iterator = Symbol.iterator
  /** Of what a native makes of something iterable, or else of something with a length, and perhaps a function. */
  const byIterating = (args: unknown[]): number => {
    if (!isObject(args[0]) || own(args[0], iterator) !== undefined) {
      args[0] = args[1] === undefined ? gather(args[0]) : metered(args[0])
      return 0
    }
    return eighth(listSize(args[0]))
  }
  const textOf = (value: unknown): number => (typeof value === 'string' ? value.length : 0)
  const applied = (list: unknown): number => {
    const n = listSize(list)
    if (n > MOST_ARGUMENTS && (isArray(list) || isView(list) || n > 8 * MOST_ARGUMENTS)) throw new RangeError('too many arguments')
    return eighth(n)
  }

  // ── lists ───────────────────────────────────────────────────────────────────────────────────────────────────────────
  const byLength: Price = (receiver) => eighth(listSize(receiver))
  /** By elements, and by the characters of texts that stand in a list, since natives compare these. */
  const bySorting: Price = (receiver, args) => {
    const n = listSize(receiver)
    let characters = 0
    charge(eighth(n))
    if (args[0] === undefined && isArray(receiver) && !isProxy(receiver)) for (let k = 0; k < n; k++) characters += textOf(receiver[k])
    return floor(((n + characters / 16) * log2(n + 1)) / 4)
  }
  /** By elements, and by the characters that each is compared with. */
  const byComparing: Price = (receiver, args) => {
    const n = listSize(receiver)
    return eighth(n) + floor((n * textOf(args[0])) / 128)
  }
  const lists =
    'copyWithin every fill filter find findIndex findLast findLastIndex forEach map reduce reduceRight reverse slice some toReversed with'
  wrapAll(Array.prototype, `${lists} shift toSpliced`, byLength)
  for (const target of [Array.prototype, prototypes.typed]) wrapAll(target, 'includes indexOf lastIndexOf', byComparing)
  wrapAll(Array.prototype, 'splice unshift', (receiver, args) => eighth(listSize(receiver)) + args.length)
  wrapAll(Array.prototype, 'sort toSorted', bySorting)
  wrapAll(
    Array.prototype,
    'join toString',
    (receiver) => listSize(receiver),
    (result) => floor(textOf(result) / 16),
  )
  /** Charges for the lists that are flattened, shared ones each time, before any of it is done. */
  const flattening = (list: unknown, depth: number): void => {
    if (!isArray(list) || isProxy(list)) return
    charge(1 + eighth(list.length))
    if (depth >= 1) for (let k = 0; k < list.length; k++) if (isArray(list[k])) flattening(list[k], depth - 1)
  }
  wrap(
    Array.prototype,
    'flat',
    (receiver, args) => {
      if (!isArray(receiver) || isProxy(receiver)) return eighth(listSize(receiver))
      flattening(receiver, typeof args[0] === 'number' ? args[0] : args[0] === undefined ? 1 : Infinity)
      return 0
    },
    (result) => eighth(size(result)),
  )
  wrap(
    Array.prototype,
    'flatMap',
    (receiver, args) => {
      const [call] = args
      if (typeof call === 'function') {
        // a function of the machine's own makes lists without a tick
        args[0] = function (this: unknown, ...given: unknown[]): unknown {
          const made: unknown = apply(call as () => unknown, this, given)
          if (isArray(made) && !isProxy(made)) charge(eighth(made.length))
          return made
        }
      }
      return eighth(listSize(receiver))
    },
    (result) => eighth(size(result)),
  )
  wrap(Array.prototype, 'push', (_, args) => args.length >> 3)
  const spreadable: typeof Symbol.isConcatSpreadable = Symbol.isConcatSpreadable
  const objectPrototype = Object.prototype
  /** Whether `concat` takes what is no list for one. Code that says so is asked once more than by the machine. */
  const isSpreadable = (value: unknown): boolean => {
    if (!isObject(value) || isArray(value) || isView(value)) return false
    for (let level: object | null = value; level !== null && level !== objectPrototype; level = prototypeOf(level))
      if (isProxy(level) || describe(level, spreadable) !== undefined) return Boolean(own(value, spreadable))
    return false
  }
  wrap(Array.prototype, 'concat', (receiver, args) => {
    let n = listSize(receiver)
    for (let k = 0; k < args.length; k++) n += isSpreadable(args[k]) ? listSize(args[k]) : size(args[k])
    return eighth(n)
  })
  wrap(
    Array,
    'from',
    (_, args) => byIterating(args),
    (result) => eighth(size(result)),
  )
  wrapAll(prototypes.typed, lists, byLength)
  wrapAll(prototypes.typed, 'sort toSorted', bySorting)
  wrapAll(prototypes.typed, 'join', (receiver) => listSize(receiver))
  wrap(prototypes.typed, 'set', (_, args) => eighth(listSize(args[0])))
  wrap(
    Object.getPrototypeOf(Int8Array) as object,
    'from',
    (_, args) => byIterating(args),
    (result) => eighth(size(result)),
  )
  wrapAll(ArrayBuffer.prototype, 'slice resize transfer transferToFixedLength', (receiver, args) => {
    const asked = typeof args[0] === 'number' ? args[0] : 0
    return floor((asked > 0 ? asked : 0) / 64) + floor(byteSize(receiver) / 64)
  })

  // ── text ────────────────────────────────────────────────────────────────────────────────────────────────────────────
  const byText: Price = (receiver) => eighth(size(receiver))
  const bySearch: Price = (receiver, args) => {
    const n = size(receiver)
    const m = textOf(args[0])
    return eighth(n) + (m > 8 && m <= n ? floor(min(n, ((n - m + 1) * m) / 8)) : 0)
  }
  wrapAll(String.prototype, 'isWellFormed toWellFormed normalize toLowerCase toUpperCase trim trimStart trimEnd', byText)
  wrapAll(String.prototype, 'includes indexOf split', bySearch)
  wrapAll(String.prototype, 'replace replaceAll', bySearch, (result) => floor(textOf(result) / 16))
  wrap(String.prototype, 'lastIndexOf', (receiver, args) => {
    const n = size(receiver)
    const m = textOf(args[0])
    return eighth(n) + (m > 8 && m <= n ? floor(((n - m + 1) * m) / 16) : 0)
  })
  wrapAll(String.prototype, 'startsWith endsWith', (_, args) => eighth(textOf(args[0])))
  const Refusal = TypeError
  wrap(String.prototype, 'localeCompare', (receiver, args) => {
    if (args[1] !== undefined && args[1] !== 'en' && args[1] !== 'en-US') throw new Refusal('no locale but en is available')
    return min(size(receiver), textOf(args[0])) + (args.length > 1 ? COLLATOR : 0)
  })
  wrap(String.prototype, 'repeat', (receiver, args) => (typeof args[0] === 'number' && args[0] > 0 ? eighth(size(receiver) * args[0]) : 0))
  wrapAll(String.prototype, 'padStart padEnd', (_, args) => (typeof args[0] === 'number' && args[0] > 0 ? eighth(args[0]) : 0))
  wrap(String.prototype, 'concat', none, (result) => floor(textOf(result) / 64))
  wrap(String, 'raw', (_, args) => (isObject(args[0]) ? listSize(own(args[0], 'raw')) : 0))
  wrapAll(globalThis, 'parseInt parseFloat encodeURI encodeURIComponent decodeURI decodeURIComponent escape unescape', (_, args) =>
    eighth(textOf(args[0])),
  )
  wrap(JSON, 'parse', (_, args) => floor(textOf(args[0]) / 4))
  const Ancestors = WeakSet
  const isWithin = uncurry<boolean>(WeakSet.prototype.has)
  const enter = uncurry<unknown>(WeakSet.prototype.add)
  const leave = uncurry<unknown>(WeakSet.prototype.delete)
  /** Charges for every place at which plain data is written, shared parts each time; what code says is not asked. */
  const weigh = (value: unknown, price: number, within: WeakSet<object>): void => {
    if (!isObject(value) || isProxy(value) || isView(value) || isWithin(within, value)) return
    enter(within, value)
    const names = isArray(value) ? undefined : ownKeys(value)
    const count = names === undefined ? size(value) : names.length
    charge(count * price)
    for (let k = 0; k < count; k++) weigh(describe(value, names === undefined ? k : (names[k] as PropertyKey))?.value, price, within)
    leave(within, value)
  }
  wrap(
    JSON,
    'stringify',
    (_, args) => {
      // with a list of names each of them is looked for everywhere
      weigh(args[0], isArray(args[1]) ? 1 + args[1].length : 1, new Ancestors())
      return 0
    },
    (result) => floor(textOf(result) / 4),
  )
  wrap(JSON, 'rawJSON', (_, args) => floor(textOf(args[0]) / 4))
  wrap(Symbol, 'for', (_, args) => eighth(textOf(args[0])))
  const byTexts: Price = (_, args) => {
    let n = 0
    for (let k = 0; k < args.length; k++) n += textOf(args[k])
    return eighth(n)
  }
  wrap(Date, 'UTC', byTexts)
  const fields =
    'Date FullYear Hours Milliseconds Minutes Month Seconds UTCDate UTCFullYear UTCHours UTCMilliseconds UTCMinutes UTCMonth UTCSeconds'
  for (const field of `${fields} Time Year`.split(' ')) wrap(Date.prototype, `set${field}`, byTexts)
  wrapAll(Date.prototype, 'toDateString toISOString toJSON toString toTimeString toUTCString', () => 16)
  wrapAll(Number.prototype, 'toString toFixed toExponential toPrecision', none, (result) => textOf(result) >> 2)
  wrap(Date, 'parse', (_, args) => eighth(textOf(args[0])))

  // ── objects, sets, maps and iterators ───────────────────────────────────────────────────────────────────────────────
  const typed = new Map<string, new (source: unknown) => object>()
  const kinds =
    'Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array Float16Array Float32Array Float64Array'
  for (const name of kinds.split(' ')) {
    const made = own(globalThis, name)
    if (made !== undefined) typed.set(name, made as new (source: unknown) => object)
  }
  const sized = new Set<unknown>([Array, Set, Map, WeakSet, WeakMap, ArrayBuffer, String, ...typed.values()])
  const isSized = uncurry<boolean>(Set.prototype.has)
  const list = Array
  const buffer = ArrayBuffer
  const constructing = (constructor: unknown, argument: unknown): number => {
    if (!isSized(sized, constructor)) return 0
    if (typeof argument !== 'number') return eighth(constructor === list ? 0 : listSize(argument) || size(argument))
    return constructor === buffer ? floor(argument / 64) : eighth(argument)
  }
  wrapAll(Object, 'keys values entries getOwnPropertyNames', none, size)
  wrap(Object, 'getOwnPropertySymbols', (_, args) => keyCount(args[0]))
  wrapAll(Object, 'freeze seal isFrozen isSealed preventExtensions', (_, args) => keyCount(args[0]))
  wrap(Object, 'getOwnPropertyDescriptors', (_, args) => 8 * keyCount(args[0]))
  /** Longest list that V8 makes room for at once. */
  const ROOM = 2 ** 25
  const toNumber = Number
  const stretching = (target: unknown, length: unknown): number => {
    if (!isArray(target)) return 0
    const n = isObject(length) ? ROOM : typeof length === 'symbol' ? 0 : min(ROOM, toNumber(length))
    if (isProxy(target)) return n > 0 ? eighth(n) : 0
    return n > target.length ? eighth(n - target.length) : 0
  }
  /** Of what a property is given that may be the length of a list, where only code knows it. */
  const described = (target: unknown, item: unknown): number => {
    if (!isArray(target) || item === undefined) return 0
    if (!isObject(item) || isProxy(item)) return stretching(target, item)
    return stretching(target, describe(item, 'value')?.value ?? (describe(item, 'get') === undefined ? undefined : item))
  }
  /** A proxy's keys are known once it has been copied. */
  const copied = (value: unknown): unknown => {
    if (!isProxy(value)) {
      charge(keyCount(value))
      return value
    }
    const copy = { ...(value as object) }
    charge(16 * ownKeys(copy).length)
    return copy
  }
  wrap(Object, 'assign', (_, args) => {
    let n = 0
    for (let k = 1; k < args.length; k++) {
      args[k] = copied(args[k])
      giveAll(args[0], args[k])
      const item: unknown = isArray(args[0]) && isObject(args[k]) && !isArray(args[k]) ? describe(args[k] as object, 'length') : undefined
      n += described(args[0], item)
    }
    return n
  })
  wrapAll(Object, 'defineProperties create', (_, args) => {
    if (isProxy(args[1])) args[1] = copied(args[1])
    const item: unknown = isArray(args[0]) && isObject(args[1]) ? describe(args[1], 'length')?.value : undefined
    return keyCount(args[1]) + described(args[0], item)
  })
  wrap(Reflect, 'set', (_, args) => {
    if (args.length < 4 || args[3] === args[0]) give(args[0], args[1])
    return args[1] === 'length' ? stretching(args.length > 3 ? args[3] : args[0], args[2]) : 0
  })
  for (const target of [Object, Reflect])
    wrap(target, 'defineProperty', (_, args) => (args[1] === 'length' ? described(args[0], args[2]) : 0))
  wrap(Object, 'fromEntries', (_, args) => {
    args[0] = gather(args[0])
    return size(args[0])
  })
  for (const target of [Object, Map]) {
    wrap(target, 'groupBy', (_, args) => {
      args[0] = metered(args[0])
      return size(args[0])
    })
  }
  wrap(Reflect, 'ownKeys', none, size)
  wrap(Reflect, 'apply', (_, args) => applied(args[2]))
  wrap(Reflect, 'construct', (_, args) => applied(args[1]) + constructing(args[0], isObject(args[1]) ? own(args[1], 0) : undefined))
  wrap(Function.prototype, 'apply', (_, args) => applied(args[1]))
  wrapAll(Set.prototype, 'forEach clear', (receiver) => eighth(size(receiver)))
  wrapAll(Map.prototype, 'forEach clear', (receiver) => eighth(size(receiver)))
  wrapAll(Set.prototype, 'union intersection difference symmetricDifference isSubsetOf isSupersetOf isDisjointFrom', (receiver, args) => {
    args[0] = setLike(args[0])
    return size(receiver) + size(args[0])
  })
  wrapAll(prototypes.helper, 'next return', none)
  for (const name of 'drop every filter find flatMap forEach map reduce some take toArray'.split(' ')) {
    const native = own(prototypes.iterator, name) as (this: unknown, ...args: unknown[]) => unknown
    const { method } = {
      method(this: unknown, ...args: unknown[]): unknown {
        return apply(native, stepping(this), args)
      },
    }
    likeNative(method, native)
    ;(prototypes.iterator as Shelf)[name] = method
  }
  wrapAll(prototypes.iterator, 'reduce forEach some every find toArray', none)

  // frames of a generator come and go: its depth is kept here, not in its body
  for (const name of ['next', 'return', 'throw']) {
    const native = own(prototypes.generator, name) as (this: unknown, ...args: unknown[]) => unknown
    const { method } = {
      method(this: unknown, ...args: unknown[]): unknown {
        charge(1)
        const { counters } = fuel
        const before = counters[1] as number
        const outer = fuel.resumedAt
        fuel.resumedAt = before - 1
        counters[1] = fuel.resumedAt
        if (fuel.resumedAt < 0) stop()
        try {
          return apply(native, this, args)
        } finally {
          counters[1] = before
          fuel.resumedAt = outer
        }
      },
    }
    likeNative(method, native)
    ;(prototypes.generator as Shelf)[name] = method
  }

  return {
    constructing,
    enumerating: inheritedCount,
    copied,
    passing(value) {
      if (size(value) > MOST_ARGUMENTS) throw new RangeError('too many arguments')
      const gathered = spread(value)
      if (size(gathered) > MOST_ARGUMENTS) throw new RangeError('too many arguments')
      return gathered
    },
    stretching,
    typed,
  }
}
