/** How much a vector of n numbers, each 0, 1 or 2, is wanted in the cap set; the highest value is taken first. */
export function priority(vector: number[], n: number): number {
  /** How many of the coordinates are 0, 1 and 2. */
  const counts = [0, 0, 0]
  for (const x of vector) counts[x]!++
  // EVOLVE-BLOCK-START
  return 0
  // EVOLVE-BLOCK-END
}
