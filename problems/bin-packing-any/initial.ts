/** How much an item wants to go into a bin with this much room left; the highest value wins. */
export function priority(
  item: number,
  residual: number,
  capacity: number,
  mean: number,
  spread: number,
  open: number,
  room: number,
  fits: number,
  exact: number,
): number {
  // EVOLVE-BLOCK-START
  return item - residual
  // EVOLVE-BLOCK-END
}
