/** Apparent tardiness cost (Vepsalainen and Morton, 1987): weight over time, less for a job that can wait. */
export function priority(time: number, remaining: number, due: number, now: number, weight: number, mean: number): number {
  return (weight / time) * Math.exp(-Math.max(0, due - now - remaining) / (3 * mean))
}
