/** What the rooms of a realm use of the language, taken before anything in the realm is changed. */
export interface Natives {
  readonly apply: typeof Reflect.apply
  readonly construct: typeof Reflect.construct
  readonly ownKeys: typeof Reflect.ownKeys
  readonly describe: typeof Reflect.getOwnPropertyDescriptor
  readonly define: typeof Reflect.defineProperty
  readonly remove: typeof Reflect.deleteProperty
  readonly prototypeOf: (value: object) => object | null
  readonly freeze: typeof Object.freeze
  readonly keysOf: typeof Object.keys
  readonly isArray: typeof Array.isArray
  readonly isExtensible: typeof Reflect.isExtensible
  readonly isView: typeof ArrayBuffer.isView
  readonly ceil: typeof Math.ceil
  readonly floor: typeof Math.floor
  readonly log2: typeof Math.log2
  readonly min: typeof Math.min
  /** A method as a function of its receiver. */
  uncurry<T>(method: unknown): (receiver: unknown, ...args: unknown[]) => T
  /** The getter of a property as a function of its receiver. */
  getter<T>(target: object, name: PropertyKey): (receiver: unknown) => T
  /** Defines a property that can be written. */
  put(target: object, name: PropertyKey, value: unknown, enumerable?: boolean): void
  isObject(value: unknown): value is object
  /** Calls a function what the one is called that it stands for, and says that it takes as many parameters. */
  likeNative(made: object, native: object): void
  /** Puts a constructor in the place of another in the realm, so that no way leads to the other. */
  supplant(native: object, priced: object): void
  /** Prototypes that no global name leads to. */
  readonly prototypes: {
    readonly typed: object
    readonly generator: object
    readonly iterator: object
    readonly asyncIterator: object
    readonly helper: object
    /** Of functions, generator functions and their asynchronous kin. */
    readonly functions: readonly object[]
  }
}

/** Takes them. Like every function of these rooms it is turned into text, so it refers to nothing outside itself. */
export function takeNatives(): Natives {
  const {
    apply,
    construct,
    ownKeys,
    getOwnPropertyDescriptor: describe,
    defineProperty: define,
    deleteProperty: remove,
    isExtensible,
  } = Reflect
  const prototypeOf: Natives['prototypeOf'] = Reflect.getPrototypeOf
  const { freeze, keys: keysOf } = Object
  const { isArray } = Array
  const { isView } = ArrayBuffer
  const { ceil, floor, log2, min } = Math
  const { bind, call } = Function.prototype
  const uncurry = <T>(method: unknown): ((receiver: unknown, ...args: unknown[]) => T) => apply(bind, call, [method])
  const setPrototypeOf: (target: object, prototype: object | null) => boolean = Reflect.setPrototypeOf
  const put: Natives['put'] = (target, name, value, enumerable = false) => {
    define(target, name, { value, writable: true, enumerable, configurable: true })
  }
  return {
    apply,
    construct,
    ownKeys,
    describe,
    define,
    remove,
    prototypeOf,
    freeze,
    keysOf,
    isArray,
    isExtensible,
    isView,
    ceil,
    floor,
    log2,
    min,
    uncurry,
    getter: (target, name) => uncurry(describe(target, name)?.get),
    put,
    likeNative(made, native) {
      for (const key of ['name', 'length']) define(made, key, describe(native, key) as PropertyDescriptor)
    },
    supplant(native, priced) {
      const { name, prototype } = native as unknown as { readonly name: string; readonly prototype: object }
      setPrototypeOf(priced, prototypeOf(native))
      for (const key of ownKeys(native)) if (key !== 'prototype') define(priced, key, describe(native, key) as PropertyDescriptor)
      define(priced, 'prototype', { value: prototype, writable: false })
      put(prototype, 'constructor', priced)
      put(globalThis, name, priced)
    },
    isObject: (value): value is object => (typeof value === 'object' && value !== null) || typeof value === 'function',
    prototypes: {
      typed: prototypeOf(Int8Array.prototype) as object,
      generator: prototypeOf(function* () {}.prototype as object) as object,
      iterator: prototypeOf(prototypeOf([][Symbol.iterator]()) as object) as object,
      asyncIterator: prototypeOf(prototypeOf(async function* () {}.prototype as object) as object) as object,
      helper: prototypeOf([].values().map((x) => x)) as object,
      functions: [function () {}, function* () {}, async function () {}, async function* () {}].map(
        (sample) => prototypeOf(sample) as object,
      ),
    },
  }
}
