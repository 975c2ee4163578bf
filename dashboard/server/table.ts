/** Elements that a growing list begins with. */
const FIRST = 1024

type TypedArray = Float64Array | Uint32Array | Uint16Array | Uint8Array

/** A list of numbers of one kind that grows at its end: 1 to 8 bytes a number, where a plain array may take 16. */
export class Growing<T extends TypedArray> {
  private readonly make: new (size: number) => T
  private values: T
  length = 0

  constructor(make: new (size: number) => T) {
    this.make = make
    this.values = new make(FIRST)
  }

  push(value: number): void {
    if (this.length === this.values.length) {
      const larger = new this.make(2 * this.values.length)
      larger.set(this.values)
      this.values = larger
    }
    this.values[this.length++] = value
  }

  at(index: number): number {
    return this.values[index] ?? Number.NaN
  }

  set(index: number, value: number): void {
    this.values[index] = value
  }

  /** The values as they are now; growing may leave this behind. */
  view(): T {
    return this.values.subarray(0, this.length) as T
  }
}

/** Texts by small numbers: each is kept once. */
export class Names {
  private readonly numbers = new Map<string, number>()
  readonly list: string[] = []

  numberOf(name: string): number {
    const known = this.numbers.get(name)
    if (known !== undefined) return known
    const number = this.list.push(name) - 1
    this.numbers.set(name, number)
    return number
  }
}
