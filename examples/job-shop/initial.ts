/** What waits first is done first. */
export function priority(time: number, remaining: number, due: number, now: number, weight: number, mean: number): number {
  // EVOLVE-BLOCK-START
  return 0
  // EVOLVE-BLOCK-END
}
