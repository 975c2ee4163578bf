/** A function to be minimised: returns its value at x and, where asked, writes its gradient there. */
type Smooth = (x: Float64Array, gradient: Float64Array) => number

const dot = (a: Float64Array, b: Float64Array): number => {
  const n = a.length
  let sum = 0
  for (let k = 0; k < n; k++) sum += (a[k] as number) * (b[k] as number)
  return sum
}

/** Steps that L-BFGS remembers, in slots from 0 to LAST: passes over vectors are written out for four. */
const LAST = 3
const MEMORY = LAST + 1

/** Tries of one line search. */
const TRIES = 30

/** Inner products of what L-BFGS remembers: steps s, the changes y of the gradient over them, and the gradient g. */
interface Products {
  readonly gs: Float64Array
  readonly gy: Float64Array
  /** Of a step, and of a change, with the change over a step that is not older. */
  readonly sy: Float64Array
  readonly yy: Float64Array
}

/**
 * The next direction as a sum: its shares of the remembered steps, then of the changes, where the gradient has a share of -scale. These
 * are the two loops of L-BFGS, on inner products alone; slots are taken round about, the newest last.
 */
function sharesOf({ gs, gy, sy, yy }: Products, newest: number, count: number, scale: number): Float64Array {
  const shares = new Float64Array(2 * MEMORY)
  for (let back = 0; back < count; back++) {
    const i = (newest - back) & LAST
    let sum = gs[i] as number
    for (let later = 0; later < back; later++) {
      const j = (newest - later) & LAST
      sum -= (shares[MEMORY + j] as number) * (sy[MEMORY * i + j] as number)
    }
    shares[MEMORY + i] = sum / (sy[MEMORY * i + i] as number)
  }
  for (let back = count - 1; back >= 0; back--) {
    const i = (newest - back) & LAST
    let sum = -scale * (gy[i] as number)
    for (let other = 0; other < count; other++) {
      const j = (newest - other) & LAST
      sum += scale * (shares[MEMORY + j] as number) * (yy[MEMORY * i + j] as number)
      if (other > back) sum += (shares[j] as number) * (sy[MEMORY * j + i] as number)
    }
    shares[i] = -((shares[MEMORY + i] as number) + sum / (sy[MEMORY * i + i] as number))
  }
  for (let i = MEMORY; i < 2 * MEMORY; i++) shares[i] = scale * (shares[i] as number)
  return shares
}

/**
 * Minimises a smooth function from `start`, which stays as it is: limited-memory BFGS (Nocedal and Wright, Numerical Optimization, 2nd
 * edition, algorithm 7.4), on inner products that are kept up from step to step (Chen, Wang and Zhou, Large-scale L-BFGS using MapReduce,
 * NIPS 2014), so that a step passes over its vectors four times, not twenty; with a bisecting line search for the weak Wolfe conditions
 * (Lewis and Overton 2013), which also bears kinks. Ends after `iterations` steps, when the gradient is below `tolerance`, or when no step
 * leads down. What it hands to `f` is overwritten later.
 */
