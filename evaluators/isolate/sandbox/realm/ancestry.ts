import type { Fuel } from './fuel.ts'
import type { Natives } from './natives.ts'
import type { Sizes } from './sizes.ts'

/** Charges for what look-ups and calls will have to go through: prototypes behind each other, functions bound again and again. */
export interface Ancestry {
  /** Notes that something is to inherit from a value, and charges where many prototypes then lie behind each other. */
  heir<T>(value: T): T
  /** Knows of no prototypes any more: a program begins. */
  forget(): void
}

/** Puts a price on the functions of a realm that give objects a prototype, or bind. */
export function priceAncestry(
  { apply, define, describe, isObject, likeNative, prototypeOf, put, uncurry, prototypes }: Natives,
  { isProxy }: Sizes,
  { charge }: Fuel,
): Ancestry {
  /** Prototypes behind each other, and arguments and functions bound to each other, that cost nothing; those beyond cost the square of their number. */
  const PROTOTYPES = 128
  const BOUND = 16
  /** As many behind each other are not noted: that would cost every object that is made of another. */
  const FEW = 8
  type Method = (this: unknown, ...args: unknown[]) => unknown
  const objectPrototype = Object.prototype
  const Heights = WeakMap
  const numberOf = uncurry<number | undefined>(WeakMap.prototype.get)
  const note = uncurry<unknown>(WeakMap.prototype.set)
  /** How many objects inherit from each other below one. */
  let heights = new Heights<object, number>()

  /** Notes that so many objects lie below one. */
  const raise = (value: unknown, below: number): void => {
    let height = below
    for (
      let level = isObject(value) ? value : null;
      level !== null && level !== objectPrototype && !isProxy(level);
      level = prototypeOf(level)
    ) {
      if ((numberOf(heights, level) ?? 0) >= height) return
      note(heights, level, height)
      height++
    }
    if (height > PROTOTYPES) charge((height - PROTOTYPES) ** 2)
  }
  const heir = <T>(value: T): T => {
    let level = isObject(value) ? (value as object | null) : null
    for (let k = 0; level !== null && level !== objectPrototype && !isProxy(level); level = prototypeOf(level)) {
      if (++k < FEW) continue
      raise(value, FEW)
      break
    }
    return value
  }
  const adopt = (object: unknown, parent: unknown): void => {
    if (isObject(object) && isObject(parent)) raise(parent, 1 + (numberOf(heights, object) ?? FEW))
  }
  const before = (target: object, name: string, check: (receiver: unknown, args: readonly unknown[]) => void): void => {
    const native = describe(target, name)?.value as Method
    const { method } = {
      method(this: unknown, ...args: unknown[]): unknown {
        check(this, args)
        return apply(native, this, args)
      },
    }
    likeNative(method, native)
    put(target, name, method)
  }
  before(Object, 'create', (_, args) => void heir(args[0]))
  for (const target of [Object, Reflect]) before(target, 'setPrototypeOf', (_, args) => adopt(args[0], args[1]))
  const { get, set } = describe(objectPrototype, '__proto__') as { readonly get: () => unknown; readonly set: Method }
  define(objectPrototype, '__proto__', {
    get,
    set(this: unknown, parent: unknown) {
      adopt(this, parent)
      apply(set, this, [parent])
    },
    enumerable: false,
    configurable: true,
  })

  const weights = new WeakMap<object, number>()
  const bind = describe(prototypes.functions[0] as object, 'bind')?.value as Method
  const { bind: bound } = {
    bind(this: unknown, ...args: unknown[]): unknown {
      const weight = (isObject(this) ? (numberOf(weights, this) ?? 0) : 0) + (args.length > 1 ? args.length : 1)
      if (weight > BOUND) charge((weight - BOUND) ** 2)
      const made = apply(bind, this, args) as object
      note(weights, made, weight)
      return made
    },
  }
  likeNative(bound, bind)
  put(prototypes.functions[0] as object, 'bind', bound)

  return {
    heir,
    forget() {
      heights = new Heights()
    },
  }
}
