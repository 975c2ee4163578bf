/** What a program's parts come to beside the values of a formula. */
export interface Fit {
  /** Root mean square error of a single part as it is, in standard deviations of the values; infinite for several parts. */
  readonly error: number
  /** The least error of a part as it is. */
  readonly nearest: number
  /** The error that the better one of the two combinations below leaves; 1 at most. */
  readonly shape: number
  /** The best linear combination: `slope1 * part1 + slope2 * part2 ... + intercept`. */
  readonly linear: { readonly slopes: readonly number[]; readonly intercept: number }
  /**
   * The best product of powers of the parts and the variables, in logarithms: `factor * (sign1 * part1) ** raise1 ... * x1 ** power1 ...`; absent where that
   * has no value. A sign of -1 makes a part positive that is negative everywhere.
   */
  readonly powers?: {
    readonly factor: number
    readonly signs: readonly number[]
    readonly parts: readonly number[]
    readonly variables: readonly number[]
  }
  /**
   * Coefficients of the best polynomial in the variables and the parts, in the order of `monomials`; only where it meets the values exactly, as with so
   * many coefficients all else would be interpolation.
   */
  readonly polynomial?: readonly number[]
}

type Vector = Float64Array

function dot(a: Vector, b: Vector): number {
  let sum = 0
  for (let k = 0; k < a.length; k++) sum += (a[k] as number) * (b[k] as number)
  return sum
}

/** Share of a column below which what others leave of it is rounding. */
const NOTHING = 1e-10

/** Columns made orthonormal one after another: columns = basis * upper triangle (Gram and Schmidt, twice: Parlett 1980). */
class Basis {
  readonly #directions: Vector[] = []
  readonly #triangle: (readonly number[])[] = []
  /** Which column a direction is of. */
  readonly #columns: number[] = []
  #count = 0

  /** A basis that goes on from here. */
  extended(columns: readonly Vector[]): Basis {
    const made = new Basis()
    made.#directions.push(...this.#directions)
    made.#triangle.push(...this.#triangle)
    made.#columns.push(...this.#columns)
    made.#count = this.#count
    for (const column of columns) made.#add(column)
    return made
  }

