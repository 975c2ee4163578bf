/** Least slack: how long a job could wait and not be late. */
export function priority(time: number, remaining: number, due: number, now: number, weight: number, mean: number): number {
  return now + remaining - due
}
