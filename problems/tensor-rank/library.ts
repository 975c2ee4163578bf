/**
 * A scheme whose coefficients are -1, 0 and 1. The three vectors of product k are numbered 3 k, 3 k + 1, 3 k + 2; of each, `plus` and `minus` have a
 * bit for every coefficient 1 and -1.
 */
interface Scheme {
  readonly lengths: readonly number[]
  count: number
  readonly plus: Int32Array
  readonly minus: Int32Array
}

/** The n m p products of the definition. */
function standard(n: number, m: number, p: number): Scheme {
  const scheme: Scheme = {
    lengths: [n * m, m * p, n * p],
    count: 0,
    plus: new Int32Array(3 * n * m * p),
    minus: new Int32Array(3 * n * m * p),
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) {
      for (let k = 0; k < p; k++) {
        scheme.plus[3 * scheme.count] = 1 << (i * m + j)
        scheme.plus[3 * scheme.count + 1] = 1 << (j * p + k)
        scheme.plus[3 * scheme.count + 2] = 1 << (i * p + k)
        scheme.count += 1
      }
    }
  }
  return scheme
}

/** Takes a product out; the last one takes its number. */
function drop(scheme: Scheme, number: number): void {
  const { plus, minus } = scheme
  scheme.count -= 1
  for (let k = 0; k < 3; k++) {
    plus[3 * number + k] = plus[3 * scheme.count + k] as number
    minus[3 * number + k] = minus[3 * scheme.count + k] as number
  }
}

/**
 * One step of a random walk over exact schemes (Kauers and Moosbauer, Flip graphs for matrix multiplication, 2022). Looks for a product that has
 * a vector in common, up to sign, with one drawn at random: x y z + x v w = x (y + v) z + x v (w - z), or the same with the other sign. A product
 * whose vector becomes zero is gone, so that the scheme has one less. Returns whether the scheme changed.
 */
function flip(scheme: Scheme, random: () => number): boolean {
  const { plus, minus } = scheme
  const { count } = scheme
  const one = Math.floor(random() * count)
  const x = Math.floor(random() * 3)
  const from = Math.floor(random() * count)
  const p = plus[3 * one + x] as number
  const m = minus[3 * one + x] as number
  let two = -1
  let sign = 0
  for (let k = 0; k < count; k++) {
    const at = from + k < count ? from + k : from + k - count
    const q = plus[3 * at + x] as number
    const r = minus[3 * at + x] as number
    if (at !== one && ((p === q && m === r) || (p === r && m === q))) {
      two = at
      sign = p === q && m === r ? 1 : -1
      break
    }
  }
  if (two < 0) return false
  const turn = random() < 0.5 ? 1 : 2
  const side = random() < 0.5 ? 1 : -1
  const y = 3 * one + ((x + turn) % 3)
  const v = 3 * two + ((x + turn) % 3)
  const z = 3 * one + ((x + 3 - turn) % 3)
  const w = 3 * two + ((x + 3 - turn) % 3)
  // y + side sign v, and w - side z; no coefficient may become 2
  const [vp = 0, vm = 0] = side * sign > 0 ? [plus[v], minus[v]] : [minus[v], plus[v]]
  const [zp = 0, zm = 0] = side < 0 ? [plus[z], minus[z]] : [minus[z], plus[z]]
  const [yp = 0, ym = 0, wp = 0, wm = 0] = [plus[y], minus[y], plus[w], minus[w]]
  if (((yp & vp) | (ym & vm) | (wp & zp) | (wm & zm)) !== 0) return false
  plus[y] = (yp & ~vm) | (vp & ~ym)
  minus[y] = (ym & ~vp) | (vm & ~yp)
  plus[w] = (wp & ~zm) | (zp & ~wm)
  minus[w] = (wm & ~zp) | (zm & ~wp)
  const second = plus[w] === 0 && minus[w] === 0
  if (plus[y] === 0 && minus[y] === 0) {
    drop(scheme, one)
    if (two === scheme.count) two = one
  }
  if (second) drop(scheme, two)
  return true
}

/** A scheme that may be changed without changing this one. */
const copy = ({ lengths, count, plus, minus }: Scheme): Scheme => ({ lengths, count, plus: plus.slice(), minus: minus.slice() })

/** The products as lists of whole numbers, [u, v, w] each. */
function listed({ lengths, count, plus, minus }: Scheme): number[][][] {
  const products: number[][][] = []
  for (let k = 0; k < count; k++) {
    products.push(
      lengths.map((length, part) => {
        const vector: number[] = []
        for (let bit = 0; bit < length; bit++)
          vector.push((((plus[3 * k + part] as number) >> bit) & 1) - (((minus[3 * k + part] as number) >> bit) & 1))
        return vector
      }),
    )
  }
  return products
}

export default { schemes: { standard, flip, copy, listed } }
