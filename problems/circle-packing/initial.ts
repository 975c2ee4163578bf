interface Tools {
  random(): number
  readonly numeric: {
    lbfgs(
      f: (x: Float64Array, gradient: Float64Array) => number,
      start: ArrayLike<number>,
      iterations?: number,
      tolerance?: number,
    ): { x: Float64Array; value: number }
  }
}

/**
 * What n circles, [x, y, r] one behind the other, overlap each other and the border, squared and weighted, less the sum of the radii. Only
 * those near each other can overlap: they are looked for anew when a circle has moved or grown so far that there may be others.
 */
function penalty(n: number, weight: number): (v: Float64Array, gradient: Float64Array) => number {
  const double = 2 * weight
  const far = 0.1 / Math.sqrt(n)
  const seen = new Float64Array(3 * n).fill(Number.NaN)
  /** Of each circle those before it that are near, one behind the other, and where they end. */
  const near = new Int16Array((n * (n - 1)) / 2)
  const ends = new Int32Array(n)

  function look(v: Float64Array): void {
    let count = 0
    for (let c = 0; c < n; c++) {
      const i = 3 * c
      const x = v[i] as number
      const y = v[i + 1] as number
      const r = (v[i + 2] as number) + 2 * far
      for (let b = 0; b < c; b++) {
        const j = 3 * b
        const dx = x - (v[j] as number)
        const dy = y - (v[j + 1] as number)
        const reach = r + (v[j + 2] as number)
        if (dx * dx + dy * dy < reach * reach && reach > 0) {
          near[count] = b
          count += 1
        }
      }
      ends[c] = count
    }
    seen.set(v)
  }

  return (v, gradient) => {
    let moved = 0
    for (let c = 0; c < n; c++) {
      const i = 3 * c
      const along = Math.abs((v[i] as number) - (seen[i] as number))
      const up = Math.abs((v[i + 1] as number) - (seen[i + 1] as number))
      moved = Math.max(moved, along + up + Math.abs((v[i + 2] as number) - (seen[i + 2] as number)))
    }
    if (!(moved <= far)) look(v)
    let value = 0
    let k = 0
    for (let c = 0; c < n; c++) {
      const i = 3 * c
      const x = v[i] as number
      const y = v[i + 1] as number
      const r = v[i + 2] as number
      const left = Math.max(0, r - x)
      const right = Math.max(0, x + r - 1)
      const below = Math.max(0, r - y)
      const above = Math.max(0, y + r - 1)
      value += weight * (left * left + right * right + below * below + above * above) - r
      let along = double * (right - left)
      let up = double * (above - below)
      let out = double * (left + right + below + above) - 1
      const end = ends[c] as number
      for (; k < end; k++) {
        const j = 3 * ((near[k] as number) & 1023)
        const dx = x - (v[j] as number)
        const dy = y - (v[j + 1] as number)
        const reach = r + (v[j + 2] as number)
        const square = dx * dx + dy * dy
        if (square < reach * reach && reach > 0) {
          const distance = Math.sqrt(square) + 1e-12
          const push = double * (reach - distance)
          const share = push / distance
          value += (push * (reach - distance)) / 2
          along -= share * dx
          up -= share * dy
          out += push
          gradient[j] = (gradient[j] as number) + share * dx
          gradient[j + 1] = (gradient[j + 1] as number) + share * dy
          gradient[j + 2] = (gradient[j + 2] as number) + push
        }
      }
      gradient[i] = (gradient[i] as number) + along
      gradient[i + 1] = (gradient[i + 1] as number) + up
      gradient[i + 2] = (gradient[i + 2] as number) + out
    }
    return value
  }
}

/** The circles of which every one has given up as much as the worst overlap, and a little for the rounding. */
function sound(v: ArrayLike<number>, n: number): number[][] {
  let worst = 0
  for (let i = 0; i < 3 * n; i += 3) {
    const x = v[i] as number
    const y = v[i + 1] as number
    const r = Math.max(0, v[i + 2] as number)
    worst = Math.max(worst, r - x, x + r - 1, r - y, y + r - 1)
    for (let j = 0; j < i; j += 3) {
      const distance = Math.hypot(x - (v[j] as number), y - (v[j + 1] as number))
      worst = Math.max(worst, (r + Math.max(0, v[j + 2] as number) - distance) / 2)
    }
  }
  const inside = (at: number): number => Math.min(1, Math.max(0, at))
  const circles: number[][] = []
  for (let i = 0; i < 3 * n; i += 3) {
    circles.push([inside(v[i] as number), inside(v[i + 1] as number), Math.max(0, (v[i + 2] as number) - worst - 1e-12)])
  }
  return circles
}

/** Circles in the unit square, [x, y, r] each, that do not overlap: the sum of the radii is to be large. */
export function pack({ n }: { readonly n: number }, { random, numeric }: Tools): number[][] {
  // EVOLVE-BLOCK-START
  const weight = 20
  const start = new Float64Array(3 * n)
  for (let i = 0; i < 3 * n; i += 3) {
    start[i] = random()
    start[i + 1] = random()
    start[i + 2] = 0.3 / Math.sqrt(n)
  }
  const { x: found, value } = numeric.lbfgs(penalty(n, weight), start, 200, 1e-9)
  return sound(found, n)
  // EVOLVE-BLOCK-END
}