  /** Takes a column in, unless it lies in the span of those before it. */
  #add(column: Vector): void {
    const at = this.#count++
    const { rest, shares } = this.#project(column)
    const length = Math.sqrt(dot(rest, rest))
    if (!(length > NOTHING * Math.sqrt(dot(column, column)))) return
    this.#directions.push(rest.map((value) => value / length))
    this.#triangle.push([...shares, length])
    this.#columns.push(at)
  }

  #project(vector: Vector): { readonly rest: Vector; readonly shares: number[] } {
    const rest = vector.slice()
    const shares = this.#directions.map(() => 0)
    for (let pass = 0; pass < 2; pass++) {
      for (const [at, direction] of this.#directions.entries()) {
        const share = dot(rest, direction)
        shares[at] = (shares[at] as number) + share
        for (let k = 0; k < rest.length; k++) rest[k] = (rest[k] as number) - share * (direction[k] as number)
      }
    }
    return { rest, shares }
  }

  /** The coefficients of the columns whose sum is nearest to a vector; 0 for columns that were not taken in. */
  solve(vector: Vector): number[] {
    const left = this.#project(vector).shares
    const coefficients = Array.from({ length: this.#count }, () => 0)
    for (let k = left.length - 1; k >= 0; k--) {
      const column = this.#triangle[k] as readonly number[]
      const coefficient = (left[k] as number) / (column[k] as number)
      coefficients[this.#columns[k] as number] = coefficient
      column.forEach((share, at) => (left[at] = (left[at] as number) - coefficient * share))
    }
    return coefficients
  }
}

/** Error, in standard deviations of the values, up to which a polynomial is exact. */
const EXACT = 1e-11

/** Share of the values below which a term of a polynomial that is exact is rounding. */
const IDLE = 1e-5

/** Highest degree of a polynomial. */
const DEGREE = 3

/** Most coefficients of a polynomial, as a share of the points: with fewer to spare, what has nothing to do with the values meets them too. */
const SHARE = 0.5

/** Ways to choose k of n. */
const choose = (n: number, k: number): number => (k === 0 ? 1 : (n * choose(n - 1, k - 1)) / k)

/** The degree of the polynomials in so many items that so many points can tell apart. */
export function degreeFor(items: number, points: number): number {
  let degree = DEGREE
  while (degree > 0 && choose(items + degree, degree) > SHARE * points) degree--
  return degree
}

/** The products of up to so many of the items, each product once: that of none, then those of one, and so on. */
export function monomials<T>(items: readonly T[], degree: number): (readonly T[])[] {
  const all: (readonly T[])[] = [[]]
  let last: readonly (readonly [first: number, product: readonly T[]])[] = [[0, []]]
  for (let d = 0; d < degree; d++) {
    last = last.flatMap(([first, product]) => items.slice(first).map((item, k) => [first + k, [...product, item]] as const))
    all.push(...last.map(([, product]) => product))
  }
  return all
}

/** The power of a number's size, and its sign too when the exponent is nearest to an odd number. */
function signed(value: number, exponent: number): number {
  const size = Math.abs(value) ** exponent
  return value < 0 && Math.abs(Math.round(exponent)) % 2 === 1 ? -size : size
}

const logarithms = (values: Vector): Vector => values.map((value) => Math.log(Math.abs(value)))

/** Makes what compares the parts that a program gives at some points with the values there. */
export function fitter(points: readonly (readonly number[])[], values: readonly number[]): (parts: readonly Vector[]) => Fit {
  const targets = Float64Array.from(values)
  const centre = targets.reduce((sum, value) => sum + value, 0) / targets.length
  const spread = Math.sqrt(targets.reduce((sum, target) => sum + (target - centre) ** 2, 0) / targets.length)
  const variables = (points[0] ?? []).map((_, at) => Float64Array.from(points, (point) => point[at] ?? Number.NaN))
  const constant = new Basis().extended([targets.map(() => 1)])
  const sizes = constant.extended(variables.map(logarithms))
  const wanted = logarithms(targets)
  const product = (factors: readonly Vector[]): Vector =>
    targets.map((_, k) => factors.reduce((value, factor) => value * (factor[k] as number), 1))

  /** The error of predictions times a factor. */
  function errorOf(predictions: Vector, factor = 1): number {
    let sum = 0
    for (let k = 0; k < targets.length; k++) sum += (factor * (predictions[k] as number) - (targets[k] as number)) ** 2
    return Math.sqrt(sum / targets.length) / spread
  }

  function linearOf(parts: readonly Vector[]): { readonly linear: Fit['linear']; readonly shape: number } {
    const [intercept = 0, ...slopes] = constant.extended(parts).solve(targets)
    const sums = targets.map((_, k) => parts.reduce((sum, part, at) => sum + (slopes[at] as number) * (part[k] as number), intercept))
    return { linear: { slopes, intercept }, shape: errorOf(sums) }
  }

  function powersOf(parts: readonly Vector[]): { readonly powers: NonNullable<Fit['powers']>; readonly shape: number } | undefined {
    const [, ...exponents] = sizes.extended(parts.map(logarithms)).solve(wanted)
    const signs = parts.map((part) => (part.every((value) => value < 0) ? -1 : 1))
    const columns = [...variables, ...parts.map((part, at) => part.map((value) => (signs[at] as number) * value))]
    const products = targets.map((_, k) => {
      let product = 1
      for (let at = 0; at < columns.length; at++) {
        const exponent = exponents[at] as number
        if (exponent !== 0) product *= signed((columns[at] as Vector)[k] as number, exponent)
      }
      return product
    })
    const factor = dot(products, targets) / dot(products, products)
    if (!Number.isFinite(factor)) return undefined
    const powers = { factor, signs, parts: exponents.slice(variables.length), variables: exponents.slice(0, variables.length) }
    return { powers, shape: errorOf(products, factor) }
  }

  /** The polynomial of some of the columns, and its error. */
  function sumOf(columns: readonly Vector[], taken: readonly number[]): { readonly polynomial: readonly number[]; readonly shape: number } {
    const coefficients = new Basis().extended(taken.map((at) => columns[at] as Vector)).solve(targets)
    const polynomial = columns.map(() => 0)
    for (const [k, at] of taken.entries()) polynomial[at] = coefficients[k] as number
    const sums = targets.map((_, k) =>
      taken.reduce((sum, at) => sum + (polynomial[at] as number) * ((columns[at] as Vector)[k] as number), 0),
    )
    return { polynomial, shape: errorOf(sums) }
  }

  /** The polynomial that meets the values. What it can do without is taken out, so that rounding does not spread over what is left. */
  function polynomialOf(parts: readonly Vector[]): { readonly polynomial: readonly number[]; readonly shape: number } | undefined {
    const items = [...variables, ...parts]
    const columns = monomials(items, degreeFor(items.length, targets.length)).map(product)
    const all = sumOf(columns, [...columns.keys()])
    if (!(all.shape <= EXACT)) return undefined
    const size = Math.sqrt(dot(targets, targets))
    const needed = [...columns.keys()].filter((at) => {
      const column = columns[at] as Vector
      return Math.abs(all.polynomial[at] as number) * Math.sqrt(dot(column, column)) > IDLE * size
    })
    const short = sumOf(columns, needed)
    return short.shape <= EXACT ? short : all
  }

  return (parts) => {
    const { linear, shape } = linearOf(parts)
    const powers = powersOf(parts)
    const exact = polynomialOf(parts)
    const errors = parts.map((part) => errorOf(part))
    const nearest = Math.min(...errors)
    return {
      error: parts.length === 1 ? nearest : Number.POSITIVE_INFINITY,
      nearest,
      shape: [shape, powers?.shape ?? 1, exact?.shape ?? 1].reduce((least, item) => (item < least ? item : least), 1),
      linear,
      ...(exact === undefined ? {} : { polynomial: exact.polynomial }),
      ...(powers === undefined ? {} : { powers: powers.powers }),
    }
  }
}
