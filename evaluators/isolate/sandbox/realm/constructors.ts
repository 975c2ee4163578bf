import type { Fuel } from './fuel.ts'
import type { Iteration } from './iteration.ts'
import type { Natives } from './natives.ts'
import type { Sizes } from './sizes.ts'

/**
 * Replaces the constructors that go through what they are given, or read it, by ones that charge for it: however they are called, also as
 * `super`, bound, or by `Reflect.construct`.
 */
export function priceConstructors(
  { construct, describe, likeNative, put, supplant }: Natives,
  { size }: Sizes,
  { gather }: Iteration,
  { charge }: Fuel,
): void {
  type Maker = new (...args: unknown[]) => object
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
