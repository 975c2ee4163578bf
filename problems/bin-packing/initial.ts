/** How much an item wants to go into a bin with this much room left; the highest value wins. */
export function priority(item: number, residual: number, capacity: number): number {
  // EVOLVE-BLOCK-START
  return item - residual
  // EVOLVE-BLOCK-END
}
