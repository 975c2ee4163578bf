interface Input {
  readonly n: number
}

interface Program {
  priority(vector: readonly number[], n: number): number
}

/** The third point of the line through two points of Z_3^4: THIRDS[81 * a + b]. */
const THIRDS = new Uint8Array(81 * 81)
for (let a = 0; a < 81; a++) {
  for (let b = 0; b < 81; b++) {
    for (let power = 1; power < 81; power *= 3) {
      const sum = (Math.floor(a / power) % 3) + (Math.floor(b / power) % 3)
      THIRDS[81 * a + b] = (THIRDS[81 * a + b] as number) + ((6 - sum) % 3) * power
    }
  }
}

interface Space {
  /** The vectors in the order in which they are written. */
  readonly vectors: readonly (readonly number[])[]
  /** Of each vector its number to the base 81, the lowest digit first, as long as the longest. */
  readonly digits: Uint8Array
}

/** By dimension: they are the same for every program. */
const spaces = new Map<number, Space>()

/** Digits to the base 81 of a vector's number. */
const widthOf = (n: number): number => Math.ceil(n / 4)

function spaceOf(n: number): Space {
  let space = spaces.get(n)
  if (space === undefined) {
    const width = widthOf(n)
    const vectors = Array.from({ length: 3 ** n }, (_, v) => Array.from({ length: n }, (_, k) => Math.floor(v / 3 ** (n - 1 - k)) % 3))
    const digits = Uint8Array.from(
      { length: vectors.length * width },
      (_, at) => Math.floor(Math.floor(at / width) / 81 ** (at % width)) % 81,
    )
    space = { vectors, digits }
    spaces.set(n, space)
  }
  return space
}

/** Positions by what stands there, highest first, equal ones in their order, NaN last. */
function ranked(values: Float64Array): number[] {
  const places = new Map<number, number[]>()
  for (let v = 0; v < values.length; v++) {
    const value = values[v] as number
    const list = places.get(value)
    if (list === undefined) places.set(value, [v])
    else list.push(v)
  }
  const falling = [...places.keys()].sort((a, b) => (a === b ? 0 : a > b || b !== b ? -1 : 1))
  return falling.flatMap((value) => places.get(value) as number[])
}

/**
 * Builds a cap set greedily and returns the numbers of its vectors, in the order in which they were taken; a vector's number is what its
 * coordinates are to the base 3, the first the most significant. The program is asked once for each vector; then, the highest
 * priority first, ties to the lowest number, NaN last, each is taken that is on no line with two that were taken before.
 */
export default function drive(program: Program, { n }: Input): Int32Array {
  const { vectors, digits } = spaceOf(n)
  const width = widthOf(n)
  const priorities = new Float64Array(vectors.length)
  for (let v = 0; v < vectors.length; v++) priorities[v] = program.priority(vectors[v] as readonly number[], n)
  const blocked = new Uint8Array(vectors.length)
  const taken = new Int32Array(vectors.length)
  let count = 0
  for (const v of ranked(priorities)) {
    if (blocked[v] === 1) continue
    for (let k = 0; k < count; k++) {
      const other = taken[k] as number
      let third = 0
      for (let at = width - 1; at >= 0; at--) {
        third = 81 * third + (THIRDS[81 * (digits[v * width + at] as number) + (digits[other * width + at] as number)] as number)
      }
      blocked[third] = 1
    }
    taken[count++] = v
  }
  return taken.slice(0, count)
}