function lbfgs(f: Smooth, start: ArrayLike<number>, iterations = 200, tolerance = 1e-9): { x: Float64Array; value: number } {
  const n = start.length
  let x: Float64Array = Float64Array.from(start)
  let gradient: Float64Array = new Float64Array(n)
  let next: Float64Array = new Float64Array(n)
  let there: Float64Array = new Float64Array(n)
  const direction = new Float64Array(n)
  // of each coordinate the four steps, then the four changes
  const past = new Float64Array(2 * MEMORY * n)
  const products: Products = {
    gs: new Float64Array(MEMORY),
    gy: new Float64Array(MEMORY),
    sy: new Float64Array(MEMORY * MEMORY),
    yy: new Float64Array(MEMORY * MEMORY),
  }
  const { gs, gy, sy, yy } = products
  let count = 0
  let newest = -1
  let value = f(x, gradient)
  let square = dot(gradient, gradient)
  let scale = 1 / Math.max(1, Math.sqrt(square))
  for (let round = 0; round < iterations; round++) {
    if (!(Math.sqrt(square) > tolerance)) break
    const shares = sharesOf(products, newest, count, scale)
    const s0 = shares[0] as number
    const s1 = shares[1] as number
    const s2 = shares[2] as number
    const s3 = shares[3] as number
    const y0 = shares[4] as number
    const y1 = shares[5] as number
    const y2 = shares[6] as number
    const y3 = shares[7] as number
    let slope = 0
    for (let k = 0; k < n; k++) {
      const at = 2 * MEMORY * k
      const steps =
        s0 * (past[at] as number) + s1 * (past[at + 1] as number) + s2 * (past[at + 2] as number) + s3 * (past[at + 3] as number)
      const changes =
        y0 * (past[at + 4] as number) + y1 * (past[at + 5] as number) + y2 * (past[at + 6] as number) + y3 * (past[at + 7] as number)
      const g = gradient[k] as number
      const along = steps + changes - scale * g
      direction[k] = along
      slope += g * along
    }
    if (!(slope < 0)) break
    let low = 0
    let high = Infinity
    let length = 1
    let reached = value
    let onward = slope
    for (let attempt = 0; attempt < TRIES; attempt++) {
      for (let k = 0; k < n; k++) {
        next[k] = (x[k] as number) + length * (direction[k] as number)
        there[k] = 0
      }
      reached = f(next, there)
      onward = dot(there, direction)
      if (!(reached <= value + 1e-4 * length * slope)) high = length
      else if (onward < 0.9 * slope) low = length
      else break
      length = high === Infinity ? 2 * low : (low + high) / 2
    }
    if (!(reached < value)) break
    const curvature = length * (onward - slope)
    // the newest step takes the slot of the oldest; one without curvature tells nothing, and takes none
    const isNew = curvature > 1e-300
    if (isNew) newest = (newest + 1) & LAST
    const slot = newest & LAST
    square = 0
    let change = 0
    let gs0 = 0
    let gs1 = 0
    let gs2 = 0
    let gs3 = 0
    let gy0 = 0
    let gy1 = 0
    let gy2 = 0
    let gy3 = 0
    for (let k = 0; k < n; k++) {
      const at = 2 * MEMORY * k
      const g = there[k] as number
      const y = g - (gradient[k] as number)
      if (isNew) {
        past[at + slot] = length * (direction[k] as number)
        past[at + MEMORY + slot] = y
      }
      square += g * g
      change += y * y
      gs0 += g * (past[at] as number)
      gs1 += g * (past[at + 1] as number)
      gs2 += g * (past[at + 2] as number)
      gs3 += g * (past[at + 3] as number)
      gy0 += g * (past[at + 4] as number)
      gy1 += g * (past[at + 5] as number)
      gy2 += g * (past[at + 6] as number)
      gy3 += g * (past[at + 7] as number)
    }
    const after = [gs0, gs1, gs2, gs3, gy0, gy1, gy2, gy3]
    for (let i = 0; i < MEMORY; i++) {
      const withStep = after[i] as number
      const withChange = after[MEMORY + i] as number
      if (isNew) {
        // what a product with the gradient has changed by is the product with the change
        sy[MEMORY * i + slot] = withStep - (gs[i] as number)
        yy[MEMORY * i + slot] = withChange - (gy[i] as number)
        yy[MEMORY * slot + i] = yy[MEMORY * i + slot] as number
      }
      gs[i] = withStep
      gy[i] = withChange
    }
    if (isNew) {
      count = Math.min(MEMORY, count + 1)
      sy[MEMORY * slot + slot] = curvature
      yy[MEMORY * slot + slot] = change
      scale = curvature / change
    }
    const from = x
    x = next
    next = from
    const before = gradient
    gradient = there
    there = before
    value = reached
  }
  return { x, value }
}

