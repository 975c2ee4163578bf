/** Whether two trees are equal but for their positions. */
export function same(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, k) => same(item, b[k]))
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return Object.is(a, b)
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>]
  if (left['type'] !== right['type']) return false
  for (const key in left) {
    if (key !== 'start' && key !== 'end' && key !== 'range' && key !== 'raw' && !same(left[key], right[key])) return false
  }
  return true
}
