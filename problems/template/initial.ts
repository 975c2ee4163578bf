/** Where evolution begins: correct in form, and as good as you like. Only what stands between the markers changes. */
export function period(distance: number): number {
  // EVOLVE-BLOCK-START
  return distance
  // EVOLVE-BLOCK-END
}
