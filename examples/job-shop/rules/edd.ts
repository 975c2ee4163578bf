/** Earliest due date. */
export function priority(time: number, remaining: number, due: number, now: number, weight: number, mean: number): number {
  return -due
}
