import type { Fuel } from './fuel.ts'
import type { Iteration } from './iteration.ts'
import type { Natives } from './natives.ts'
import type { Sizes } from './sizes.ts'

/**
 * Replaces the constructors that go through what they are given, or read it, by ones that charge for it: however they are called, also as
 * `super`, bound, or by `Reflect.construct`.
 */
export function priceConstructors(
  { construct, describe, isArray, isObject, isView, likeNative, put, supplant }: Natives,
  { size }: Sizes,
  { gather }: Iteration,
  { charge }: Fuel,
): void {
  type Maker = new (...args: unknown[]) => object
  const typedNames =
    'Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array Float16Array Float32Array Float64Array'.split(' ')
  /** What is to be turned into numbers one by one, charged for the texts among it. */
  const numbered = (items: object): unknown => {
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
  const Refusal = TypeError
  const maker = (name: string): Maker | undefined => describe(globalThis, name)?.value as Maker | undefined

  /** What a set or map is to be made of, charged for putting it there too. */
  const stored = (items: unknown): unknown => {
    const gathered = gather(items)
    charge(size(gathered))
    return gathered
  }
  for (const name of ['Set', 'Map', 'WeakSet', 'WeakMap']) {
    const Native = maker(name) as Maker
    const Priced = function (this: unknown, items: unknown): object {
      if (new.target === undefined) throw new Refusal(`Constructor ${name} requires 'new'`)
      if ((new.target as unknown) === Priced) return items === undefined ? new Native() : new Native(stored(items))
      return construct(Native, [stored(items)], new.target)
    }
    supplant(Native, Priced)
  }

  for (const name of typedNames) {
    const Native = maker(name)
    if (Native === undefined) continue
    const Priced = function (this: unknown, items: unknown, offset: unknown, length: unknown): object {
      if (new.target === undefined) throw new Refusal(`Constructor ${name} requires 'new'`)
      const given = isObject(items) ? numbered(items) : items
      return (new.target as unknown) === Priced ? new Native(given, offset, length) : construct(Native, [given, offset, length], new.target)
    }
    supplant(Native, Priced)
  }

  const Aggregate = maker('AggregateError') as Maker
  const PricedAggregate = function AggregateError(this: unknown, errors: unknown, ...more: unknown[]): object {
    return construct(Aggregate, [gather(errors), ...more], (new.target as unknown) === undefined ? PricedAggregate : new.target)
  }
  supplant(Aggregate, PricedAggregate)

  const NativeNumber = Number
  const PricedNumber = function Number(this: unknown, ...values: unknown[]): unknown {
    const [value] = values
    if (typeof value === 'string') charge(value.length >> 3)
    if (new.target !== undefined)
      return construct(NativeNumber, values, (new.target as unknown) === PricedNumber ? NativeNumber : new.target)
    return values.length === 0 ? 0 : NativeNumber(value)
  }
  supplant(NativeNumber, PricedNumber)

  for (const name of ['isNaN', 'isFinite'] as const) {
    const native = globalThis[name]
    const { [name]: priced } = {
      [name](value: unknown): boolean {
        if (typeof value === 'string') charge(value.length >> 3)
        return native(value as number)
      },
    }
    likeNative(priced as object, native)
    put(globalThis, name, priced)
  }
}
