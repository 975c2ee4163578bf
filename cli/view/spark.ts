const BLOCKS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█']

/**
 * Values as a line of at most `width` blocks, the least the lowest. What came first may be far off what matters, so the first tenth is cut
 * to the range of the rest.
 */
export function sparkline(values: readonly number[], width: number): string {
  const finite = values.filter(Number.isFinite)
  const late = finite.slice(Math.floor(finite.length / 10))
  const low = Math.min(...late)
  const high = Math.max(...late)
  const columns = Math.max(0, Math.min(width, finite.length))
  return Array.from({ length: columns }, (_, column) => {
    const value = finite[Math.floor(((column + 1) * finite.length) / columns) - 1] ?? low
    const share = high > low ? Math.min(1, Math.max(0, (value - low) / (high - low))) : 0
    return BLOCKS[Math.round(share * (BLOCKS.length - 1))]
  }).join('')
}

/** Keeps what it is given now and then, evenly over all that time, in at most `most` values. */
export function createTrail(most: number = 240): (value: number | undefined) => readonly number[] {
  let kept: number[] = []
  let step = 1
  let given = 0
  return (value) => {
    if (value === undefined) return kept
    if (given++ % step === 0) kept.push(value)
    if (kept.length >= most) {
      kept = kept.filter((_, at) => at % 2 === 0)
      step *= 2
    }
    return kept
  }
}
