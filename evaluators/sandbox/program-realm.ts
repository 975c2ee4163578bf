/** What a metered script evaluates to, called with the kernel. */
export interface MeteredScript {
  factory(): Readonly<Record<string, unknown>>
  guard(entry: unknown): Guard
}

/** A function of the program, called with fuel; undefined when the program failed or (for a declared primitive type) strayed. */
export type Guard = (...args: unknown[]) => unknown

/** The program realm's trusted half: what the driver realm knows of it. Only primitives and guards come out of it. */
export interface ProgramRealm {
  /** Takes a metered script, not yet run. */
  attach(script: (kernel: object) => MeteredScript, entry: string): void
  /** Runs the program's top level with fresh fuel and random numbers; the names of its functions, or undefined when it failed. */
  begin(limit: number, a: number, b: number, c: number, d: number): string | undefined
  entry(): Guard
  other(name: string): Guard
  /** Verdict of the failure and its reason, separated by a line break; empty while all is well. */
  failure(): string
  /** Fuel burned since `begin`. */
  burned(): number
  /** Charges the program from outside. */
  charge(units: number): boolean
  isProxy(value: unknown): boolean
  isPlain(value: object): boolean
  /** Calls a getter or toJSON with fuel, so that an endless one is called by its name. */
  provoke(receiver: unknown, run: unknown): void
  fail(reason: string): void
  /** A deep copy made in this realm, or undefined when the value is not plain data. */
  adopt(value: unknown): unknown
  /** Lets go of the program. */
  detach(): void
  /** Text of a `FreezeListed`, in a realm that was not given one. */
  readonly list: string
}

/** Freezes the listed intrinsics; `roots` are those that no global name leads to. Its text is `ProgramRealm.list` of a scratch realm. */
export type FreezeListed = (
  freeze: (value: unknown) => void,
  describe: typeof Reflect.getOwnPropertyDescriptor,
  roots: readonly unknown[],
) => void

/**
 * Hardens the realm it is evaluated in and returns its trusted half. It is turned into text, so it refers to nothing outside
 * itself. `callDepth` is the deepest nesting of calls, in frames of up to 64 nodes; `chunk` the largest fuel handed out at once.
 *
 * After it has run: no code generation, no clock, no weak references, no shared memory, no promises, no locale, no BigInt;
 * seeded `Math.random`; built-ins whose work grows with their arguments charge fuel for it; everything reachable is frozen. What is
 * reachable is found by a walk in a realm that is thrown away (without `freezeListed`, `list` is the result), since a walk takes
 * four times as long as freezing what it finds.
 */
