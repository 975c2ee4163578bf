/** How far predictions are from the values as they are, in standard deviations of the values, and what would bring them nearest. */
export interface Fit {
  /** Root mean square error. */
  readonly error: number
  /** That which the better one of the two changes below leaves; 1 at most. */
  readonly shape: number
  /** The best linear change: `slope * p + intercept`. */
  readonly linear: { readonly slope: number; readonly intercept: number }
  /** The best product of powers: `factor * (sign * p) ** power * x1 ** power1 * x2 ** power2 ...`; absent where a value is 0. */
  readonly powers?: { readonly factor: number; readonly sign: number; readonly power: number; readonly variables: readonly number[] }
}

type Vector = Float64Array

function dot(a: Vector, b: Vector): number {
  let sum = 0
  for (let k = 0; k < a.length; k++) sum += (a[k] as number) * (b[k] as number)
  return sum
}

const mean = (values: Vector): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** What is left of a vector beside directions of length 1 that are at right angles, and its share of each. */
function project(vector: Vector, directions: readonly Vector[]): { readonly rest: Vector; readonly shares: number[] } {
  const rest = vector.slice()
  const shares = directions.map(() => 0)
  // twice, since rounding in the first pass leaves a little of each (Parlett 1980)
  for (let pass = 0; pass < 2; pass++) {
    for (const [at, direction] of directions.entries()) {
      const share = dot(rest, direction)
      shares[at] = (shares[at] as number) + share
      for (let k = 0; k < rest.length; k++) rest[k] = (rest[k] as number) - share * (direction[k] as number)
    }
  }
  return { rest, shares }
}

/** The size below which what is left of a vector is rounding. */
const NOTHING = 1e-9

/** The power of a number's size, and its sign too when the exponent is nearest to an odd number. */
function signed(value: number, exponent: number): number {
  const size = Math.abs(value) ** exponent
  return value < 0 && Math.abs(Math.round(exponent)) % 2 === 1 ? -size : size
}

const logarithms = (values: Vector): Vector => values.map((value) => Math.log(Math.abs(value)))

/** Makes what compares predictions at some points with the values there. */
export function fitter(points: readonly (readonly number[])[], values: readonly number[]): (predictions: readonly number[]) => Fit {
  const targets = Float64Array.from(values)
  const centre = mean(targets)
  const spread = Math.sqrt(mean(targets.map((target) => (target - centre) ** 2)))
  const variables = (points[0] ?? []).map((_, at) => Float64Array.from(points, (point) => point[at] ?? Number.NaN))

  // a constant and the logarithms of the variables as an orthonormal basis: columns = basis * upper triangle (Gram and Schmidt)
  const basis: Vector[] = []
  const triangle: (readonly number[])[] = []
  const kept: number[] = []
  for (const [k, column] of [targets.map(() => 1), ...variables.map(logarithms)].entries()) {
    const { rest, shares } = project(column, basis)
    const length = Math.sqrt(dot(rest, rest))
    if (!(length > NOTHING)) continue
    basis.push(rest.map((value) => value / length))
    triangle.push([...shares, length])
    kept.push(k - 1)
  }
  const wanted = project(logarithms(targets), basis)

  /** The exponents of the variables whose logarithms come to these shares of the basis; the constant is not asked for. */
  function exponentsOf(shares: readonly number[]): number[] {
    const left = [...shares]
    const exponents = variables.map(() => 0)
    for (let k = basis.length - 1; k > 0; k--) {
      const column = triangle[k] as readonly number[]
      const exponent = (left[k] as number) / (column[k] as number)
      exponents[kept[k] as number] = exponent
      column.forEach((share, at) => (left[at] = (left[at] as number) - exponent * share))
    }
    return exponents
  }

  /** The error of `slope * p + intercept`. */
  function errorOf(predictions: Vector, slope: number, intercept: number): number {
    let sum = 0
    for (let k = 0; k < targets.length; k++) sum += (slope * (predictions[k] as number) + intercept - (targets[k] as number)) ** 2
    return Math.sqrt(sum / targets.length) / spread
  }

  function linearOf(predictions: Vector): Fit['linear'] {
    const middle = mean(predictions)
    let variance = 0
    let covariance = 0
    for (let k = 0; k < targets.length; k++) {
      const difference = (predictions[k] as number) - middle
      variance += difference ** 2
      covariance += difference * ((targets[k] as number) - centre)
    }
    const slope = covariance / variance
    return { slope, intercept: centre - slope * middle }
  }

  function powersOf(predictions: Vector): { readonly powers: NonNullable<Fit['powers']>; readonly shape: number } | undefined {
    const { rest, shares } = project(logarithms(predictions), basis)
    const length = dot(rest, rest)
    const power = length > NOTHING ? dot(rest, wanted.rest) / length : 0
    const exponents = exponentsOf(wanted.shares.map((share, k) => share - power * (shares[k] as number)))
    const sign = predictions.every((value) => value < 0) ? -1 : 1
    const products = predictions.map((value, k) => {
      let product = signed(sign * value, power)
      for (let at = 0; at < exponents.length; at++) {
        const exponent = exponents[at] as number
        if (exponent !== 0) product *= signed((variables[at] as Vector)[k] as number, exponent)
      }
      return product
    })
    const factor = dot(products, targets) / dot(products, products)
    if (!Number.isFinite(factor)) return undefined
    return { powers: { factor, sign, power, variables: exponents }, shape: errorOf(products, factor, 0) }
  }

  return (list) => {
    const predictions = Float64Array.from(list)
    const linear = linearOf(predictions)
    const powers = powersOf(predictions)
    const shapes = [errorOf(predictions, linear.slope, linear.intercept), powers?.shape ?? 1]
    return {
      error: errorOf(predictions, 1, 0),
      shape: shapes.reduce((least, shape) => (shape < least ? shape : least), 1),
      linear,
      ...(powers === undefined ? {} : { powers: powers.powers }),
    }
  }
}
