import type { Fuel } from './fuel.ts'
import type { Natives } from './natives.ts'
import type { Sizes } from './sizes.ts'

/** What stays of a realm's powers under the engine's hand. */
export interface Intrinsics {
  /** Starts the realm's random numbers anew. */
  seed(a: number, b: number, c: number, d: number): void
}

/**
 * Takes out of the realm's sight what no program needs and no reproducible run can bear: code generation, clock, chance, promises,
 * shared memory, WebAssembly, weak references, locale, BigInt, RegExp statics, stack traces. `Math.random` is seeded, `Date`
 * stands still, and proxies are known from now on.
 */
export function hideIntrinsics(
  { ownKeys, define, remove, construct, describe, uncurry, put, isObject, prototypes }: Natives,
  { noteProxy, size }: Sizes,
  { charge }: Fuel,
): Intrinsics {
  const NativeProxy = Proxy
  const NativeDate = Date
  const visible = `Object Array Number parseFloat parseInt Infinity NaN undefined Boolean String Symbol RegExp Error AggregateError EvalError RangeError
    ReferenceError SyntaxError TypeError URIError globalThis JSON Math ArrayBuffer Uint8Array Int8Array Uint16Array Int16Array Uint32Array Int32Array
    Uint8ClampedArray Float32Array Float64Array DataView Map Set Iterator WeakMap WeakSet Reflect decodeURI decodeURIComponent encodeURI
    encodeURIComponent escape unescape isFinite isNaN`
  // V8 looks for Atomics in every realm it makes from a snapshot: a realm loses it only when it is opened
  const kept = new Set<PropertyKey>([...visible.split(/\s+/), 'Atomics'])
  for (const name of ownKeys(globalThis)) if (!kept.has(name)) remove(globalThis, name)

  // without these no function is ever made of text
  const inert = function Function(): never {
    throw new TypeError('code generation is not available')
  }
  for (const maker of prototypes.functions)
    define(maker, 'constructor', { value: inert, writable: false, enumerable: false, configurable: false })
  define(inert, 'prototype', { value: prototypes.functions[0], writable: false })
  put(globalThis, 'Function', inert)
  const { toString } = {
    toString(): string {
      return 'function () { [native code] }'
    },
  }
  put(prototypes.functions[0] as object, 'toString', toString)

  const drop = (target: object, names: string): void => {
    for (const name of names.split(' ')) remove(target, name)
  }
  drop(Array, 'fromAsync')
  drop(Error, 'captureStackTrace prepareStackTrace')
  drop(RegExp, "$1 $2 $3 $4 $5 $6 $7 $8 $9 $& $` $' $+ $_ input lastMatch lastParen leftContext rightContext")
  drop(RegExp.prototype, 'compile')
  drop(DataView.prototype, 'getBigInt64 getBigUint64 setBigInt64 setBigUint64')
  drop(NativeDate.prototype, 'toLocaleString toLocaleDateString toLocaleTimeString toTemporalInstant')
  for (const target of [Number.prototype, Array.prototype, prototypes.typed, Object.prototype]) drop(target, 'toLocaleString')
  drop(
    String.prototype,
    'toLocaleLowerCase toLocaleUpperCase anchor big blink bold fixed fontcolor fontsize italics link small strike sub sup',
  )

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
    if (args.length === 1) charge(size(args[0]) >> 3)
    return construct(NativeDate, args.length === 0 ? [0] : args, (new.target as unknown) === StillDate ? NativeDate : new.target)
  }
  define(StillDate, 'prototype', { value: NativeDate.prototype, writable: false })
  define(StillDate, 'length', { value: 7 })
  put(StillDate, 'now', { now: () => 0 }.now)
  put(StillDate, 'parse', NativeDate.parse)
  put(StillDate, 'UTC', NativeDate.UTC)
  put(NativeDate.prototype, 'constructor', StillDate)
  put(globalThis, 'Date', StillDate)

  // what models write into programs to see what they do: nobody reads it
  const silent: Record<string, () => void> = {}
  for (const name of 'log info debug warn error trace dir table assert count group groupEnd time timeEnd'.split(' ')) {
    const { [name]: method } = {
      [name](...args: unknown[]): void {
        charge(1 + args.length)
      },
    }
    put(silent, name, method, true)
  }
  put(globalThis, 'console', silent)

  /** Proxies of each other that cost nothing, and what each costs that is beyond. */
  const FEW = 16
  const BEYOND = 4096
  // every proxy is made here, so that answers can refuse them and none stands on a hundred others
  const levels = new WeakMap<object, number>()
  const levelOf = uncurry<number | undefined>(WeakMap.prototype.get)
  const noteLevel = uncurry<unknown>(WeakMap.prototype.set)
  const note = (made: object, target: object, handler: object): object => {
    const level = 1 + (levelOf(levels, target) ?? 0) + (levelOf(levels, handler) ?? 0)
    if (level > FEW) charge(BEYOND * (level - FEW))
    if (level > 100) throw new RangeError('a proxy of too many proxies')
    noteProxy(made)
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

  // what is about to be frozen could no longer be assigned to where it is inherited; these names define themselves on the heir instead
  const assignable: readonly (readonly [object, string])[] = [
    [
      Object.prototype,
      'toString valueOf constructor hasOwnProperty isPrototypeOf propertyIsEnumerable __defineGetter__ __defineSetter__ __lookupGetter__ __lookupSetter__',
    ],
    [Error.prototype, 'name message constructor toString'],
    ...[AggregateError, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError].map(
      (type) => [type.prototype as object, 'name message constructor'] as const,
    ),
  ]
  for (const [target, names] of assignable) {
    for (const name of names.split(' ')) {
      const value: unknown = describe(target, name)?.value
      define(target, name, {
        get: () => value,
        set(this: unknown, next: unknown): void {
          if (this === target) throw new TypeError('frozen')
          if (isObject(this)) put(this, name, next, true)
        },
        enumerable: false,
        configurable: false,
      })
    }
  }

  return {
    seed(a0, b0, c0, d0) {
      a = a0
      b = b0
      c = c0
      d = d0
    },
  }
}