export function hardenProgramRealm(callDepth: number, chunk: number, freezeListed?: FreezeListed): ProgramRealm {
  'use strict'
  type Callable = (...args: never[]) => unknown
  type Shelf = Record<PropertyKey, unknown>

  const {
    apply,
    construct,
    ownKeys,
    getOwnPropertyDescriptor: describe,
    defineProperty: define,
    deleteProperty: remove,
    getPrototypeOf,
  } = Reflect
  const { freeze, keys: keysOf } = Object
  const { isArray } = Array
  const { isView } = ArrayBuffer
  const { ceil, floor, log2, min } = Math
  const NativeProxy = Proxy
  const NativeDate = Date
  const own = (target: object, name: PropertyKey): unknown => (target as Shelf)[name]
  const uncurry = <T>(method: unknown): ((receiver: unknown, ...args: unknown[]) => T) => {
    const bound = Function.prototype.call.bind(method as Callable)
    return bound
  }
  const getter = <T>(target: object, name: PropertyKey): ((receiver: unknown) => T) => uncurry<T>(describe(target, name)?.get)
  const slice = uncurry<string>(String.prototype.slice)
  const joined = uncurry<string>(Array.prototype.join)
  const put = (target: object, name: PropertyKey, value: unknown, enumerable = false): void => {
    define(target, name, { value, writable: true, enumerable, configurable: true })
  }

  const typedPrototype = getPrototypeOf(Int8Array.prototype) as object
  const generatorPrototype = getPrototypeOf(function* () {}.prototype) as object
  const helperPrototype = getPrototypeOf([].values().map((x) => x)) as object
  const iteratorPrototype = getPrototypeOf(getPrototypeOf([][Symbol.iterator]()) as object) as object
  const typedLength = getter<number>(typedPrototype, 'length')
  const typedTag = getter<string | undefined>(typedPrototype, Symbol.toStringTag)
  const bufferLength = getter<number>(ArrayBuffer.prototype, 'byteLength')
  const setSize = getter<number>(Set.prototype, 'size')
  const mapSize = getter<number>(Map.prototype, 'size')

  // ── fuel ──────────────────────────────────────────────────────────────────────────────────────────────────────────
  const spent = 'out of fuel'
  let program: MeteredScript | undefined
  let instance: Readonly<Record<string, unknown>> = {}
  let entryName = ''
  let limit = 0
  let left = 0
  let verdict = ''
  let reason = ''
  let burnt = 0
  let resumedAt = callDepth

  const settle = (how: string, why: string, fuel: number): void => {
    if (verdict !== '') return
    verdict = how
    reason = why
    burnt = fuel
  }
  /** Fuel left in the chunk at hand, and call depth left. */
  const counters = Int32Array.of(2 ** 30, callDepth)
  const spoil = (): void => {
    counters[0] = -1
    left = 0
  }
  /** Ends the program: from now on every tick throws. */
  const poison = (how: string, why: string, fuel: number): never => {
    settle(how, why, fuel)
    spoil()
    throw spent
  }
  /** Called when fuel or depth is below zero. */
  const stop = (): void => {
    if (verdict !== '') {
      spoil()
      throw spent
    }
    const total = left + (counters[0] as number)
    if (total < 0) poison('fuel', spent, limit)
    if ((counters[1] as number) < 0) poison('error', 'calls nested too deeply', limit - total)
    counters[0] = min(total, chunk)
    left = total - counters[0]
  }
  const charge = (units: number): void => {
    if (!(units > 0)) return
    // what is charged at once may be more than a counter holds
    const fuel = (counters[0] as number) - units
    if (fuel >= 0) {
      counters[0] = fuel
      return
    }
    left += fuel
    counters[0] = 0
    if (left >= 0) return stop()
    counters[0] = -1
    left = 0
    stop()
  }
  /** Fuel burned so far, while nothing has ended the program. */
  const burnedSoFar = (): number => limit - left - (counters[0] as number)

  // ── sizes ─────────────────────────────────────────────────────────────────────────────────────────────────────────
  const proxies = new WeakSet()
  const isKnownProxy = uncurry<boolean>(WeakSet.prototype.has)
  const noteProxy = uncurry<unknown>(WeakSet.prototype.add)
  const isObject = (value: unknown): value is object => (typeof value === 'object' && value !== null) || typeof value === 'function'
  const isProxy = (value: unknown): boolean => isObject(value) && isKnownProxy(proxies, value)

  /** Elements of a string, array, typed array, set or map; 0 for everything else. */
  const size = (value: unknown): number => {
    if (typeof value === 'string') return value.length
    if (typeof value !== 'object' || value === null || isProxy(value)) return 0
    if (isArray(value)) return value.length
    if (isView(value)) return typedTag(value) === undefined ? 0 : typedLength(value)
    const prototype = getPrototypeOf(value)
    if (prototype === Set.prototype) return hasSize(setSize, value)
    return prototype === Map.prototype ? hasSize(mapSize, value) : 0
  }
  const hasSize = (read: (receiver: unknown) => number, value: object): number => {
    try {
      return read(value)
    } catch {
      return 0
    }
  }
  /** Elements of anything with a length, eight times over where each is looked up by name. */
  const listSize = (value: unknown): number => {
    if (!isObject(value) || isArray(value) || isView(value)) return size(value)
    const length = own(value, 'length')
    return typeof length === 'number' && length > 0 ? length * 8 : 0
  }
  const keyCount = (value: unknown): number => {
    if (typeof value === 'string' || isArray(value) || isView(value)) return size(value)
    return isObject(value) && !isProxy(value) ? ownKeys(value).length : 0
  }

  /** Frames that a call into native code counts for. */
  const NATIVE = 8
  /** Most arguments that are spread or applied: they lie on the machine's stack. */
  const MOST_ARGUMENTS = 32_768
  const applied = (list: unknown): number => {
    const n = listSize(list)
    if (n > MOST_ARGUMENTS && (isArray(list) || isView(list) || n > 8 * MOST_ARGUMENTS)) throw new RangeError('too many arguments')
    return eighth(n)
  }

  // ── built-ins that charge ─────────────────────────────────────────────────────────────────────────────────────────
  type Price = (receiver: unknown, args: readonly unknown[]) => number
  type Afterwards = (result: unknown) => number

  const wrap = (target: object, name: PropertyKey, before: Price, after?: Afterwards): void => {
    const native = own(target, name) as ((this: unknown, ...args: unknown[]) => unknown) | undefined
    if (native === undefined) return
    const { method } = {
      method(this: unknown, ...args: unknown[]): unknown {
        charge(before(this, args))
        // natives that call back take more of the machine's stack than functions do
        const depth = counters[1] as number
        counters[1] = depth - NATIVE
        if (depth < NATIVE) stop()
        const result = apply(native, this, args)
        counters[1] = depth
        if (after !== undefined) charge(after(result))
        return result
      },
    }
    ;(target as Shelf)[name] = method
  }
  const wrapAll = (target: object, names: string, before: Price, after?: Afterwards): void => {
    for (const name of names.split(' ')) wrap(target, name, before, after)
  }
  const none: Price = () => 0
  const eighth = (n: number): number => floor(n / 8)
  const byLength: Price = (receiver) => eighth(listSize(receiver))
  const bySorting: Price = (receiver) => {
    const n = listSize(receiver)
    return floor((n * log2(n + 1)) / 4)
  }
  const byText: Price = (receiver) => eighth(size(receiver))
  const textOf = (value: unknown): number => (typeof value === 'string' ? value.length : 0)
  const bySearch: Price = (receiver, args) => {
    const n = size(receiver)
    const m = textOf(args[0])
    return eighth(n) + (m > 8 && m <= n ? floor(min(n, ((n - m + 1) * m) / 8)) : 0)
  }

  const lists =
    'copyWithin every fill filter find findIndex findLast findLastIndex forEach includes indexOf lastIndexOf map reduce reduceRight reverse slice some toReversed with'
  wrapAll(Array.prototype, `${lists} shift toSpliced flatMap`, byLength)
  wrapAll(Array.prototype, 'splice unshift', (receiver, args) => eighth(listSize(receiver)) + args.length)
  wrapAll(Array.prototype, 'sort toSorted', bySorting)
  wrapAll(
    Array.prototype,
    'join toString',
    (receiver) => listSize(receiver),
    (result) => floor(textOf(result) / 16),
  )
  wrap(Array.prototype, 'flat', byLength, (result) => eighth(size(result)))
  wrap(Array.prototype, 'push', (_, args) => args.length >> 3)
  wrap(Array.prototype, 'concat', (receiver, args) => {
    let n = listSize(receiver)
    for (let k = 0; k < args.length; k++) n += size(args[k])
    return eighth(n)
  })
  wrap(
    Array,
    'from',
    (_, args) => (isObject(args[0]) && own(args[0], Symbol.iterator) === undefined ? eighth(listSize(args[0])) : eighth(size(args[0]))),
    (result) => eighth(size(result)),
  )
  wrapAll(typedPrototype, lists, byLength)
  wrapAll(typedPrototype, 'sort toSorted', bySorting)
  wrapAll(typedPrototype, 'join', (receiver) => listSize(receiver))
  wrap(typedPrototype, 'set', (_, args) => eighth(listSize(args[0])))
  wrap(
    getPrototypeOf(Int8Array) as object,
    'from',
    (_, args) => eighth(listSize(args[0])),
    (result) => eighth(size(result)),
  )
  wrapAll(ArrayBuffer.prototype, 'slice resize transfer transferToFixedLength', (receiver, args) => {
    const asked = typeof args[0] === 'number' ? args[0] : 0
    return floor((asked > 0 ? asked : 0) / 64) + floor(hasSize(bufferLength, receiver as object) / 64)
  })

  wrapAll(
    String.prototype,
    'isWellFormed toWellFormed normalize toLowerCase toUpperCase trim trimStart trimEnd match matchAll search',
    byText,
  )
  wrapAll(String.prototype, 'includes indexOf split', bySearch)
  wrapAll(String.prototype, 'replace replaceAll', bySearch, (result) => floor(textOf(result) / 16))
  wrap(String.prototype, 'lastIndexOf', (receiver, args) => {
    const n = size(receiver)
    const m = textOf(args[0])
    return eighth(n) + (m > 8 && m <= n ? floor(((n - m + 1) * m) / 16) : 0)
  })
  wrapAll(String.prototype, 'startsWith endsWith', (_, args) => eighth(textOf(args[0])))
  wrap(String.prototype, 'localeCompare', (receiver, args) => min(size(receiver), textOf(args[0])))
  wrap(String.prototype, 'repeat', (receiver, args) => (typeof args[0] === 'number' && args[0] > 0 ? eighth(size(receiver) * args[0]) : 0))
  wrapAll(String.prototype, 'padStart padEnd', (_, args) => (typeof args[0] === 'number' && args[0] > 0 ? eighth(args[0]) : 0))
  wrap(String.prototype, 'concat', none, (result) => floor(textOf(result) / 64))
  wrap(String, 'raw', (_, args) => (isObject(args[0]) ? listSize(own(args[0], 'raw')) : 0))
  wrap(RegExp.prototype, 'exec', (_, args) => 4 + eighth(textOf(args[0])))

  wrapAll(Object, 'keys values entries getOwnPropertyNames getOwnPropertySymbols', none, (result) => eighth(size(result)))
  wrapAll(Object, 'getOwnPropertyDescriptors freeze seal isFrozen isSealed preventExtensions', (_, args) => eighth(keyCount(args[0])))
  wrapAll(Object, 'assign defineProperties create', (_, args) => {
    let n = 0
    for (let k = 1; k < args.length; k++) n += keyCount(args[k])
    return eighth(n)
  })
  wrapAll(Object, 'fromEntries groupBy', (_, args) => eighth(size(args[0])))
  wrap(Map, 'groupBy', (_, args) => eighth(size(args[0])))
  wrap(Reflect, 'ownKeys', none, (result) => eighth(size(result)))
  wrap(Reflect, 'apply', (_, args) => applied(args[2]))
  wrap(Reflect, 'construct', (_, args) => applied(args[1]) + sizedBy(args[0], isObject(args[1]) ? own(args[1], 0) : undefined))
  wrap(Function.prototype, 'apply', (_, args) => applied(args[1]))
  wrap(JSON, 'parse', (_, args) => floor(textOf(args[0]) / 4))
  wrap(JSON, 'stringify', none, (result) => floor(textOf(result) / 4))
  wrapAll(Set.prototype, 'forEach clear', (receiver) => eighth(size(receiver)))
  wrapAll(Map.prototype, 'forEach clear', (receiver) => eighth(size(receiver)))
  wrapAll(
    Set.prototype,
    'union intersection difference symmetricDifference isSubsetOf isSupersetOf isDisjointFrom',
    (receiver, args) => size(receiver) + size(args[0]),
  )
  wrap(iteratorPrototype, 'toArray', none, (result) => eighth(size(result)))
  wrapAll(globalThis, 'parseInt parseFloat encodeURI encodeURIComponent decodeURI decodeURIComponent escape unescape', (_, args) =>
    eighth(textOf(args[0])),
  )

  wrapAll(helperPrototype, 'next return', none)
  wrapAll(iteratorPrototype, 'reduce forEach some every find', none)

  // frames of a generator come and go: its depth is kept here, not in its body
  for (const name of ['next', 'return', 'throw']) {
    const native = own(generatorPrototype, name) as (this: unknown, ...args: unknown[]) => unknown
    const { method } = {
      method(this: unknown, ...args: unknown[]): unknown {
        charge(1)
        const before = counters[1] as number
        const outer = resumedAt
        resumedAt = before - 1
        counters[1] = resumedAt
        if (resumedAt < 0) stop()
        try {
          return apply(native, this, args)
        } finally {
          counters[1] = before
          resumedAt = outer
        }
      },
    }
    ;(generatorPrototype as Shelf)[name] = method
  }

  const typed = new Map<string, new (source: unknown) => object>()
  for (const name of [
    'Int8Array',
    'Uint8Array',
    'Uint8ClampedArray',
    'Int16Array',
    'Uint16Array',
    'Int32Array',
    'Uint32Array',
    'Float16Array',
    'Float32Array',
    'Float64Array',
  ]) {
    const made = own(globalThis, name)
    if (made !== undefined) typed.set(name, made as new (source: unknown) => object)
  }
  const typedOf = uncurry<(new (source: unknown) => object) | undefined>(Map.prototype.get)
  const sizedConstructors = new Set<unknown>([Array, Set, Map, WeakSet, WeakMap, ArrayBuffer, String, RegExp, ...typed.values()])
  const isSized = uncurry<boolean>(Set.prototype.has)
  const sizedBy = (constructor: unknown, argument: unknown): number => {
    if (!isSized(sizedConstructors, constructor)) return 0
    if (typeof argument !== 'number') return eighth(constructor === Array ? 0 : listSize(argument) || size(argument))
    return constructor === ArrayBuffer ? floor(argument / 64) : eighth(argument)
  }

  // ── what a program may see ────────────────────────────────────────────────────────────────────────────────────────
  const visible = `Object Array Number parseFloat parseInt Infinity NaN undefined Boolean String Symbol RegExp Error AggregateError EvalError RangeError
    ReferenceError SyntaxError TypeError URIError globalThis JSON Math ArrayBuffer Uint8Array Int8Array Uint16Array Int16Array Uint32Array Int32Array
    Uint8ClampedArray Float16Array Float32Array Float64Array DataView Map Set Iterator WeakMap WeakSet Reflect decodeURI decodeURIComponent encodeURI
    encodeURIComponent escape unescape isFinite isNaN`
  const kept = new Set(visible.split(/\s+/))
  // without these no realm is ever made of text, of time, of chance or of another thread
  const hidden = ownKeys(globalThis).filter((name) => typeof name !== 'string' || !kept.has(name))
  const makers: object[] = [function () {}, function* () {}, async function () {}, async function* () {}].map(
    (sample) => getPrototypeOf(sample) as object,
  )
  for (const name of hidden) remove(globalThis, name)
  const inert = function Function(): never {
    throw new TypeError('code generation is not available')
  }
  for (const maker of makers) define(maker, 'constructor', { value: inert, writable: false, enumerable: false, configurable: false })
  define(inert, 'prototype', { value: makers[0], writable: false })
  put(globalThis, 'Function', inert)

  const drop = (target: object, names: string): void => {
    for (const name of names.split(' ')) remove(target, name)
  }
  drop(Array, 'fromAsync')
  drop(Error, 'captureStackTrace prepareStackTrace')
  drop(RegExp, "$1 $2 $3 $4 $5 $6 $7 $8 $9 $& $` $' $+ $_ input lastMatch lastParen leftContext rightContext")
  drop(RegExp.prototype, 'compile')
  drop(DataView.prototype, 'getBigInt64 getBigUint64 setBigInt64 setBigUint64')
  drop(NativeDate.prototype, 'toLocaleString toLocaleDateString toLocaleTimeString toTemporalInstant')
  drop(Number.prototype, 'toLocaleString')
  drop(Array.prototype, 'toLocaleString')
  drop(typedPrototype, 'toLocaleString')
  drop(Object.prototype, 'toLocaleString')
  drop(
    String.prototype,
    'toLocaleLowerCase toLocaleUpperCase anchor big blink bold fixed fontcolor fontsize italics link small strike sub sup',
  )
  put(Error, 'stackTraceLimit', 0)
  const { toString } = {
    toString(): string {
      return 'function () { [native code] }'
    },
  }
  put(makers[0] as object, 'toString', toString)

  /** sfc32 by Chris Doty-Humphrey: 128 bits of state, quick and small. */
  let a = 0
  let b = 0
  let c = 0
  let d = 0
  const random = (): number => {
    const t = (a + b + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + t) | 0
    return (t >>> 0) / 4294967296
  }
  put(Math, 'random', { random: () => random() }.random)

  const StillDate = function Date(this: unknown, ...args: unknown[]): unknown {
    if (new.target === undefined) return new NativeDate(0).toString()
    return construct(NativeDate, args.length === 0 ? [0] : args, (new.target as unknown) === StillDate ? NativeDate : new.target)
  }
  define(StillDate, 'prototype', { value: NativeDate.prototype, writable: false })
  define(StillDate, 'length', { value: 7 })
  put(StillDate, 'now', { now: () => 0 }.now)
  put(StillDate, 'parse', NativeDate.parse)
  put(StillDate, 'UTC', NativeDate.UTC)
  put(NativeDate.prototype, 'constructor', StillDate)
  put(globalThis, 'Date', StillDate)

  // every proxy is made here, so that answers can refuse them and none stands on a hundred others
  const levels = new WeakMap<object, number>()
  const levelOf = uncurry<number | undefined>(WeakMap.prototype.get)
  const noteLevel = uncurry<unknown>(WeakMap.prototype.set)
  const note = (made: object, target: object, handler: object): object => {
    const level = 1 + (levelOf(levels, target) ?? 0) + (levelOf(levels, handler) ?? 0)
    if (level > 100) throw new RangeError('a proxy of too many proxies')
    noteProxy(proxies, made)
    noteLevel(levels, made, level)
    return made
  }
  const KnownProxy = function Proxy(this: unknown, target: object, handler: object): object {
    if (new.target === undefined) throw new TypeError('Constructor Proxy requires new')
    return note(new NativeProxy(target, handler), target, handler)
  }
  const { revocable } = {
    revocable(target: object, handler: object): object {
      const made = NativeProxy.revocable(target, handler)
      note(made.proxy, target, handler)
      return made
    },
  }
  remove(KnownProxy, 'prototype')
  put(KnownProxy, 'revocable', revocable)
  put(globalThis, 'Proxy', KnownProxy)

  // ── frozen, so that nothing is carried from case to case or from program to program ─────────────────────────────────
  // assigning a name that a frozen prototype has would throw; these define it on the object instead, as if it were not frozen
  const assignable: readonly (readonly [object, string])[] = [
    [Object.prototype, 'toString valueOf constructor hasOwnProperty'],
    [Error.prototype, 'name message constructor toString'],
    ...[AggregateError, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError].map(
      (type) => [type.prototype as object, 'name message constructor'] as const,
    ),
  ]
  for (const [target, names] of assignable) {
    for (const name of names.split(' ')) {
      const value = describe(target, name)?.value
      const accessor = {
        get: () => value,
        set(this: unknown, next: unknown): void {
          if (this === target) throw new TypeError('frozen')
          if (isObject(this)) put(this, name, next, true)
        },
      }
      define(target, name, { ...accessor, enumerable: false, configurable: false })
    }
  }

  const sample = new Error('')
  const roots: unknown[] = [
    globalThis,
    typedPrototype,
    generatorPrototype,
    iteratorPrototype,
    NativeDate,
    ...makers,
    getPrototypeOf([][Symbol.iterator]()),
    getPrototypeOf(''[Symbol.iterator]()),
    getPrototypeOf(new Map()[Symbol.iterator]()),
    getPrototypeOf(new Set()[Symbol.iterator]()),
    getPrototypeOf('a'.matchAll(/a/g)),
    helperPrototype,
    getPrototypeOf(Iterator.from({ next: () => ({ done: true, value: undefined }) })),
    describe(sample, 'stack')?.get,
    describe(sample, 'stack')?.set,
    describe(
      (function () {
        return arguments
      })(),
      'callee',
    )?.get,
  ]
  /** Writes a statement for every object that can be reached, holders before what they hold. */
  const listIntrinsics = (): string => {
    const named = new Map<unknown, string>()
    const lines: string[] = []
    const queue: object[] = []
    const note = (value: unknown, path: string): void => {
      if (!isObject(value) || named.has(value)) return
      const name = `o${named.size}`
      named.set(value, name)
      queue.push(value)
      lines.push(`const ${name} = ${path}; f(${name});`)
    }
    roots.forEach((root, k) => note(root, `r[${k}]`))
    for (const value of queue) {
      const holder = named.get(value) as string
      note(getPrototypeOf(value), `p(${holder})`)
      for (const key of ownKeys(value)) {
        const text = typeof key === 'string' ? JSON.stringify(key) : `Symbol.${key.description?.replace('Symbol.', '')}`
        const descriptor = describe(value, key) as PropertyDescriptor
        note(descriptor.value, `${holder}[${text}]`)
        note(descriptor.get, `d(${holder}, ${text}).get`)
        note(descriptor.set, `d(${holder}, ${text}).set`)
      }
    }
    return `(f, d, r) => { const p = Object.getPrototypeOf; ${lines.join('\n')} }`
  }
  let list = ''
  if (freezeListed === undefined) list = listIntrinsics()
  else freezeListed(freeze, describe, roots)

  // ── the kernel: what metered code calls ───────────────────────────────────────────────────────────────────────────
  const kinds = [AggregateError, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError, Error] as const
  const kindOf = (thrown: unknown): string => {
    if (!isObject(thrown)) return `a ${thrown === null ? 'null' : typeof thrown}`
    for (let value: object | null = thrown, k = 0; value !== null && k < 8; k++) {
      if (isProxy(value)) return 'a proxy'
      for (const kind of kinds) if (value === kind.prototype) return kind.name
      value = getPrototypeOf(value)
    }
    return 'an object'
  }
  /** Whether the machine's own stack has overflowed: where it ends depends on the compiler, so it ends the program. */
  const isOverflow = (thrown: unknown): boolean => {
    if (typeof thrown !== 'object' || thrown === null || isProxy(thrown) || getPrototypeOf(thrown) !== RangeError.prototype) return false
    return describe(thrown, 'message')?.value === 'Maximum call stack size exceeded'
  }
  const threw = (thrown: unknown): undefined => {
    if (verdict === '' && isOverflow(thrown)) settle('error', 'calls nested too deeply', limit)
    if (verdict === '') settle('error', `threw ${kindOf(thrown)}`, burnedSoFar())
    spoil()
    return undefined
  }
  const typeOf = (value: unknown): string => (value === null ? 'null' : isArray(value) ? 'an array' : typeof value)
  /** Numbers from which adding one changes nothing. */
  const FAR = 2 ** 53
  const isNumeric = (value: unknown): boolean =>
    typeof value === 'number' || value === undefined || value === null || typeof value === 'boolean'
  /** How often a loop from `from` up to `bound` runs, never less; what only the loop itself could tell ends the program. */
  const iterations = (from: unknown, bound: unknown, step: unknown, also: boolean): number => {
    if (!isNumeric(from) || !isNumeric(bound) || !isNumeric(step))
      return poison('error', 'the bound of a loop is not a number', burnedSoFar())
    const i = Number(from)
    const b = Number(bound)
    const s = Number(step)
    if (!(also ? i <= b : i < b)) return 0
    if (!(s > 0) || i <= -FAR || b >= FAR) return Infinity
    const n = also ? floor((b - i) / s) + 1 : ceil((b - i) / s)
    return s === floor(s) ? n : n + 1 + floor(n / 1024)
  }
  const kernel = freeze({
    counters,
    stop,
    count: (from: unknown, bound: unknown, step: unknown, also: boolean, price: number): void => {
      if (typeof from === 'number' && typeof bound === 'number' && step === 1 && from > -FAR && bound < FAR) {
        const span = also ? floor(bound - from) + 1 : ceil(bound - from)
        if (span > 0) charge(span * price)
      } else charge(iterations(from, bound, step, also) * price)
    },
    sized: (constructor: unknown, argument: unknown): unknown => {
      charge(sizedBy(constructor, argument))
      return argument
    },
    spread: (value: unknown): unknown => {
      charge(eighth(size(value)))
      return value
    },
    passed: (value: unknown): unknown => {
      const n = size(value)
      if (n > MOST_ARGUMENTS) throw new RangeError('too many arguments')
      charge(eighth(n))
      return value
    },
    keys: (value: unknown): unknown => {
      charge(eighth(keyCount(value)))
      return value
    },
    caught: (thrown: unknown): void => {
      if (isOverflow(thrown)) poison('error', 'calls nested too deeply', limit)
    },
    resumed: () => resumedAt,
    threw,
    odd: (value: unknown): undefined => {
      if (verdict === '') settle('error', `returned ${typeOf(value)}`, burnedSoFar())
      spoil()
      return undefined
    },
  })

  const adopt = (value: unknown, level: number): unknown => {
    if (typeof value === 'function' || level > 64) throw spent
    if (typeof value !== 'object' || value === null) return value
    if (isArray(value)) {
      const list: unknown[] = []
      for (let k = 0; k < value.length; k++) list[k] = adopt(value[k], level + 1)
      return list
    }
    if (isView(value)) {
      const Made = typedOf(typed, typedTag(value))
      if (Made === undefined) throw spent
      return new Made(value)
    }
    const prototype = getPrototypeOf(value)
    if (prototype !== null && getPrototypeOf(prototype) !== null) throw spent
    const made: object = {}
    for (const name of keysOf(value)) put(made, name, adopt((value as Shelf)[name], level + 1), true)
    return made
  }

  return {
    list,
    attach(script, entry) {
      program = script(kernel)
      entryName = entry
    },
    detach() {
      program = undefined
      instance = {}
    },
    begin(allowed, s0, s1, s2, s3) {
      limit = allowed
      verdict = ''
      reason = ''
      burnt = 0
      resumedAt = callDepth
      a = s0
      b = s1
      c = s2
      d = s3
      const first = min(allowed, chunk)
      left = allowed - first
      counters[0] = first
      counters[1] = callDepth
      try {
        instance = program?.factory() ?? {}
        const names: string[] = []
        for (const name of keysOf(instance)) {
          if (typeof instance[name] !== 'function') continue
          put(names, names.length, name)
        }
        if (typeof instance[entryName] !== 'function') settle('error', `${entryName} is not a function`, burnedSoFar())
        return verdict === '' && counters[0] >= 0 ? joined(names, '\n') : undefined
      } catch (thrown) {
        return threw(thrown)
      }
    },
    entry: () => (program as MeteredScript).guard(instance[entryName]),
    other: (name) => {
      const called = instance[name] as (...args: unknown[]) => unknown
      return (...args) => {
        try {
          charge(10)
          const value = apply(called, undefined, args)
          return (counters[0] as number) >= 0 ? value : undefined
        } catch (thrown) {
          return threw(thrown)
        }
      }
    },
    failure: () => (verdict === '' ? '' : `${verdict}\n${reason}`),
    burned: () => (verdict === '' ? burnedSoFar() : burnt),
    charge(units) {
      try {
        charge(units)
        return true
      } catch {
        return false
      }
    },
    isProxy,
    isPlain(value) {
      const prototype = getPrototypeOf(value)
      return prototype === null || prototype === Object.prototype
    },
    provoke(receiver, run) {
      try {
        if (typeof run === 'function' && !isProxy(run)) apply(run as (...args: unknown[]) => unknown, receiver, [])
      } catch (thrown) {
        threw(thrown)
      }
    },
    fail(why) {
      if (verdict === '') settle('error', slice(why, 0, 200), burnedSoFar())
      spoil()
    },
    adopt(value) {
      try {
        return adopt(value, 0)
      } catch {
        return undefined
      }
    },
  }
}
