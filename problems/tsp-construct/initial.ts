/** How much the tour wants to go on to a city; the unvisited city with the highest value is next. */
export function priority(
  distance: number,
  toStart: number,
  fromStart: number,
  mean: number,
  nearest: number,
  second: number,
  closest: number,
  central: number,
  visited: number,
): number {
  // EVOLVE-BLOCK-START
  return -distance
  // EVOLVE-BLOCK-END
}
