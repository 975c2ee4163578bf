/** A function to be minimised: returns its value at x and, where asked, writes its gradient there. */
type Smooth = (x: Float64Array, gradient: Float64Array) => number

const dot = (a: Float64Array, b: Float64Array): number => {
  const n = a.length
  let sum = 0
  for (let k = 0; k < n; k++) sum += (a[k] as number) * (b[k] as number)
  return sum
}

/** Adds a multiple of one vector to another. */
const add = (to: Float64Array, share: number, of: Float64Array): void => {
  const n = to.length
  for (let k = 0; k < n; k++) to[k] = (to[k] as number) + share * (of[k] as number)
}

/** Pairs of steps that L-BFGS remembers, and tries of one line search. */
const MEMORY = 4
const TRIES = 30

/**
 * Minimises a smooth function from `start`, which stays as it is: limited-memory BFGS (Nocedal and Wright, Numerical Optimization, 2nd
 * edition, algorithm 7.4) with a bisecting line search for the weak Wolfe conditions (Lewis and Overton 2013), which also bears kinks.
 * Ends after `iterations` steps, when the gradient is below `tolerance`, or when no step leads down. What it hands to `f` is overwritten
 * later.
 */
function lbfgs(f: Smooth, start: ArrayLike<number>, iterations = 200, tolerance = 1e-9): { x: Float64Array; value: number } {
  const n = start.length
  let x: Float64Array = Float64Array.from(start)
  let gradient: Float64Array = new Float64Array(n)
  let next: Float64Array = new Float64Array(n)
  let there: Float64Array = new Float64Array(n)
  const direction = new Float64Array(n)
  let value = f(x, gradient)
  const steps: { s: Float64Array; y: Float64Array; curvature: number; share: number }[] = []
  for (let round = 0; round < iterations; round++) {
    const steepness = Math.sqrt(dot(gradient, gradient))
    if (!(steepness > tolerance)) break
    for (let k = 0; k < n; k++) direction[k] = -(gradient[k] as number)
    for (let j = steps.length - 1; j >= 0; j--) {
      const step = steps[j] as (typeof steps)[number]
      step.share = dot(step.s, direction) / step.curvature
      add(direction, -step.share, step.y)
    }
    const last = steps[steps.length - 1]
    const scale = last === undefined ? 1 / Math.max(1, steepness) : last.curvature / dot(last.y, last.y)
    for (let k = 0; k < n; k++) direction[k] = (direction[k] as number) * scale
    for (let j = 0; j < steps.length; j++) {
      const { s, y, curvature, share } = steps[j] as (typeof steps)[number]
      add(direction, share - dot(y, direction) / curvature, s)
    }
    const slope = dot(gradient, direction)
    if (!(slope < 0)) break
    let low = 0
    let high = Infinity
    let length = 1
    let reached = value
    for (let attempt = 0; attempt < TRIES; attempt++) {
      for (let k = 0; k < n; k++) {
        next[k] = (x[k] as number) + length * (direction[k] as number)
        there[k] = 0
      }
      reached = f(next, there)
      if (!(reached <= value + 1e-4 * length * slope)) high = length
      else if (dot(there, direction) < 0.9 * slope) low = length
      else break
      length = high === Infinity ? 2 * low : (low + high) / 2
    }
    if (!(reached < value)) break
    // the oldest pair makes room for the newest
    const pair = (steps.length < MEMORY ? undefined : steps.shift()) ?? {
      s: new Float64Array(n),
      y: new Float64Array(n),
      curvature: 0,
      share: 0,
    }
    const { s, y } = pair
    for (let k = 0; k < n; k++) {
      s[k] = (next[k] as number) - (x[k] as number)
      y[k] = (there[k] as number) - (gradient[k] as number)
    }
    pair.curvature = dot(s, y)
    if (pair.curvature > 1e-300) steps.push(pair)
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