/**
 * Minimises any function from `start` without gradients: the simplex search of Nelder and Mead (1965), first steps of `size` along each
 * axis. Ends after `evaluations` of the function, or when the values at the corners differ by less than `tolerance`.
 */
function nelderMead(
  f: (x: Float64Array) => number,
  start: ArrayLike<number>,
  size = 0.1,
  evaluations = 1000,
  tolerance = 1e-12,
): { x: Float64Array; value: number } {
  const n = start.length
  const budget = { left: evaluations }
  const at = (x: Float64Array): { x: Float64Array; value: number } => {
    budget.left -= 1
    const value = f(x)
    return { x, value: value === value ? value : Infinity }
  }
  const corners = [at(Float64Array.from(start))]
  for (let k = 0; k < n; k++) {
    const x = Float64Array.from(start)
    x[k] = (x[k] as number) + size
    corners.push(at(x))
  }
  const rank = (): void => void corners.sort((a, b) => a.value - b.value)
  rank()
  while (budget.left > 0) {
    const best = corners[0] as (typeof corners)[number]
    const worst = corners[n] as (typeof corners)[number]
    if (!(worst.value - best.value > tolerance)) break
    const centre = new Float64Array(n)
    for (let j = 0; j < n; j++) {
      const { x } = corners[j] as (typeof corners)[number]
      for (let k = 0; k < n; k++) centre[k] = (centre[k] as number) + (x[k] as number) / n
    }
    const along = (share: number): { x: Float64Array; value: number } => {
      const x = new Float64Array(n)
      for (let k = 0; k < n; k++) x[k] = (centre[k] as number) + share * ((worst.x[k] as number) - (centre[k] as number))
      return at(x)
    }
    let tried = along(-1)
    if (tried.value < best.value) {
      const further = along(-2)
      if (further.value < tried.value) tried = further
    } else if (!(tried.value < (corners[n - 1] ?? best).value)) {
      const back = along(tried.value < worst.value ? -0.5 : 0.5)
      if (back.value < Math.min(tried.value, worst.value)) tried = back
    }
    if (tried.value < worst.value) corners[n] = tried
    else {
      for (let j = 1; j <= n; j++) {
        const x = Float64Array.from((corners[j] as (typeof corners)[number]).x)
        for (let k = 0; k < n; k++) x[k] = ((x[k] as number) + (best.x[k] as number)) / 2
        corners[j] = at(x)
      }
    }
    rank()
  }
  return corners[0] as (typeof corners)[number]
}

/** Solves a square system of linear equations by Gaussian elimination with partial pivoting; undefined when it has no single solution. */
function solve(matrix: readonly ArrayLike<number>[], right: ArrayLike<number>): Float64Array | undefined {
  const n = right.length
  const rows: Float64Array[] = matrix.map((row, k) => {
    const all = new Float64Array(n + 1)
    for (let j = 0; j < n; j++) all[j] = row[j] as number
    all[n] = right[k] as number
    return all
  })
  for (let j = 0; j < n; j++) {
    let pivot = j
    for (let k = j + 1; k < n; k++) if (Math.abs(rows[k]?.[j] as number) > Math.abs(rows[pivot]?.[j] as number)) pivot = k
    const top = rows[pivot] as Float64Array
    rows[pivot] = rows[j] as Float64Array
    rows[j] = top
    if (!(Math.abs(top[j] as number) > 0)) return undefined
    for (let k = j + 1; k < n; k++) {
      const row = rows[k] as Float64Array
      const share = (row[j] as number) / (top[j] as number)
      for (let i = j; i <= n; i++) row[i] = (row[i] as number) - share * (top[i] as number)
    }
  }
  const x = new Float64Array(n)
  for (let j = n - 1; j >= 0; j--) {
    const row = rows[j] as Float64Array
    let rest = row[n] as number
    for (let k = j + 1; k < n; k++) rest -= (row[k] as number) * (x[k] as number)
    x[j] = rest / (row[j] as number)
  }
  return x
}

export default { numeric: { lbfgs, nelderMead, solve } }
