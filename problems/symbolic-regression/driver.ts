interface Program {
  f(...point: readonly number[]): readonly number[]
}

/** Asks the program for its parts at each point; `width` is how many there are, and 0 when that depends on the point. */
export default function drive(program: Program, points: readonly (readonly number[])[]): { parts: Float64Array; width: number } {
  const rows = points.map((point) => program.f(...point))
  const width = Array.isArray(rows[0]) ? rows[0].length : 0
  const even = rows.every((row) => Array.isArray(row) && row.length === width)
  return { parts: Float64Array.from(rows.flat()), width: even ? width : 0 }
}
