/** The rank of each value, 1 for the smallest; equal values share the mean of their ranks. */
export function midranks(values: readonly number[], isEqual = (a: number, b: number): boolean => a === b): number[] {
  return values.map((value) => {
    const equal = values.filter((other) => isEqual(other, value)).length
    const smaller = values.filter((other) => other < value && !isEqual(other, value)).length
    return smaller + (equal + 1) / 2
  })
}

/**
 * Mean rank of each arm over blocks, as in Friedman's test (Journal of the American Statistical Association 32, 1937; for
 * comparisons over data sets Demšar, Journal of Machine Learning Research 7, 2006). A block holds a figure of each arm, lower
 * being better; a rank of 1 is the best.
 */
export function meanRanks(blocks: readonly (readonly number[])[], isEqual?: (a: number, b: number) => boolean): number[] {
  const ranked = blocks.map((block) => midranks(block, isEqual))
  return (ranked[0] ?? []).map((_, arm) => ranked.reduce((sum, ranks) => sum + (ranks[arm] as number), 0) / ranked.length)
}
