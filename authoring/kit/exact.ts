/**
 * Exact arithmetic on doubles. Every finite double is a fraction whose denominator is a power of two, so sums, differences and
 * products of doubles can be computed and compared without any rounding: a packing that overlaps by 1e-17 is an overlap.
 */
export interface Exact {
  /** The value is `digits / 2 ** scale`. */
  readonly digits: bigint
  readonly scale: number
}

const view = new DataView(new ArrayBuffer(8))

/**
 * The exact value of a double.
 *
 * @throws RangeError for NaN and the infinities: check with `numbersOf` first
 */
export function exact(x: number): Exact {
  if (!Number.isFinite(x)) throw new RangeError(`${x} has no exact value`)
  view.setFloat64(0, x)
  const bits = view.getBigUint64(0)
  const exponent = Number((bits >> 52n) & 0x7ffn)
  const fraction = bits & 0xf_ffff_ffff_ffffn
  const magnitude = exponent === 0 ? fraction : fraction | (1n << 52n)
  const power = Math.max(exponent, 1) - 1075
  const digits = bits >> 63n === 1n ? -magnitude : magnitude
  return power >= 0 ? { digits: digits << BigInt(power), scale: 0 } : { digits, scale: -power }
}

const lift = (x: Exact, scale: number): bigint => x.digits << BigInt(scale - x.scale)

/** The sum, without rounding. */
export function add(x: Exact, y: Exact): Exact {
  const scale = Math.max(x.scale, y.scale)
  return { digits: lift(x, scale) + lift(y, scale), scale }
}

/** The difference, without rounding. */
export const subtract = (x: Exact, y: Exact): Exact => add(x, { digits: -y.digits, scale: y.scale })

/** The product, without rounding. */
export const multiply = (x: Exact, y: Exact): Exact => ({ digits: x.digits * y.digits, scale: x.scale + y.scale })

/** -1, 0 or 1 as x is less than, equal to or greater than y. */
export function compare(x: Exact, y: Exact): -1 | 0 | 1 {
  const { digits } = subtract(x, y)
  return digits === 0n ? 0 : digits > 0n ? 1 : -1
}
