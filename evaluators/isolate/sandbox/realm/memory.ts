import type { Fuel } from './fuel.ts'
import type { Iteration } from './iteration.ts'
import type { Natives } from './natives.ts'

/** Constructor of a typed array, as far as it is used here. */
export type Typed = new (...args: readonly unknown[]) => object

/** The bytes of buffers that a realm's code makes. */
export interface Memory {
  /** Fresh room for a case, in bytes; `Infinity` for trusted code. */
  begin(room: number): void
  /** Settles the case as `lost` if what was thrown is the machine's refusal of a buffer. */
  note(thrown: unknown): void
  /** The realm's own constructors of typed arrays by name; what they make is not counted. */
  readonly uncounted: ReadonlyMap<string, Typed>
}

/**
 * Counts the bytes of buffers when they are made: each constructor and method of the realm that makes one is replaced by one that
 * counts first. The count goes up by what is made and down by 2 bytes a unit of fuel, so that a program which goes through what it makes
 * even once can go on for ever; what has been let go of is not asked, since that depends on the compiler. Above `room` the program
 * ends in `memory`, as it would in `fuel`: nothing can catch it. The machine has more room than that (see `heapOf`), and where it
 * refuses a buffer all the same the case is `lost`: it is run again elsewhere.
 *
 * To be called before built-ins are priced. It is turned into text, so it refers to nothing outside itself.
 */
export function countMemory(
  { apply, construct, describe, isArray, isObject, isView, getter, likeNative, min, prototypeOf, put, supplant, prototypes }: Natives,
  { numbers }: Iteration,
  fuel: Fuel,
): Memory {
  /** Bytes that a unit of fuel gives back. */
  const BACK = 2
  /** Of the room, what a buffer must take to be counted: smaller ones are held or let go of as objects are. */
  const LARGE = 1 / 128
  const MIB = 2 ** 20
  const toNumber = Number
  const Refusal = TypeError
  const rangePrototype = RangeError.prototype
  let room = Infinity
  let held = 0
  let seen = 0

  const count = (bytes: number): void => {
    if (!(bytes >= room * LARGE)) return
    const burned = fuel.burned()
    held = held - min(held, BACK * (burned - seen)) + bytes
    seen = burned
    if (held > room) fuel.poison('memory', `made more than ${room / MIB} MiB of large buffers faster than it worked`, burned)
  }
  /** Whether the machine has refused a buffer: how much it has left is no business of the program's. */
  const isRefusal = (thrown: unknown): boolean => {
    if (typeof thrown !== 'object' || thrown === null || prototypeOf(thrown) !== rangePrototype) return false
    const said: unknown = describe(thrown, 'message')?.value
    return said === 'Array buffer allocation failed' || said === 'ArrayBuffer.prototype.resize: Out of memory'
  }
  const rethrow = (thrown: unknown): never => {
    if (isRefusal(thrown)) fuel.poison('lost', 'no memory', fuel.burned())
    throw thrown
  }

  const byteLength = getter<number>(ArrayBuffer.prototype, 'byteLength')
  const mostBytes = getter<number>(ArrayBuffer.prototype, 'maxByteLength')
  const isResizable = getter<boolean>(ArrayBuffer.prototype, 'resizable')
  const viewLength = getter<number>(prototypes.typed, 'byteLength')
  const isBuffer = (value: object): boolean => {
    if (isArray(value) || isView(value)) return false
    try {
      return byteLength(value) >= 0
    } catch {
      return false
    }
  }

  const uncounted = new Map<string, Typed>()
  const countTyped = (name: string): void => {
    const Native = (globalThis as unknown as Record<string, (Typed & { readonly BYTES_PER_ELEMENT: number }) | undefined>)[name]
    if (Native === undefined) return
    const unit = Native.BYTES_PER_ELEMENT
    uncounted.set(name, Native)
    const make = (target: object | undefined, a: unknown, b: unknown, c: unknown): object => {
      try {
        return target === Counted ? new Native(a, b, c) : construct(Native, [a, b, c], target as typeof Counted)
      } catch (thrown) {
        return rethrow(thrown)
      }
    }
    const Counted = function (this: unknown, a: unknown, b: unknown, c: unknown): object {
      if (new.target === undefined) throw new Refusal(`Constructor ${name} requires 'new'`)
      if (!isObject(a)) {
        count(unit * (typeof a === 'number' ? a : toNumber(a)))
        return make(new.target, a, b, c)
      }
      // a view makes no bytes, and what a buffer has to iterate is not asked
      if (isBuffer(a)) return make(new.target, a, b, c)
      const made = make(new.target, numbers(a), b, c)
      count(viewLength(made))
      return made
    }
    supplant(Native, Counted)
  }
  const kinds =
    'Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array Float16Array Float32Array Float64Array'
  for (const name of kinds.split(' ')) countTyped(name)

  const Native = ArrayBuffer as unknown as Typed
  const Counted = function ArrayBuffer(this: unknown, length: unknown, options: unknown): object {
    if (new.target === undefined) throw new Refusal("Constructor ArrayBuffer requires 'new'")
    // what is asked runs code of the program's, and is asked once
    const bytes = toNumber(length)
    const asked = isObject(options) ? (options as { readonly maxByteLength?: unknown }).maxByteLength : undefined
    const most = asked === undefined ? undefined : toNumber(asked)
    count(most ?? bytes)
    try {
      return construct(Native, most === undefined ? [bytes] : [bytes, { maxByteLength: most }], new.target)
    } catch (thrown) {
      return rethrow(thrown)
    }
  }
  supplant(Native, Counted)

  /** Counts what a method makes before it is called. */
  const watch = (target: object, names: string, bytes: (receiver: unknown, args: readonly unknown[]) => number): void => {
    for (const name of names.split(' ')) {
      const native = describe(target, name)?.value as (this: unknown, ...args: unknown[]) => unknown
      const { method } = {
        method(this: unknown, ...args: unknown[]): unknown {
          count(bytes(this, args))
          try {
            return apply(native, this, args)
          } catch (thrown) {
            return rethrow(thrown)
          }
        },
      }
      likeNative(method, native)
      put(target, name, method)
    }
  }
  // other methods make theirs by the constructors above
  watch(prototypes.typed, 'toReversed toSorted with', (receiver) => (isView(receiver) ? viewLength(receiver) : 0))
  watch(ArrayBuffer.prototype, 'resize', () => 0)
  for (const name of ['transfer', 'transferToFixedLength']) {
    watch(ArrayBuffer.prototype, name, (receiver, args) => {
      if (!isObject(receiver) || !isBuffer(receiver)) return 0
      const from = byteLength(receiver)
      if (args[0] !== undefined) (args as unknown[])[0] = toNumber(args[0])
      const to = (args[0] as number | undefined) ?? from
      const grows = isResizable(receiver)
      if (to === from && !(grows && name === 'transferToFixedLength')) return 0
      return grows && name === 'transfer' ? mostBytes(receiver) : to
    })
  }

  return {
    begin(given) {
      room = given
      held = 0
      seen = 0
    },
    note(thrown) {
      if (isRefusal(thrown)) fuel.settle('lost', 'no memory', fuel.burned())
    },
    uncounted,
  }
}
