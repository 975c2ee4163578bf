/** How far predictions are from the values as they are, in standard deviations of the values, and what would bring them nearest. */
export interface Fit {
  /** Root mean square error. */
  readonly error: number
  /** That which the better one of the two changes below leaves. */
  readonly shape: number
  /** The best linear change: `slope * p + intercept`. */
  readonly linear: { readonly slope: number; readonly intercept: number }
  /** The best product of powers: `factor * (sign * p) ** power * x1 ** power1 * x2 ** power2 ...`; absent where a value is 0. */
  readonly powers?: { readonly factor: number; readonly sign: number; readonly power: number; readonly variables: readonly number[] }
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, value, k) => sum + value * (b[k] ?? 0), 0)

/** What is left of a vector beside directions of length 1 that are at right angles, and its share of each. */
function project(vector: readonly number[], directions: readonly (readonly number[])[]): { readonly rest: number[]; readonly shares: number[] } {
  let rest = [...vector]
  const shares = directions.map(() => 0)
  // twice, since rounding in the first pass leaves a little of each (Parlett 1980)
  for (let pass = 0; pass < 2; pass++) {
    directions.forEach((direction, k) => {
      const share = dot(rest, direction)
      shares[k] = (shares[k] ?? 0) + share
      rest = rest.map((value, at) => value - share * (direction[at] ?? 0))
    })
  }
  return { rest, shares }
}

/** The size below which what is left of a vector is rounding. */
const NOTHING = 1e-9

/** Makes what compares predictions at some points with the values there. */
export function fitter(points: readonly (readonly number[])[], targets: readonly number[]): (predictions: readonly number[]) => Fit {
  const centre = mean(targets)
  const spread = Math.sqrt(mean(targets.map((target) => (target - centre) ** 2)))
  const variables = (points[0] ?? []).map((_, at) => points.map((point) => point[at] ?? Number.NaN))

  // logarithms of the variables as an orthonormal basis: columns = basis * upper triangle (Gram and Schmidt)
  const basis: number[][] = []
  const triangle: (readonly number[])[] = []
  const kept: number[] = []
  ;[points.map(() => 1), ...variables.map((values) => values.map((value) => Math.log(Math.abs(value))))].forEach((column, k) => {
    const { rest, shares } = project(column, basis)
    const length = Math.sqrt(dot(rest, rest))
    if (!(length > NOTHING)) return
    basis.push(rest.map((value) => value / length))
    triangle.push([...shares, length])
    kept.push(k - 1)
  })
  const logarithms = targets.map((target) => Math.log(Math.abs(target)))
  const wanted = project(logarithms, basis)

  /** The exponents of the variables whose logarithms come to these shares of the basis; a constant is not asked for. */
  function exponentsOf(shares: readonly number[]): number[] {
    const left = [...shares]
    const exponents = variables.map(() => 0)
    for (let k = basis.length - 1; k > 0; k--) {
      const column = triangle[k] ?? []
      const exponent = (left[k] ?? 0) / (column[k] ?? 1)
      exponents[kept[k] ?? 0] = exponent
      column.forEach((share, at) => (left[at] = (left[at] ?? 0) - exponent * share))
    }
    return exponents
  }

  const isOdd = (exponent: number): boolean => Math.abs(Math.round(exponent)) % 2 === 1
  /** The power of a number's size, and its sign too when the exponent is nearest to an odd number. */
  const signed = (value: number, exponent: number): number => Math.abs(value) ** exponent * (value < 0 && isOdd(exponent) ? -1 : 1)

  const errorOf = (predictions: readonly number[]): number =>
    Math.sqrt(mean(predictions.map((value, k) => (value - (targets[k] ?? 0)) ** 2))) / spread

  function linearOf(predictions: readonly number[]): Fit['linear'] {
    const middle = mean(predictions)
    const variance = mean(predictions.map((value) => (value - middle) ** 2))
    const slope = mean(predictions.map((value, k) => (value - middle) * ((targets[k] ?? 0) - centre))) / variance
    return { slope, intercept: centre - slope * middle }
  }

  function powersOf(predictions: readonly number[]): { readonly powers: NonNullable<Fit['powers']>; readonly fitted: number[] } | undefined {
    const { rest, shares } = project(
      predictions.map((value) => Math.log(Math.abs(value))),
      basis,
    )
    const length = dot(rest, rest)
    const power = length > NOTHING ? dot(rest, wanted.rest) / length : 0
    const exponents = exponentsOf(wanted.shares.map((share, k) => share - power * (shares[k] ?? 0)))
    const sign = predictions.every((value) => value < 0) ? -1 : 1
    const products = predictions.map((value, k) =>
      exponents.reduce((product, exponent, at) => product * signed(variables[at]?.[k] ?? 0, exponent), signed(sign * value, power)),
    )
    const factor = dot(products, targets) / dot(products, products)
    if (!Number.isFinite(factor)) return undefined
    return { powers: { factor, sign, power, variables: exponents }, fitted: products.map((value) => factor * value) }
  }

  return (predictions) => {
    const linear = linearOf(predictions)
    const powers = powersOf(predictions)
    const shapes = [
      errorOf(predictions.map((value) => linear.slope * value + linear.intercept)),
      powers === undefined ? 1 : errorOf(powers.fitted),
    ]
    return {
      error: errorOf(predictions),
      shape: shapes.reduce((least, shape) => (shape < least ? shape : least), 1),
      linear,
      ...(powers === undefined ? {} : { powers: powers.powers }),
    }
  }
}
