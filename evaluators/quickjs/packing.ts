/** Writes plain data as text and reads it back, in either engine: also numbers that JSON has not, and typed arrays. */
export interface Packing {
  /** @throws TypeError for what is no plain data, or nested deeper than 64 levels */
  pack(value: unknown): string
  unpack(text: string): unknown
  /** A copy that shares nothing with the value; `pack` and `unpack` in one. */
  copy(value: unknown): unknown
}

/** Makes the pair. It is turned into text for the other engine, so it refers to nothing outside itself. */
export function makePacking(): Packing {
  'use strict'
  const { stringify, parse } = JSON
  const { isArray, from } = Array
  const { isView } = ArrayBuffer
  const { is, getPrototypeOf, prototype: objectPrototype } = Object
  const { getOwnPropertyDescriptor: describe, defineProperty: define, ownKeys } = Reflect
  const Refusal = TypeError
  const text = String
  const toNumber = Number
  const KINDS = [
    Int8Array,
    Uint8Array,
    Uint8ClampedArray,
    Int16Array,
    Uint16Array,
    Int32Array,
    Uint32Array,
    Float32Array,
    Float64Array,
  ] as const
  const names = ['Int8', 'Uint8', 'Uint8Clamped', 'Int16', 'Uint16', 'Int32', 'Uint32', 'Float32', 'Float64']
  type Packed = null | boolean | number | string | readonly Packed[] | { readonly k: string; readonly v?: unknown }

  const refuse = (why: string): never => {
    throw new Refusal(why)
  }
  const packNumber = (value: number): Packed =>
    value === value && value - value === 0 && !is(value, -0) ? value : { k: 'n', v: is(value, -0) ? '-0' : text(value) }
  const packObject = (value: object, level: number): Packed => {
    const prototype: unknown = getPrototypeOf(value)
    if (prototype !== null && prototype !== objectPrototype && getPrototypeOf(prototype) !== null) return refuse('not plain data')
    const fields: unknown[] = []
    for (const name of ownKeys(value)) {
      const field = describe(value, name)
      if (typeof name !== 'string' || field === undefined || !('value' in field) || name === '__proto__') return refuse('not plain data')
      fields[fields.length] = [name, packed(field.value, level + 1)]
    }
    return { k: 'o', v: fields }
  }
  const packed = (value: unknown, level: number): Packed => {
    if (typeof value === 'number') return packNumber(value)
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
    if (value === undefined) return { k: 'u' }
    if (typeof value !== 'object' || level > 64) return refuse('not plain data')
    if (isView(value)) {
      const kind = KINDS.findIndex((Kind) => value instanceof Kind)
      return kind < 0 ? refuse('not plain data') : { k: names[kind] as string, v: from(value as Float64Array, packNumber) }
    }
    if (!isArray(value)) return packObject(value, level)
    const list: Packed[] = []
    for (let k = 0; k < value.length; k++) {
      const item = describe(value, k)
      if (item === undefined || !('value' in item)) return refuse('not plain data')
      list[k] = packed(item.value, level + 1)
    }
    return list
  }
  const unpackNumber = (value: unknown): number => (typeof value === 'number' ? value : toNumber((value as { readonly v: string }).v))
  const unpacked = (value: Packed): unknown => {
    if (value === null || typeof value !== 'object') return value
    if (isArray(value)) return (value as readonly Packed[]).map(unpacked)
    const { k, v } = value as { readonly k: string; readonly v?: unknown }
    if (k === 'u') return undefined
    if (k === 'n') return unpackNumber(value)
    if (k !== 'o') return new (KINDS[names.indexOf(k)] as Float64ArrayConstructor)((v as readonly unknown[]).map(unpackNumber))
    const made = {}
    for (const [name, field] of v as readonly (readonly [string, Packed])[])
      define(made, name, { value: unpacked(field), writable: true, enumerable: true, configurable: true })
    return made
  }
  const pack = (value: unknown): string => stringify(packed(value, 0))
  const unpack = (given: string): unknown => unpacked(parse(given) as Packed)
  return { pack, unpack, copy: (value) => (typeof value === 'object' && value !== null ? unpack(pack(value)) : value) }
}
