const floats = new Float64Array(1)
const words = new Uint32Array(floats.buffer)

/** Elements up to which all of a list count; of longer ones as many at even distances. */
const WHOLE = 24

/** A hash of values that are plain data, 53 bits wide: equal values have equal hashes, numbers that differ by rounding alone mostly so. */
class Hash {
  #a = 0x9e3779b9
  #b = 0x85ebca6b

  mix(word: number): void {
    this.#a = Math.imul(this.#a ^ word, 0x01000193) ^ (this.#a >>> 15)
    this.#b = Math.imul(this.#b + word, 0xc2b2ae35) ^ (this.#b >>> 13)
  }

  add(value: unknown): void {
    if (typeof value === 'number') this.#number(value)
    else if (typeof value === 'string') {
      this.mix(2 + value.length * 16)
      for (let k = 0; k < value.length; k++) this.mix(value.charCodeAt(k))
    } else if (value === undefined) this.mix(3)
    else if (typeof value === 'boolean') this.mix(value ? 4 : 5)
    else if (Array.isArray(value)) {
      this.mix(6 + value.length * 16)
      const step = value.length <= WHOLE ? 1 : Math.floor(value.length / WHOLE)
      for (let k = 0; k < value.length; k += step) this.add(value[k])
    } else if (typeof value === 'object' && value !== null) {
      this.mix(7)
      for (const name of Object.keys(value).sort()) {
        this.add(name)
        this.add((value as Readonly<Record<string, unknown>>)[name])
      }
    } else this.mix(8)
  }

  #number(value: number): void {
    if (Number.isSafeInteger(value)) {
      this.mix(Object.is(value, -0) ? 10 : 1)
      this.mix(value | 0)
      this.mix((value / 4294967296) | 0)
      return
    }
    floats[0] = Number(value.toPrecision(10))
    this.mix(9)
    this.mix(words[0] as number)
    this.mix(words[1] as number)
  }

  get value(): number {
    return (this.#a & 0x1fffff) * 4294967296 + (this.#b >>> 0)
  }
}

/** The hash of a list of values: what a term comes to, one example after the other. */
export function hashOf(values: readonly unknown[]): number {
  const hash = new Hash()
  for (let k = 0; k < values.length; k++) hash.add(values[k])
  return hash.value
}

/** How far numbers may lie apart, as a share of the larger one, and be equal all the same. */
const ROUNDING = 1e-9

/** Whether two values that are plain data are equal, numbers up to rounding; 0 and -0 are two, as they are to graders. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (typeof a === 'number' && typeof b === 'number')
    return a === 0 || b === 0 ? Object.is(a, b) : a === b || Math.abs(a - b) <= ROUNDING * Math.max(Math.abs(a), Math.abs(b))
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, k) => sameValue(item, b[k]))
  if (typeof a === 'object' && typeof b === 'object' && a !== null && b !== null) {
    const names = Object.keys(a)
    return (
      names.length === Object.keys(b).length &&
      names.every((name) => sameValue((a as Record<string, unknown>)[name], (b as Record<string, unknown>)[name]))
    )
  }
  return a === b
}
