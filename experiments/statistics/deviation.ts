/** Standard deviation of a sample: 0 of equal values, which need not have themselves as their mean, to the last bit, and of fewer than two. */
export function deviationOf(values: readonly number[]): number {
  if (values.length < 2 || values.every((value) => value === values[0])) return 0
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1))
}
