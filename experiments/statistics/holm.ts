/**
 * P-values corrected for how many there are, in their order: a family in which all that are at most `a` are rejected has a false
 * rejection with a chance of at most `a` (Holm, Scandinavian Journal of Statistics 6, 1979).
 */
export function holm(values: readonly number[]): number[] {
  const order = values.map((_, at) => at).sort((a, b) => (values[a] as number) - (values[b] as number) || a - b)
  const adjusted = Array.from(values, () => 0)
  let least = 0
  order.forEach((at, rank) => {
    least = Math.max(least, Math.min(1, (values.length - rank) * (values[at] as number)))
    adjusted[at] = least
  })
  return adjusted
}
