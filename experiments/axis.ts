/** A mark on an axis. */
export interface Tick {
  readonly value: number
  readonly label: string
}

/** How values lie on an axis. */
export interface Axis {
  /** The place of a value. */
  at(value: number): number
  readonly ticks: readonly Tick[]
}

/** Largest part of the least above which a logarithmic axis shows more. */
const WIDE = 50

const grouped = (value: number): string => {
  const [whole = '', decimals] = String(Number(value.toPrecision(6))).split('.')
  const digits = /e/.test(whole) ? whole : whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return decimals === undefined ? digits : `${digits}.${decimals}`
}

/** Round numbers from one value to another, about five of them: steps of 1, 2 or 5 times a power of ten. */
function roundBetween(low: number, high: number): number[] {
  const rough = (high - low) / 5
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power
  const first = Math.ceil(low / step - 1e-9)
  const last = Math.floor(high / step + 1e-9)
  return Array.from({ length: last - first + 1 }, (_, k) => (first + k) * step)
}

/**
 * The scale on which these values lie between two places. `fitting` leaves a little air about them, and is logarithmic when they are positive
 * and far apart.
 */
export function axisOf(values: readonly number[], [from, to]: readonly [number, number], kind: 'linear' | 'fitting'): Axis {
  const least = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
  const greatest = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
  const usable = Number.isFinite(least) && Number.isFinite(greatest)
  const logarithmic = kind === 'fitting' && usable && least > 0 && greatest / least > WIDE
  const measure = logarithmic ? Math.log10 : (value: number): number => value
  let [low, high] = usable ? [measure(least), measure(greatest)] : [0, 1]
  if (low === high) [low, high] = [low - (Math.abs(low) || 1) / 10, high + (Math.abs(high) || 1) / 10]
  const air = kind === 'fitting' ? (high - low) / 20 : 0
  low -= air
  high += air
  const at = (value: number): number => from + ((measure(value) - low) / (high - low)) * (to - from)
  const decades = logarithmic ? Array.from({ length: 1 + Math.floor(high) - Math.ceil(low) }, (_, k) => 10 ** (Math.ceil(low) + k)) : []
  const few = decades.filter((_, k) => k % Math.ceil(decades.length / 7) === 0)
  const marks = logarithmic ? few : roundBetween(low, high)
  return { at, ticks: marks.map((value) => ({ value, label: grouped(value) })) }
}
